"""Backups for tests: small ones from nothing, and real ones that are sealed anew after a change."""

from zipfile import ZipFile

from config.backup.archive import MANIFEST_NAME, open_draft, read_dump, seal_draft, write_contents
from config.backup.manifest import Manifest


def make_manifest(**more):
    values = {
        "made_at": "2026-05-01T12:00:00+00:00",
        "postgresql": 15,
        "pg_dump": 15,
        "migrations": [],
        "head": "",
        "roles": [],
        "tables": {"public.factdb_claim": (3, "ab" * 32)},
    }
    return Manifest(**{**values, **more})


def write_backup(file, dump, manifest):
    with open_draft(file) as stream:
        write_contents(stream, dump, manifest)
        seal_draft(stream)


def change_manifest(file, changed, change):
    """Write `changed`: the same dump, and the manifest after `change` has had it."""
    with file.open("rb") as stream:
        dump = list(read_dump(stream))
        manifest = Manifest.from_json(ZipFile(stream).read(MANIFEST_NAME))
    change(manifest)
    write_backup(changed, dump, manifest)
