"""The description of a release: true of its files, its rows and its ledger."""

import csv
import gzip
import io
import json
from datetime import datetime
from hashlib import sha256

from django.core.management import call_command

from factdb.kinds import PUBLIC_KINDS
from factdb.public.downloads.write_release import DATA
from tests.releases import described, head, unpacked


def test_release_names_a_head_that_audit_expects(release):
    ledger = described(release)["ledger"]
    assert ledger == {"seq": head().seq, "sha256": head().sha256}
    expected = f"{ledger['seq']}:{ledger['sha256']}"
    assert f"audit --expect {expected}" in (release / "README.md").read_text()
    call_command("audit", expect=expected, stdout=io.StringIO())


CASTS = {
    "integer": int,
    "number": float,
    "date": lambda cell: datetime.strptime(cell, "%Y-%m-%d"),  # noqa: DTZ007
    "datetime": lambda cell: datetime.strptime(cell, "%Y-%m-%dT%H:%M:%S.%fZ"),  # noqa: DTZ007
    "boolean": {"true": True, "false": False}.__getitem__,
    "object": json.loads,
    "string": str,
}


def faults(rows, schema):
    """What a Table Schema forbids in these rows."""
    for row in rows:
        for field in schema["fields"]:
            cell, constraints = row[field["name"]], field.get("constraints", {})
            if cell == "" and constraints.get("required"):
                yield f"{field['name']} is empty"
            if cell != "":
                CASTS[field["type"]](cell)
            if cell != "" and cell not in constraints.get("enum", [cell]):
                yield f"{field['name']} is {cell}"
    keys = [tuple(row[name] for name in schema["primaryKey"]) for row in rows]
    if len(keys) != len(set(keys)):
        yield "two rows have the same key"


def test_schemas_hold_for_the_rows(release):
    tables = described(release)["resources"]
    assert [table["name"] for table in tables] == list(PUBLIC_KINDS)
    for table in tables:
        rows = list(csv.DictReader(io.StringIO(unpacked(release / table["path"]), newline="")))
        assert [field["name"] for field in table["schema"]["fields"]] == list(rows[0])
        assert list(faults(rows, table["schema"])) == []


def test_tables_are_typed_as_frictionless_reads_them(release):
    for table in described(release)["resources"]:
        assert (table["type"], table["format"], table["compression"]) == ("table", "csv", "gz")


def test_schema_says_what_the_shapes_say(release):
    schema = next(r for r in described(release)["resources"] if r["name"] == "claims")["schema"]
    fields = {field["name"]: field for field in schema["fields"]}
    assert schema["primaryKey"] == ["id"]
    assert fields["verdict.rating"] == {
        "name": "verdict.rating",
        "type": "string",
        "description": "How it was checked; without a verdict the rating is `unchecked`.",
        "constraints": {
            "required": True,
            "enum": ["unchecked", "confirmed", "disputed", "misleading", "false", "outdated", "unverifiable"],
        },
    }
    assert fields["figure.value"] == {
        "name": "figure.value",
        "type": "number",
        "description": "The number, if the claim holds one.",
    }
    assert fields["policies"] == {
        "name": "policies",
        "type": "string",
        "description": "The slug of each, joined by '|'.",
    }


def test_description_holds_for_the_files(release):
    package = described(release)
    files = [*package["resources"], *package["documents"]]
    assert sorted(file["path"] for file in files) == sorted(DATA)
    for resource in files:
        data = (release / resource["path"]).read_bytes()
        assert resource["bytes"] == len(data)
        assert resource["hash"] == f"sha256:{sha256(data).hexdigest()}"
        text = gzip.decompress(data)
        assert resource["contents"] == {"bytes": len(text), "hash": f"sha256:{sha256(text).hexdigest()}"}
    assert (package["version"], package["licenses"][0]["name"]) == (str(head().seq), "CC-BY-4.0")
