"""The releases page offers what was exported and no other file of the machine."""

import gzip
import io
import json
import shutil

import pytest
from django.core.management import call_command

from factdb.editorial import workflow
from factdb.models import Claim, LedgerEntry
from factdb.public.downloads.releases import delete_withdrawn_files
from factdb.public.downloads.write_release import FILES
from tests import factories as f


@pytest.fixture
def root(settings, tmp_path):
    settings.FACTDB_RELEASES = tmp_path / "releases"
    (tmp_path / "secret").write_text("secret")
    return settings.FACTDB_RELEASES


def export(folder, **options):
    call_command("export", str(folder), stdout=io.StringIO(), stderr=io.StringIO(), **options)


def test_page_says_how_a_release_is_made_where_there_is_none(client, root):
    html = client.get("/releases/").content.decode()
    assert "No releases have been made yet." in html
    assert "manage.py export DIR" in html


def test_page_lists_releases_with_head_and_links_the_latest_first(client, record, root):
    export(root / "first", seq=3)
    export(root / "second")
    head = LedgerEntry.objects.latest("seq")
    html = client.get("/releases/").content.decode()
    assert html.index(">second</h2>") < html.index(">first</h2>")
    assert f"<code>{head.seq}:{head.sha256}</code>" in html
    linked = [part.split('"')[0] for part in html.split('href="/releases/')[1:]]
    assert [link for link in linked if link] == [f"{name}/{file}" for name in ("second", "first") for file in FILES]


def test_page_asks_only_what_was_erased_since(client, record, root, django_assert_num_queries):
    export(root / "first")
    with django_assert_num_queries(1, using="public"):
        assert "first" in client.get("/releases/").content.decode()


def test_new_release_is_shown_though_the_ledger_did_not_move(client, record, root):
    export(root / "first")
    before = client.get("/releases/")
    export(root / "second")
    after = client.get("/releases/", headers={"If-None-Match": before.get("ETag", "none")})
    assert "/releases/second/claims.csv.gz" in after.content.decode()


def test_api_says_where_releases_are(client, record, root):
    assert client.get(client.get("/api/v1/").json()["releases"]).status_code == 200


def test_page_links_itself_from_the_footer(client, root):
    assert '<li><a href="/releases/">Releases</a></li>' in client.get("/releases/").content.decode()


MEDIA = {
    "claims.csv.gz": "application/gzip",
    "datapackage.json": "application/json",
    "README.md": "text/plain; charset=utf-8",
    "SHA256SUMS": "text/plain; charset=utf-8",
}


def test_file_is_sent_as_it_is(client, record, root):
    export(root / "first")
    for file, media in MEDIA.items():
        response = client.get(f"/releases/first/{file}")
        assert b"".join(response.streaming_content) == (root / "first" / file).read_bytes()
        assert response["Content-Type"] == media
        assert response["X-Content-Type-Options"] == "nosniff"
        assert response["Content-Disposition"] == f'attachment; filename="{file}"'
        assert response["Content-Length"] == str((root / "first" / file).stat().st_size)
        assert "Content-Encoding" not in response


def test_packed_file_stays_packed_for_whoever_takes_gzip(client, record, root):
    export(root / "first")
    response = client.get("/releases/first/claims.csv.gz", headers={"Accept-Encoding": "gzip"})
    assert gzip.decompress(b"".join(response.streaming_content)).startswith(b"id,url,version,")


HOSTILE = [
    "../secret",
    "..%2fsecret",
    "%2e%2e/secret",
    "first/..%2f..%2fsecret",
    "first/../../secret",
    "first/other",
    "first/link",
    "first/people.csv.gz",
    "first/%00",
    "%00/claims.csv.gz",
    ".hidden/claims.csv.gz",
    "absent/claims.csv.gz",
    "out/claims.csv.gz",
    "absent/",
    "latest/other",
    "first/claims.csv.gz/",
    "%2fetc/claims.csv.gz",
    f"{'a' * 300}/claims.csv.gz",
]


def test_everything_else_is_not_there(client, record, root, tmp_path):
    export(root / "first")
    export(root / ".hidden")
    export(tmp_path / "elsewhere")
    (root / "out").symlink_to(tmp_path / "elsewhere")
    (root / "first" / "other").write_text("secret")
    (root / "first" / "people.csv.gz").unlink()
    (root / "first" / "people.csv.gz").symlink_to(tmp_path / "secret")
    assert [address for address in HOSTILE if client.get(f"/releases/{address}").status_code != 404] == []
    assert client.get("/releases/first/claims.csv.gz").status_code == 200


def test_folder_that_is_no_release_is_passed_over(client, record, root):
    export(root / "first")
    for name, text in [("garbage", "{"), ("list", "[]"), ("empty", None)]:
        (root / name).mkdir()
        if text:
            (root / name / "datapackage.json").write_text(text)
    html = client.get("/releases/").content.decode()
    assert html.count("<h2") == 1


def test_head_sends_no_body(client, record, root):
    export(root / "first")
    response = client.head("/releases/first/claims.csv.gz")
    assert (response.status_code, b"".join(response.streaming_content)) == (200, b"")


ADDRESS = "/releases/first/claims.csv.gz"


@pytest.fixture
def packed(record, root):
    export(root / "first")
    return (root / "first" / "claims.csv.gz").read_bytes()


def test_etag_of_a_file_is_its_sum(client, packed, root):
    sums = (root / "first" / "SHA256SUMS").read_text().split()
    response = client.get(ADDRESS)
    assert response["ETag"] == f'"{sums[sums.index("claims.csv.gz") - 1]}"'
    assert response["Cache-Control"] == "max-age=300, must-revalidate"
    again = client.get(ADDRESS, headers={"If-None-Match": response["ETag"]})
    assert (again.status_code, again.content, again["ETag"]) == (304, b"", response["ETag"])


PARTS = [
    ("0-0", 0, 1),
    ("5-9", 5, 10),
    ("5-", 5, None),
    ("-4", -4, None),
    ("7-99999999", 7, None),
    ("-99999999", 0, None),
]


@pytest.mark.parametrize(("wanted", "start", "end"), PARTS)
def test_part_of_a_file_is_sent_alone(client, packed, wanted, start, end):
    response = client.get(ADDRESS, headers={"Range": f"bytes={wanted}"})
    start, end, _ = slice(start, end).indices(len(packed))
    assert (response.status_code, b"".join(response.streaming_content)) == (206, packed[start:end])
    assert response["Content-Range"] == f"bytes {start}-{end - 1}/{len(packed)}"
    assert response["Content-Length"] == str(end - start)


@pytest.mark.parametrize("wanted", ["bytes=9-5", "bytes=-", "bytes=0-1,3-4", "lines=1-2", "bytes=a-b"])
def test_what_is_no_range_is_passed_over(client, packed, wanted):
    response = client.get(ADDRESS, headers={"Range": wanted})
    assert (response.status_code, b"".join(response.streaming_content)) == (200, packed)


@pytest.mark.parametrize("wanted", ["99999999-", "-0"])
def test_part_beyond_the_end_is_refused_with_the_size(client, packed, wanted):
    response = client.get(ADDRESS, headers={"Range": f"bytes={wanted}"})
    assert (response.status_code, response["Content-Range"]) == (416, f"bytes */{len(packed)}")
    assert response.content.decode() == f"The file has {len(packed)} bytes.\n"


def test_part_of_a_file_that_has_changed_is_the_whole_file(client, packed):
    etag = client.get(ADDRESS)["ETag"]
    statuses = [
        client.get(ADDRESS, headers={"Range": "bytes=0-4", "If-Range": name}).status_code for name in (etag, '"old"')
    ]
    assert statuses == [206, 200]


def test_files_may_be_read_by_scripts_of_other_sites(client, packed):
    headers = {"Origin": "https://other.example"}
    response = client.get(ADDRESS, headers=headers)
    assert response["Access-Control-Allow-Origin"] == "*"
    assert {"Content-Range", "ETag"} <= set(response["Access-Control-Expose-Headers"].split(", "))
    asked = {**headers, "Access-Control-Request-Method": "GET", "Access-Control-Request-Headers": "range"}
    assert "range" in client.options(ADDRESS, headers=asked)["Access-Control-Allow-Headers"]


def test_latest_leads_to_the_newest_release(client, record, root):
    export(root / "first", seq=3)
    export(root / "second")
    export(root / "latest")
    for address in ("", "claims.csv.gz"):
        response = client.get(f"/releases/latest/{address}")
        assert (response.status_code, response["Location"]) == (302, f"/releases/second/{address}")
        assert response["Cache-Control"] == "public, max-age=30"


def test_nothing_is_the_latest_where_there_is_no_release(client, root):
    assert client.get("/releases/latest/").status_code == 404


def test_page_of_a_release_lists_it_alone(client, record, root):
    export(root / "first", seq=3)
    export(root / "second")
    html = client.get("/releases/first/").content.decode()
    assert html.count("<h2") == 1
    assert ">first</h2>" in html


@pytest.fixture
def erased(record, root):
    """Claim 2, which is in the release `old`, and not in `new`; the ledger's entry."""
    export(root / "old")
    claim = Claim.objects.get(number=2)
    seq = workflow.erase(claim, by=f.user("editor"), asked_by=f.user(), reason="Order of 1 May 2026.").seq
    export(root / "new")
    return seq


def test_release_that_holds_what_was_erased_is_gone(client, root, erased):
    for name in FILES:
        response = client.get(f"/releases/old/{name}")
        assert (response.status_code, response.content) == (
            410,
            b"The release old is withdrawn: it held what was erased by law. Newer ones are at /releases/.\n",
        )


def test_page_of_a_withdrawn_release_says_so_without_files(client, root, erased):
    response = client.get("/releases/old/")
    html = response.content.decode()
    assert response.status_code == 410
    assert f"Withdrawn: it held what was erased by law (ledger entry {erased})." in html
    assert "/releases/old/claims.csv.gz" not in html


def test_latest_release_is_one_that_is_not_withdrawn(client, root, erased):
    shutil.rmtree(root / "new")
    assert client.get("/releases/latest/").status_code == 404
    export(root / "middle", seq=erased - 1)
    assert client.get("/releases/latest/claims.csv.gz")["Location"] == "/releases/middle/claims.csv.gz"


def test_withdrawn_release_is_made_anew_under_its_entry_and_says_so(client, root, erased):
    head = json.loads((root / "old" / "datapackage.json").read_text())["ledger"]
    shutil.rmtree(root / "old")
    export(root / "old", seq=head["seq"])
    package = json.loads(client.get("/releases/old/datapackage.json").getvalue())
    assert package["ledger"] == {**head, "erased": [erased]}
    readme = client.get("/releases/old/README.md").getvalue().decode()
    assert f"It was made anew, without what was erased by law since: ledger entries {erased}." in readme
    assert "Guards took bribes" not in gzip.decompress(client.get("/releases/old/claims.csv.gz").getvalue()).decode()


def test_release_without_what_was_erased_stays(client, root, erased):
    export(root / "first", seq=3)
    assert client.get("/releases/first/claims.csv.gz").status_code == 200
    assert client.get("/releases/new/claims.csv.gz").status_code == 200


def test_data_of_withdrawn_releases_is_deleted(root, erased):
    assert delete_withdrawn_files() == ["old"]
    assert sorted(path.name for path in (root / "old").iterdir()) == [
        "LICENSE.txt",
        "README.md",
        "SHA256SUMS",
        "datapackage.json",
    ]
    assert delete_withdrawn_files() == []


def test_release_without_its_data_is_still_withdrawn(client, root, erased):
    delete_withdrawn_files()
    assert client.get("/releases/old/claims.csv.gz").status_code == 410
    assert client.get("/releases/old/").status_code == 410
