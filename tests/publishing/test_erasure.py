"""What is erased by law is gone from wherever it can be taken, and the chain still holds."""

import json

import pytest
from django.apps import apps
from django.contrib.admin.models import LogEntry
from django.contrib.contenttypes.models import ContentType
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.management import call_command
from django.db import IntegrityError, connection

from factdb.choices import State
from factdb.editorial import workflow
from factdb.models import Article, Claim, LedgerEntry, Person, PublishedCorrection, Relation, Snapshot
from factdb.publishing.audit import find_faults
from factdb.publishing.publication_batch import gather_batch, list_withdrawn
from tests import factories as make
from tests.publishing.history import all_rows
from tests.sentinels import MAKERS

pytestmark = pytest.mark.django_db
NAME, SLUG = "Zora Quill", "zora-quill"
REASON = "Order of 1 May 2026."


def erase(item, **options):
    item = type(item).objects.get(pk=item.pk)
    return workflow.erase(item, **{"by": make.user("editor"), "asked_by": make.user(), "reason": REASON} | options)


def change(item, **fields):
    type(item).objects.filter(pk=item.pk).update(state=State.DRAFT, **fields)
    return make.publish(item, action="corrected", reason="It was wrong.")


def find_in_database(text):
    """Columns in which the text stands, of any table."""
    return {
        f"{model.__name__}.{name}"
        for model in apps.get_models()
        for row in model._base_manager.values()
        for name, value in row.items()
        if text in str(value)
    }


def said_by_zora():
    """A claim that she said, as it was first published; now the outlet says so."""
    claim = make.publish(make.claim(speaker=make.person(SLUG, name=NAME, sort_name=NAME, aliases=["La Zora"])))
    claim.attribution.update(kind="organization", person=None, organization=claim.article.outlet)
    return change(claim)


def made_of_each_kind(collection):
    """A thing with the name in every text that it has, published twice."""
    item = MAKERS[collection](SLUG)
    texts = {"name", "headline", "label", "text", "summary", "definition", "sort_name", "public_note", "copy_note"}
    fields = {field.name: f"{NAME} {field.name}" for field in item._meta.fields if field.name in texts}
    lists = {field.name: [NAME] for field in item._meta.fields if field.name in ("aliases", "byline")}
    type(item).objects.filter(pk=item.pk).update(note=f"About {NAME}.", **fields, **lists)
    make.publish(item)
    return change(item)


@pytest.mark.parametrize("collection", MAKERS)
def test_nothing_of_it_stays_in_the_database(collection):
    item = made_of_each_kind(collection)
    log_change(item, f"Changed {NAME}.")
    erase(item)
    assert find_in_database(NAME) == set()
    is_numbered = collection == "claims"
    assert find_in_database(SLUG) == (set() if is_numbered else {"LedgerEntry.key", "PublishedSlug.slug"})
    assert list(find_faults()) == []


def log_change(item, message, **more):
    kind = ContentType.objects.get_for_model(item)
    return LogEntry.objects.create(
        user=make.user(), content_type=kind, object_id=str(item.pk), action_flag=2, change_message=message, **more
    )


def test_superseded_documents_that_show_it_go_and_later_ones_stay():
    said_by_zora()
    erasure = erase(Person.objects.get())
    entries = LedgerEntry.objects.filter(kind="claims").order_by("seq")
    assert [entry.document is None for entry in entries] == [True, False]
    assert (erasure.documents, erasure.twins, erasure.corrections) == (1, 1, 1)
    assert find_in_database(NAME) == find_in_database("La Zora") == set()
    assert not PublishedCorrection.objects.exists()
    assert list(find_faults()) == []


def test_correction_that_put_it_in_goes_as_well():
    claim = make.publish(make.claim())
    claim.people.set([make.person(SLUG, name=NAME)])
    change(claim)
    claim.people.clear()
    change(claim)
    assert erase(Person.objects.get()).corrections == 2
    assert find_in_database(NAME) == set()
    assert list(find_faults()) == []


def test_what_has_the_same_slug_in_another_collection_stays():
    claim = make.claim()
    claim.policies.add(make.policy(SLUG))
    change(make.publish(claim))
    assert erase(make.publish(make.organization(SLUG))).twins == 0


def test_relations_towards_an_erased_claim_go_with_what_was_said_of_it():
    target = make.publish(make.claim(text="It is so."))
    other = make.claim(text="It is not.")
    Relation.objects.create(claim=other, kind="denies", target=target, note=f"{NAME} was there.")
    make.publish(other)
    erase(target)
    assert find_in_database(NAME) == set()
    assert json.loads(LedgerEntry.objects.filter(key="2").latest("seq").document)["relations"] == []
    assert list(find_faults()) == []


def test_record_is_the_same_when_it_is_rebuilt():
    said_by_zora()
    erase(Person.objects.get())
    before = all_rows()
    call_command("rebuild", past=True, verbosity=0)
    assert all_rows() == before


def test_log_of_the_desk_loses_every_line_that_names_it():
    claim = said_by_zora()
    named = json.dumps([{"added": {"name": "attribution", "object": "La Zora"}}])
    lines = [log_change(Person.objects.get(), "", object_repr="Another name"), log_change(claim, named)]
    other = log_change(claim, "", object_repr="La Zorah")
    assert erase(Person.objects.get()).log_lines == 2
    assert {LogEntry.objects.get(pk=line.pk).object_repr for line in lines} == {"Erased by law"}
    assert LogEntry.objects.get(pk=other.pk).object_repr == "La Zorah"


def test_names_that_json_spells_otherwise_are_found_in_the_log():
    person = make.publish(make.person(name="Ana Díaz"))
    line = log_change(make.organization("other"), json.dumps([{"changed": {"object": "Ana Díaz"}}]))
    erase(person)
    assert LogEntry.objects.get(pk=line.pk).change_message == ""


def test_texts_of_an_erased_article_go_and_claims_keep_their_anchors():
    claim = make.claim()
    article = make.publish(claim.article)
    erase(article)
    assert Snapshot.objects.get().text is None
    assert Claim.objects.get().quote_sha256 == claim.quote_sha256
    assert Article.objects.get().headline == "Erased by law"


def test_erased_copy_is_not_filled_again():
    person = make.publish(make.person(SLUG))
    erase(person)
    with pytest.raises(PermissionDenied, match="erased by law"):
        workflow.record_edit(Person.objects.get(), by=make.user())


def test_claim_that_names_an_erased_thing_says_so():
    person = make.publish(make.person(SLUG))
    draft = make.claim(speaker=person)
    erase(person)
    assert list_withdrawn(gather_batch([draft])) == ["Person “Erased by law” was erased: take it out."]


@pytest.mark.parametrize("slug", [SLUG, "erased-7"])
def test_slug_of_an_erased_thing_is_not_given_again(slug):
    erase(make.publish(make.person(SLUG)))
    with pytest.raises(ValidationError, match=f"The address {slug} .* choose another slug"):
        workflow.submit(make.person(slug), by=make.user())


def test_number_of_an_erased_claim_is_not_given_again():
    erase(make.publish(make.claim()))
    assert make.publish(make.claim(text="Next.")).number == 2


def test_what_an_earlier_erasure_left_is_reached_under_its_entry(monkeypatch):
    said_by_zora()
    monkeypatch.setattr("factdb.publishing.erasure.blank_copy", lambda *copy: None)
    first = erase(Person.objects.get())
    monkeypatch.undo()
    again = erase(Person.objects.get())
    assert (again.seq, again.documents, again.twins) == (first.seq, 0, 0)
    assert find_in_database(NAME) == set()
    assert LedgerEntry.objects.filter(action="erased").count() == 1


@pytest.mark.parametrize(
    "reason", [f"{NAME} went to court.", "On ZORA QUILL.", "Mr Quill asked.", f"About people/{SLUG}.", "La Zora."]
)
def test_reason_does_not_name_it(reason):
    person = make.publish(make.person(SLUG, name=NAME, sort_name="Quill, Zora", aliases=["La Zora"]))
    with pytest.raises(ValidationError, match="leave out"):
        erase(person, reason=reason)
    assert Person.objects.get().is_public


def test_what_was_never_published_is_not_erased():
    with pytest.raises(ValidationError, match="was never published"):
        erase(make.person())


def test_live_things_that_show_it_come_first():
    claim = make.publish(make.claim(speaker=make.person(SLUG)))
    with pytest.raises(ValidationError, match="change or retract these first: claims/1"):
        erase(claim.attribution.get().person)
    assert Person.objects.get().is_public


def blank_document(**entry):
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE factdb_ledgerentry SET document = NULL WHERE kind = %(kind)s AND version = %(version)s", entry
        )


def test_database_refuses_to_blank_what_no_erasure_reaches():
    said_by_zora()
    erase(make.publish(make.organization("other")))
    with pytest.raises(IntegrityError, match="append-only"):
        blank_document(kind="claims", version=1)


def test_database_refuses_to_blank_the_latest_document_of_another_thing():
    claim = make.claim()
    claim.policies.add(make.policy(SLUG))
    make.publish(claim)
    erase(make.publish(make.organization(SLUG)))
    with pytest.raises(IntegrityError, match="append-only"):
        blank_document(kind="claims", version=1)


def test_database_refuses_the_slug_of_another_erasure():
    seq = erase(make.publish(make.person(SLUG))).seq
    other = make.publish(make.person("other"))
    with pytest.raises(IntegrityError, match="slug other is fixed"):
        Person.objects.filter(pk=other.pk).update(slug=f"erased-{seq}")
