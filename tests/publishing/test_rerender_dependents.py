import json

import pytest
from django.core.management import call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext

from factdb.choices import State
from factdb.models import (
    Article,
    LedgerEntry,
    Organization,
    PendingRender,
    Person,
    Policy,
    PublishedClaim,
    PublishedClaimPolicy,
    Role,
)
from factdb.publishing import rerender_dependents
from factdb.publishing.audit import find_faults
from factdb.publishing.ledger import Ledger
from tests import factories as make

pytestmark = pytest.mark.django_db


def document(number):
    return json.loads(PublishedClaim.objects.get(pk=number).document)


def change(thing, **fields):
    type(thing).objects.filter(pk=thing.pk).update(state=State.DRAFT, **fields)
    return make.publish(thing)


def test_rename_of_a_person_renders_her_claims_again(django_capture_on_commit_callbacks):
    ana = make.person()
    make.publish(make.claim(speaker=ana))
    before = document(1)
    with django_capture_on_commit_callbacks(execute=True):
        change(ana, name="Ana Ruiz")
    after = document(1)
    assert after["speaker"]["name"] == after["attribution"][0]["person"]["name"] == "Ana Ruiz"
    assert (after["version"], after["updated_at"]) == (2, before["updated_at"])
    assert LedgerEntry.objects.last().action == "rerendered"


def test_rename_of_an_outlet_reaches_claims_through_their_article(django_capture_on_commit_callbacks):
    make.publish(make.claim())
    with django_capture_on_commit_callbacks(execute=True):
        change(Organization.objects.get(), name="The Herald")
    assert document(1)["article"]["outlet"]["name"] == "The Herald"
    assert list(find_faults()) == []


def test_new_role_changes_the_role_shown_on_that_day(django_capture_on_commit_callbacks):
    ana = make.person()
    make.publish(make.claim(speaker=ana))
    Role.objects.update(title="Prime Minister")
    with django_capture_on_commit_callbacks(execute=True):
        change(ana)
    assert document(1)["speaker"]["role"] == "Prime Minister"


def test_new_alias_is_found_without_a_new_version(django_capture_on_commit_callbacks):
    ana = make.person()
    make.publish(make.claim(speaker=ana))
    with django_capture_on_commit_callbacks(execute=True):
        change(ana, aliases=["La Jefa"])
    assert document(1)["version"] == 1
    assert PublishedClaim.objects.get(search="jefa").pk == 1


def test_change_that_nobody_shows_renders_nothing_again():
    ana = make.person()
    make.publish(make.claim(speaker=ana))
    change(ana, summary="A minister.")
    assert not LedgerEntry.objects.filter(action="rerendered").exists()


@pytest.fixture
def ana_in_four(monkeypatch):
    """Ana, shown by four claims of one policy; a rename renders one in each batch."""
    monkeypatch.setattr(rerender_dependents, "BATCH", 1)
    ana, order = make.person(), make.policy()
    for text in ("One.", "Two.", "Three.", "Four."):
        claim = make.claim(speaker=ana, text=text)
        claim.policies.add(order)
        make.publish(claim)
    return ana


def test_batches_are_resumed_until_nothing_is_left(ana_in_four, monkeypatch):
    monkeypatch.setattr(rerender_dependents, "AHEAD", 2)
    change(ana_in_four, name="Ana Ruiz")
    names = ["Ana Ruiz", "Ana Díaz", "Ana Díaz", "Ana Díaz"]
    assert [document(n)["speaker"]["name"] for n in (1, 2, 3, 4)] == names
    call_command("publish", "--resume")
    assert [document(n)["speaker"]["name"] for n in (1, 2, 3, 4)] == ["Ana Ruiz"] * 4
    assert not PendingRender.objects.exists()


def test_batch_looks_up_only_what_the_one_before_it_did_not(ana_in_four):
    change(ana_in_four, name="Ana Ruiz")
    with CaptureQueriesContext(connection) as before:
        left = rerender_dependents.rerender_batch(Ledger())
    with CaptureQueriesContext(connection) as asked:
        rerender_dependents.rerender_batch(Ledger(), left)
    assert document(3)["speaker"]["name"] == "Ana Ruiz"
    assert (lookups(before), lookups(asked)) == ({"factdb_publishedclaimperson", '"names"'}, set())


def lookups(queries):
    """Whether the claims that show Ana were looked up, and her names."""
    selects = " ".join(query["sql"] for query in queries if query["sql"].startswith("SELECT"))
    return {word for word in ("factdb_publishedclaimperson", '"names"') if word in selects}


def test_batch_after_another_publication_begins_anew(ana_in_four):
    change(ana_in_four, name="Ana Ruiz")
    left = rerender_dependents.rerender_batch(Ledger())
    change(Policy.objects.get(), name="Border Act")
    rerender_dependents.rerender_batch(Ledger(), left)
    fourth = document(4)
    assert (fourth["speaker"]["name"], fourth["policies"][0]["name"]) == ("Ana Ruiz", "Border Act")


def test_rename_keeps_the_words_that_were_published_not_the_draft(django_capture_on_commit_callbacks):
    ana = make.person()
    claim = make.publish(make.claim(speaker=ana))
    type(claim).objects.update(text="Secret draft.", state=State.DRAFT)
    with django_capture_on_commit_callbacks(execute=True):
        change(ana, name="Ana Ruiz")
    assert document(1)["text"] == "The agency counted 1,200 people in May 2024."


def test_rename_leaves_the_narrow_rows_where_they_are(django_capture_on_commit_callbacks):
    ana = make.person()
    make.publish(make.claim(speaker=ana))
    places = "SELECT ctid::text FROM factdb_publishedclaimperson"
    before = fetched(places)
    with django_capture_on_commit_callbacks(execute=True):
        change(ana, name="Ana Ruiz")
    assert fetched(places) == before
    assert list(find_faults()) == []


def test_correction_moves_the_narrow_rows():
    claim = make.publish(make.claim())
    claim.policies.add(make.policy())
    type(claim).objects.update(state=State.DRAFT)
    make.publish(claim, action="corrected", reason="It named no policy.")
    assert list(PublishedClaimPolicy.objects.values_list("policy__slug", "claim")) == [("border-order", 1)]


def fetched(sql):
    with connection.cursor() as cursor:
        cursor.execute(sql)
        return cursor.fetchall()


def test_desk_follows_the_versions_of_rendering_again(django_capture_on_commit_callbacks):
    ana = make.person()
    claim = make.publish(make.claim(speaker=ana))
    with django_capture_on_commit_callbacks(execute=True):
        change(ana, name="Ana Ruiz")
    claim.refresh_from_db()
    assert (claim.version, claim.state) == (2, State.LIVE)
    assert Person.objects.get().version == 2
    assert Article.objects.get().version == 1
