"""Releases for tests: made with the public login's grants and nothing else."""

import gzip
import io
import json

import pytest
from django.core.management import call_command

from factdb.models import Claim, LedgerEntry, Person
from factdb.publishing import publish, removal
from tests import factories as f
from tests.connections import as_public


def export(folder, **options):
    """As the command does it, with the public login's grants and nothing else."""
    told = io.StringIO()
    with as_public():
        call_command("export", str(folder), stdout=io.StringIO(), stderr=told, **options)
    return told.getvalue()


def contents(folder):
    return {path.name: path.read_bytes() for path in folder.iterdir()}


def unpacked(path):
    return gzip.decompress(path.read_bytes()).decode()


def head():
    return LedgerEntry.objects.latest("seq")


def change_everything():
    """A correction, a rename that renders other documents again, a retraction and a new claim."""
    editor = f.user("editor")
    Claim.objects.filter(number=1).update(text="Ana Díaz closed both crossings.", state="draft")
    f.publish(Claim.objects.get(number=1), action="corrected", reason="There are two.")
    Person.objects.filter(slug="bo-chen").update(name="Bo Q. Chen")
    publish.publish_items([Person.objects.get(slug="bo-chen")], by=editor)
    removal.retract_item(Claim.objects.get(number=2), by=editor, reason="Other guards.")
    f.publish(f.claim(text="A later claim."))


def described(folder):
    return json.loads((folder / "datapackage.json").read_text())


@pytest.fixture
def release(record, tmp_path):
    change_everything()
    export(tmp_path / "release")
    return tmp_path / "release"
