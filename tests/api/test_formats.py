"""CSV and NDJSON: the same rows in the same order as JSON, and cells that a spreadsheet does not run."""

import csv
import io
import json

import pytest
from django.db import OperationalError, connections

from factdb.kinds import PUBLIC_KINDS
from factdb.models import Claim, Person
from factdb.public.downloads.streams import COPY_TIMEOUTS, STREAM_CHUNK_BYTES, STREAMS, chunk_lines, copy_lines
from factdb.public.record.queries import Sql
from factdb.publishing import publish
from tests import factories as f


def text(response):
    assert response.status_code == 200
    return b"".join(response.streaming_content).decode()


def rows(response):
    return list(csv.DictReader(io.StringIO(text(response), newline="")))


def change(number, **fields):
    Claim.objects.filter(number=number).update(**fields)
    publish.publish_items([Claim.objects.get(number=number)], by=f.user("editor"))


QUESTIONS = [
    "",
    "related=1",
    "policy=visa-law",
    "policy=border-order,visa-law&ordering=id",
    "q=counted&ordering=relevance",
]


@pytest.mark.parametrize("question", QUESTIONS)
def test_ndjson_has_the_documents_of_the_list(client, record, question):
    listed = client.get(f"/api/v1/claims/?shape=array&{question}").content.decode()
    lines = text(client.get(f"/api/v1/claims.ndjson?{question}")).splitlines()
    assert f"[{','.join(lines)}]" == listed


@pytest.mark.parametrize("question", QUESTIONS)
def test_csv_has_the_rows_of_the_list(client, record, question):
    listed = client.get(f"/api/v1/claims/?shape=array&{question}").json()
    assert [int(row["id"]) for row in rows(client.get(f"/api/v1/claims.csv?{question}"))] == [c["id"] for c in listed]


def test_csv_cells_are_those_of_the_document(client, record):
    row = rows(client.get("/api/v1/claims.csv?id=2"))[0]
    shown = {name: row[name] for name in ("id", "stated_on", "speaker.name", "policies", "people", "attribution")}
    assert shown == {
        "id": "2",
        "stated_on": "2024-05-03",
        "speaker.name": "",
        "policies": "border-order|visa-law",
        "people": "bo-chen",
        "attribution": "two officials (anonymous) > wire > herald".replace("wire", "Wire").replace("herald", "Herald"),
    }


def test_outlet_that_is_written_as_last_hop_is_not_repeated(client, record):
    assert rows(client.get("/api/v1/claims.csv?id=3"))[0]["attribution"] == "Ministry > Wire"


def test_relations_are_numbers_and_roles_titles(client, record):
    assert rows(client.get("/api/v1/claims.csv?id=3"))[0]["relations"] == "1"
    assert rows(client.get("/api/v1/people.csv?q=diaz"))[0]["roles"] == "Minister"


@pytest.mark.parametrize("cell", ['=HYPERLINK("x")', "+1", "-1", "@SUM(A1)", "\tx", "\rx"])
def test_formula_is_quoted(client, record, cell):
    change(1, text=cell)
    assert rows(client.get("/api/v1/claims.csv?id=1"))[0]["text"] == f"'{cell}"


def test_formula_inside_a_list_is_quoted(client, record):
    Person.objects.filter(slug="bo-chen").update(aliases=["=1+1", "B"])
    publish.publish_items([Person.objects.get(slug="bo-chen")], by=f.user("editor"))
    assert rows(client.get("/api/v1/people.csv?q=chen"))[0]["aliases"] == "'=1+1|B"


def test_numbers_are_never_quoted(client, record):
    change(3, value=-5, hedge="exact")
    assert rows(client.get("/api/v1/claims.csv?id=3"))[0]["figure.value"] == "-5"


def test_awkward_text_survives(client, record):
    awkward = 'He said "no", twice;\nthen \\N and \\. and ünïcode \u2028 🦊'
    change(1, text=awkward)
    assert rows(client.get("/api/v1/claims.csv?id=1"))[0]["text"] == awkward
    assert json.loads(text(client.get("/api/v1/claims.ndjson?id=1")))["text"] == awkward


def test_fields_choose_columns(client, record):
    sent = text(client.get("/api/v1/claims.csv?fields=article.slug,speaker,id,attribution.verb&id=2"))
    assert sent.splitlines() == [
        "id,speaker.slug,speaker.name,speaker.role,attribution.verb,article.slug",
        "2,,,,say|reports,herald-2024-05-01",
    ]


def test_fields_choose_keys(client, record):
    sent = text(client.get("/api/v1/claims.ndjson?fields=id,speaker.slug"))
    assert sent.splitlines() == [
        '{"id":3,"speaker":null}',
        '{"id":2,"speaker":null}',
        '{"id":1,"speaker":{"slug":"ana-diaz"}}',
    ]


@pytest.mark.parametrize("parameter", ["cursor=x", "page_size=9", "count=true", "shape=array"])
def test_streams_refuse_paging(client, record, parameter):
    errors = client.get(f"/api/v1/claims.csv?{parameter}").json()["errors"]
    assert "unsupported_combination" in [error["code"] for error in errors]


@pytest.mark.parametrize(
    ("address", "accept"),
    [("claims.csv", "*/*"), ("claims/?format=csv", "application/json"), ("claims/", "text/csv, */*;q=0.1")],
)
def test_csv_is_asked_for_in_three_ways(client, record, address, accept):
    response = client.get(f"/api/v1/{address}", headers={"Accept": accept})
    assert response["Content-Type"] == "text/csv; charset=utf-8"
    assert response["Content-Disposition"] == 'attachment; filename="claims.csv"'


@pytest.mark.parametrize("collection", PUBLIC_KINDS)
def test_every_collection_is_sent_in_every_format(client, record, collection):
    listed = client.get(f"/api/v1/{collection}/?shape=array").json()
    assert [json.loads(line) for line in text(client.get(f"/api/v1/{collection}.ndjson")).splitlines()] == listed
    assert len(rows(client.get(f"/api/v1/{collection}.csv"))) == len(listed)


def test_stream_has_an_etag(client, record):
    etag = client.get("/api/v1/claims.csv")["ETag"]
    assert client.get("/api/v1/claims.csv", headers={"If-None-Match": etag}).status_code == 304
    assert client.get("/api/v1/claims.ndjson")["ETag"] != etag


def test_head_of_a_stream_reads_nothing(client, record):
    response = client.head("/api/v1/claims.csv")
    assert b"".join(response.streaming_content) == b""


def test_drafts_are_in_no_stream(client, record):
    assert "draft" not in text(client.get("/api/v1/claims.csv")) + text(client.get("/api/v1/claims.ndjson"))


def test_first_line_is_sent_at_once_and_the_rest_in_chunks():
    sizes = [len(chunk) for chunk in chunk_lines(iter([b"x" * 1000] * 200))]
    assert (sizes[0], max(sizes[1:]) <= STREAM_CHUNK_BYTES + 1000, sum(sizes)) == (1000, True, 200_000)


def unanswered(*_):
    raise OperationalError("gone")
    yield


@pytest.mark.parametrize("name", STREAMS)
def test_stream_that_cannot_begin_is_503(client, record, monkeypatch, name):
    monkeypatch.setattr("factdb.public.downloads.streams.copy_lines", unanswered)
    response = client.get(f"/api/v1/claims.{name}")
    assert (response.status_code, response["Retry-After"]) == (503, "5")


def test_stream_does_not_wait_long_for_a_locked_table(real_database, monkeypatch):
    monkeypatch.setattr("factdb.public.downloads.streams.COPY_TIMEOUTS", COPY_TIMEOUTS.replace("5s", "50ms"))
    default = connections["default"]
    with default.get_new_connection(default.get_connection_params()) as locking:
        locking.execute("LOCK factdb_publishedclaim")
        with pytest.raises(OperationalError, match="lock timeout"):
            list(copy_lines(Sql("COPY (SELECT 1 FROM factdb_publishedclaim) TO STDOUT")))


def test_stream_may_take_longer_than_a_question(real_database):
    connections["public"].cursor().execute("SET statement_timeout = '20ms'")
    assert list(copy_lines(Sql("COPY (SELECT 1 FROM pg_sleep(0.1)) TO STDOUT"))) == [b"1\n"]
