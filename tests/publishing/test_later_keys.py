"""A key that came later: documents that lack it are read with a default, and `rerender` gives it to them."""

import csv
import json

import pytest
from django.core.management import call_command
from jsonschema import Draft202012Validator

from factdb.api import about, views
from factdb.choices import Collection, State
from factdb.kinds import LEDGER_KINDS, resolve_name
from factdb.models import Claim, LedgerEntry, Person, PublishedClaim, PublishedKey, Relation
from factdb.publishing import documents, published_names, rerender_dependents, rerender_kind
from factdb.publishing.audit import find_faults
from factdb.publishing.complete_keys import list_later_keys
from factdb.publishing.publish import publish_items
from factdb.publishing.rebuild import rebuild_projection
from factdb.publishing.removal import retract_item
from factdb.schemas import (
    complete_values,
    list_missing_keys,
    named_reference,
    object_field,
    select_nodes,
    text_field,
)
from tests import factories as make

CLAIMS, ARTICLES = Collection.CLAIMS, Collection.ARTICLES
CACHES = (
    resolve_name,
    about.encode_openapi,
    views.fields_field,
    views.list_controls,
    published_names.list_naming_nodes,
    rerender_dependents.collect_shown_keys,
)
pytestmark = pytest.mark.django_db


@pytest.fixture
def add_keys(monkeypatch):
    """Call it for the next version of FactDB: a kind's documents gain keys, filled by the desk."""

    def add(collection, fields, fill):
        kind = LEDGER_KINDS[collection]
        for key, field in fields.items():
            monkeypatch.setitem(kind.schema, key, field)
        name = kind.body_builder.rpartition(".")[2]
        body = getattr(documents, name)
        monkeypatch.setattr(documents, name, lambda item, numbers: body(item, numbers) | fill(item))
        clear_caches()

    yield add
    monkeypatch.undo()
    clear_caches()


def clear_caches():
    for cached in CACHES:
        cached.cache_clear()
    for kind in LEDGER_KINDS.values():
        kind.__dict__.pop("later_nodes", None)


@pytest.fixture
def older(add_keys):
    """Two claims of an earlier version: they lack the newest plain key and the newest reference."""
    ana = make.person()
    first, second = (make.claim(speaker=ana, text=text) for text in ("One.", "Two."))
    Relation.objects.create(claim=first, kind="supports", target=second)
    publish_items([first, second], by=make.user("editor"))
    witness = named_reference(Collection.PEOPLE, "Who saw it.", nullable=True, since="0.2")
    fields = {"remark": text_field("What we say.", nullable=True, since="0.2"), "witness": witness}
    add_keys(CLAIMS, fields, lambda claim: {"remark": f"On {claim.text}", "witness": {"slug": "ana-diaz"}})


def change(item, **fields):
    type(item).objects.filter(pk=item.pk).update(state=State.DRAFT, **fields)
    make.publish(type(item).objects.get(pk=item.pk))
    rerender_dependents.resume_rerendering()


def document(number=1):
    return json.loads(PublishedClaim.objects.get(pk=number).document)


def faults_of(client, name, value):
    schema = client.get("/api/v1/schema/").json()
    validator = Draft202012Validator({"$ref": f"#/components/schemas/{name}", "components": schema["components"]})
    return [error.message for error in validator.iter_errors(value)]


def test_rename_says_nothing_new_of_an_older_document(older):
    change(Person.objects.get(), name="Ana Ruiz")
    assert document()["speaker"]["name"] == "Ana Ruiz"
    assert {"remark", "witness"} & set(document()) == set()
    assert list(find_faults()) == []


def test_older_documents_are_projected_again(older):
    PublishedClaim.objects.update(headline="Wrong.")
    rebuild_projection()
    assert list(find_faults()) == []
    assert PublishedClaim.objects.get(pk=1).headline == "One."


def test_older_document_that_loses_a_relation_gains_no_key(older):
    assert document()["relations"] != []
    retract_item(Claim.objects.get(number=2), by=make.user("editor"), reason="Wrong.")
    assert document()["relations"] == []
    assert {"remark", "witness"} & set(document()) == set()
    assert list(find_faults()) == []


def test_older_document_is_listed_as_it_is(client, older):
    (claim,) = client.get("/api/v1/claims/?fields=id,remark&q=one").json()["results"]
    assert claim == {"id": 1}


def test_csv_has_empty_cells_where_a_document_is_older(client, older):
    lines = client.get("/api/v1/claims.csv").getvalue().decode().splitlines()
    rows = list(csv.DictReader(lines))
    assert [(row["remark"], row["witness.slug"], row["witness.name"]) for row in rows] == [("", "", "")] * 2


def test_page_shows_an_older_document(client, older):
    assert client.get("/claims/1/").status_code == client.get("/claims/").status_code == 200


def test_rerendered_document_has_the_newest_keys(older):
    before = document()
    rerender_kind.rerender_kind(CLAIMS)
    witness = {"slug": "ana-diaz", "name": "Ana Díaz"}
    assert document() == before | {"version": 2, "remark": "On One.", "witness": witness}
    assert list(LedgerEntry.objects.filter(version=2).values_list("action", "key")) == [
        ("rerendered", "1"),
        ("rerendered", "2"),
    ]
    assert list(find_faults()) == []


def test_rerendering_is_stood_behind_by_who_approved_the_words(older):
    rerender_kind.rerender_kind(CLAIMS)
    first, again = LedgerEntry.objects.filter(kind=CLAIMS, key="1").order_by("version")
    for name in ("actor", "approved_by", "edited_by", "solo"):
        assert getattr(again, name) == getattr(first, name)


def test_claim_that_is_being_edited_keeps_what_it_says(older):
    Claim.objects.filter(number=1).update(state=State.DRAFT, text="Not approved.")
    summary = rerender_kind.rerender_kind(CLAIMS)
    assert (summary.changed, summary.edited) == (1, 1)
    assert (document()["version"], document()["text"]) == (1, "One.")


def test_rerendering_reports_how_far_it_is(older, monkeypatch):
    monkeypatch.setattr(rerender_kind, "BATCH", 1)
    reported = []
    rerender_kind.rerender_kind(CLAIMS, report=lambda *progress: reported.append(progress))
    assert reported == [(CLAIMS, 1, 2), (CLAIMS, 2, 2), (CLAIMS, 2, 2)]


def test_stopped_rerendering_goes_on_where_it_was(older, monkeypatch):
    monkeypatch.setattr(rerender_kind, "BATCH", 1)

    def stop(*progress):
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        rerender_kind.rerender_kind(CLAIMS, report=stop)
    assert [document(number)["version"] for number in (1, 2)] == [2, 1]
    summary = rerender_kind.rerender_kind(CLAIMS)
    assert (summary.changed, summary.same) == (1, 1)
    assert [document(number)["version"] for number in (1, 2)] == [2, 2]


def test_dry_run_writes_nothing(older, capsys):
    call_command("rerender", "claims", "--dry-run")
    assert capsys.readouterr().out == "claims: 2 would be rendered again for remark (2), witness (2); 0 say the same.\n"
    assert document()["version"] == 1


def test_key_that_others_show_reaches_them(older, add_keys, monkeypatch):
    label = {"label": text_field("What the desk calls it.", nullable=True, since="0.2")}
    add_keys(ARTICLES, label, lambda article: {"label": "A count"})
    article = LEDGER_KINDS[CLAIMS].schema["article"]
    monkeypatch.setitem(article.keys, "label", label["label"])
    clear_caches()
    rerender_kind.rerender_kind(ARTICLES)
    rerender_dependents.resume_rerendering()
    assert document()["article"]["label"] == "A count"
    assert list(find_faults()) == []


def test_key_is_required_once_audit_has_seen_no_older_live_document(client, older):
    older_document = document()
    call_command("audit")
    assert faults_of(client, "Claim", older_document) == []
    rerender_kind.rerender_kind(CLAIMS)
    call_command("audit")
    assert faults_of(client, "Claim", older_document) == [
        "'remark' is a required property",
        "'witness' is a required property",
    ]
    assert faults_of(client, "Claim", document()) == faults_of(client, "ClaimVersion", older_document) == []


def test_version_is_described_as_what_it_may_lack(client, older):
    operation = client.get("/api/v1/schema/").json()["paths"]["/api/v1/claims/{key}/versions/{number}/"]["get"]
    assert "ClaimVersion" in json.dumps(operation["responses"]["200"])


def test_one_older_document_keeps_a_key_from_being_required(older):
    Claim.objects.filter(number=1).update(state=State.DRAFT)
    rerender_kind.rerender_kind(CLAIMS)
    call_command("audit")
    assert not PublishedKey.objects.filter(key__in=["remark", "witness"]).exists()


def test_promise_is_taken_back_with_the_key(older):
    PublishedKey.objects.create(kind=CLAIMS, key="gone")
    call_command("audit")
    assert not PublishedKey.objects.filter(key="gone").exists()


SCHEMA = {
    "title": text_field(),
    "hops": object_field(many=True, verb=text_field(), lang=text_field(nullable=True, since="0.2")),
    "notes": text_field(many=True, since="0.2"),
    "origin": object_field(nullable=True, since="0.3", name=text_field()),
}
NODES = select_nodes(SCHEMA, lambda node: node.since)


def test_missing_keys_are_named_by_their_path():
    lacking = {"title": "A", "hops": [{"verb": "says"}, {"verb": "says", "lang": "es"}]}
    assert list(list_missing_keys(NODES, lacking)) == ["hops.lang", "notes", "origin"]


def test_later_keys_are_named_once_with_what_they_brought():
    assert list(list_later_keys(NODES)) == ["hops.lang", "notes", "origin"]


def test_completed_values_have_null_and_empty_lists():
    completed = complete_values(NODES, {"title": "A", "hops": [{"verb": "says"}]})
    assert completed == {"title": "A", "hops": [{"verb": "says", "lang": None}], "notes": [], "origin": None}
