"""Releases: the same bytes for the same ledger, and the rows of the API."""

import csv
import gzip
import io
import json
import resource
import subprocess
from pathlib import Path

import pytest
from django.core.management import CommandError

from factdb.editorial import workflow
from factdb.kinds import PUBLIC_KINDS
from factdb.models import Claim, LedgerEntry
from factdb.public.downloads import write_release as exporting
from factdb.publishing import publish
from tests import factories as f
from tests.connections import as_public
from tests.record import LEAK
from tests.releases import change_everything, contents, export, head, unpacked


def test_two_exports_are_the_same_bytes(release, tmp_path):
    export(tmp_path / "again")
    assert contents(tmp_path / "again") == contents(release)


def test_past_sequence_is_the_same_bytes_after_later_publications(record, tmp_path):
    then = head().seq
    export(tmp_path / "then")
    change_everything()
    export(tmp_path / "again", seq=then)
    assert contents(tmp_path / "again") == contents(tmp_path / "then")
    export(tmp_path / "now")
    assert contents(tmp_path / "now")["claims.csv.gz"] != contents(tmp_path / "then")["claims.csv.gz"]


def test_moment_is_the_sequence_that_was_reached_by_then(record, tmp_path):
    then = head()
    change_everything()
    export(tmp_path / "moment", as_of=then.at.isoformat())
    export(tmp_path / "seq", seq=then.seq)
    assert contents(tmp_path / "moment") == contents(tmp_path / "seq")


def test_release_of_the_past_has_what_was_retracted_since_and_nothing_newer(record, tmp_path):
    then = head().seq
    change_everything()
    export(tmp_path / "then", seq=then)
    claims = [json.loads(line) for line in unpacked(tmp_path / "then" / "claims.ndjson.gz").splitlines()]
    assert [(claim["id"], claim["version"]) for claim in claims] == [(1, 1), (2, 1), (3, 1)]
    assert unpacked(tmp_path / "then" / "corrections.ndjson.gz") == ""


def test_export_of_each_sequence_is_what_the_ledger_had(record, tmp_path):
    """Against a reading of the ledger that shares no code with the export."""
    change_everything()
    for seq in range(1, head().seq + 1, 3):
        export(tmp_path / str(seq), seq=seq)
        latest = {(e.kind, e.key): e.document for e in LedgerEntry.objects.filter(seq__lte=seq).order_by("seq")}
        for kind in ("claims", "people", "articles"):
            lines = unpacked(tmp_path / str(seq) / f"{kind}.ndjson.gz").splitlines()
            assert sorted(lines) == sorted(d for (k, _), d in latest.items() if k == kind and d is not None)


def test_files_are_what_the_api_streams(client, release):
    for name in exporting.DATA:
        collection, form, _ = name.split(".")
        response = client.get(f"/api/v1/{collection}.{form}?ordering={PUBLIC_KINDS[collection].key_column}")
        streamed = b"".join(response.streaming_content).decode()
        assert unpacked(release / name) == streamed
        assert len(streamed.splitlines()) > (form == "csv")


def test_csv_keeps_the_contracts_cells(client, record, tmp_path):
    Claim.objects.filter(number=3).update(text="=1+1")
    Claim.objects.filter(number=3).update(value=-5, hedge="exact")
    publish.publish_items([Claim.objects.get(number=3)], by=f.user("editor"))
    export(tmp_path / "release")
    rows = list(csv.DictReader(io.StringIO(unpacked(tmp_path / "release" / "claims.csv.gz"), newline="")))
    names = ("id", "text", "policies", "attribution", "figure.value", "speaker.slug")
    assert [[row[name] for name in names] for row in rows] == [
        ["1", "Ana Díaz closed the crossing.", "border-order", "Ana Díaz > Herald", "", "ana-diaz"],
        ["2", "Guards took bribes.", "border-order|visa-law", "two officials (anonymous) > Wire > Herald", "", ""],
        ["3", "'=1+1", "visa-law", "Ministry > Wire", "-5", ""],
    ]


def test_what_was_erased_is_in_no_release_of_the_past_any_more(record, tmp_path):
    then = head().seq
    workflow.erase(Claim.objects.get(number=2), by=f.user("editor"), asked_by=f.user(), reason="Court order.")
    export(tmp_path / "then", seq=then)
    assert [line.split(",")[0] for line in unpacked(tmp_path / "then" / "claims.ndjson.gz").splitlines()] == [
        '{"id":1',
        '{"id":3',
    ]


def test_drafts_are_in_no_release(release):
    told = b"".join(gzip.decompress(data) for name, data in contents(release).items() if name.endswith(".gz"))
    assert LEAK.encode() not in told
    assert b"A later claim." in told


def test_sha256sum_verifies_every_file_but_its_own(release):
    checked = subprocess.run(["sha256sum", "-c", "SHA256SUMS"], cwd=release, capture_output=True, text=True)  # noqa: S607
    assert checked.returncode == 0
    assert sorted(line.removesuffix(": OK") for line in checked.stdout.splitlines()) == sorted(
        name for name in contents(release) if name != "SHA256SUMS"
    )


def test_gzip_has_no_time_and_no_name(release):
    headers = {data[3:8] for name, data in contents(release).items() if name.endswith(".gz")}
    assert headers == {b"\0\0\0\0\0"}


def test_release_has_exactly_its_files(release):
    assert sorted(contents(release)) == sorted(exporting.FILES)
    assert (release / "LICENSE.txt").read_text().startswith("Creative Commons Attribution 4.0 International\n")
    assert release.stat().st_mode & 0o777 == 0o755


def test_every_file_is_reported_while_it_is_written(record, tmp_path, monkeypatch):
    monkeypatch.setattr(exporting, "REPORTED_ROWS", 1)
    reported = {}
    with as_public():
        exporting.export_release(
            tmp_path / "release", exporting.find_release_entry(), lambda name, *counts: reported.update({name: counts})
        )
    assert list(reported) == [f"rows of {name}" for name in exporting.DATA]
    assert [reported["rows of claims.csv.gz"], reported["rows of claims.ndjson.gz"]] == [(3, 3), (3, 3)]


def test_folder_that_is_not_empty_is_left_as_it_was(record, tmp_path):
    (tmp_path / "kept").write_text("mine")
    with pytest.raises(CommandError, match="is not empty, and a release never overwrites anything"):
        export(tmp_path)
    assert contents(tmp_path) == {"kept": b"mine"}


def test_empty_folder_and_missing_parents_are_taken(record, tmp_path):
    (tmp_path / "empty").mkdir()
    export(tmp_path / "empty")
    export(tmp_path / "not" / "there" / "yet")
    assert contents(tmp_path / "empty") == contents(tmp_path / "not" / "there" / "yet")


def test_file_in_the_way_is_refused(record, tmp_path):
    (tmp_path / "file").write_text("mine")
    with pytest.raises(CommandError, match="is a file: name a folder"):
        export(tmp_path / "file")


@pytest.fixture
def full_disk():
    """The system refuses to write more than this into a file, as a full disk would."""
    limits = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (500, limits[1]))
    yield
    resource.setrlimit(resource.RLIMIT_FSIZE, limits)


def test_full_disk_leaves_nothing_and_is_one_sentence(record, tmp_path, full_disk):
    with pytest.raises(CommandError, match=r"release could not be written: File too large\. Nothing was left there\."):
        export(tmp_path / "release")
    assert list(tmp_path.iterdir()) == []


def test_place_where_nothing_can_be_written_is_one_sentence(record):
    with pytest.raises(CommandError, match="/proc/release could not be written: "):
        export(Path("/proc/release"))


@pytest.mark.parametrize("seq", [0, -1, 9999, 10**30])
def test_unknown_sequence_is_one_sentence(record, tmp_path, seq):
    with pytest.raises(CommandError, match=rf"The ledger has no entry -?\d+: it goes from 1 to {head().seq}\."):
        export(tmp_path / "release", seq=seq)
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    ("as_of", "sentence"),
    [
        ("2000-01-01", "Nothing had been published by 2000-01-01 23:59 UTC."),
        ("2999-01-01", "Nobody knows yet how the record will stand then."),
        ("May", "--as-of: Give a date"),
    ],
)
def test_moment_without_a_record_is_one_sentence(record, tmp_path, as_of, sentence):
    with pytest.raises(CommandError, match=sentence):
        export(tmp_path / "release", as_of=as_of)
