from factdb.models import Claim
from factdb.publishing import publish
from tests import factories as f


def highlights(client, question):
    return [claim["highlight"] for claim in client.get(f"/api/v1/claims/?highlight=true&{question}").json()["results"]]


def test_hits_are_marked_whatever_their_accents_and_endings(client, record):
    assert highlights(client, "q=diaz closing") == ["Ana <mark>Díaz</mark> <mark>closed</mark> the crossing."]


def test_text_is_escaped_as_html(client, record):
    Claim.objects.filter(number=2).update(text='Guards took <b>bribes</b> & "gifts".')
    publish.publish_items([Claim.objects.get(number=2)], by=f.user("editor"))
    assert highlights(client, "q=bribes") == ['Guards took &lt;b&gt;<mark>bribes</mark>&lt;/b&gt; &amp; "gifts".']


def test_documents_are_else_as_they_were(client, record):
    plain = client.get("/api/v1/claims/?q=bribes").json()["results"]
    marked = client.get("/api/v1/claims/?q=bribes&highlight=true&ordering=relevance&policy=visa-law").json()["results"]
    assert [{k: v for k, v in claim.items() if k != "highlight"} for claim in marked] == plain


def test_highlight_stays_beside_chosen_fields(client, record):
    assert client.get("/api/v1/claims/?q=bribes&highlight=true&fields=id").json()["results"] == [
        {"id": 2, "highlight": "Guards took <mark>bribes</mark>."}
    ]


def test_highlight_needs_a_search(client, record):
    errors = client.get("/api/v1/claims/?highlight=true").json()["errors"]
    assert [(error["param"], error["code"]) for error in errors] == [("highlight", "unsupported_combination")]


def test_streams_and_other_kinds_have_no_highlight(client, record):
    assert client.get("/api/v1/claims.csv?q=bribes&highlight=true").status_code == 400
    assert client.get("/api/v1/people/?q=diaz&highlight=true").status_code == 400
