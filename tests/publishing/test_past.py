"""What was public once stays in the twins: put there by the door, and the same from the ledger."""

from datetime import timedelta

import pytest
from django.db import connection
from django.db.models import F

from factdb.models import (
    Article,
    Claim,
    LedgerEntry,
    Organization,
    PastArticle,
    PastClaim,
    PastClaimPerson,
    PastClaimPolicy,
    PastOrganization,
    PastPerson,
    PastPolicy,
    PastPolicyEvent,
    PastRelation,
    PastRole,
    Person,
    PolicyEvent,
    PublishedClaim,
    PublishedPerson,
    PublishedPolicy,
    PublishedSlug,
    Relation,
)
from factdb.publishing import door, filling, rerendering
from factdb.publishing.audit import faults
from factdb.publishing.narrow import NARROW
from factdb.publishing.tables import PAST, ROWS
from tests import factories as make

pytestmark = pytest.mark.django_db
PLACES = """
    SELECT ctid::text, seq FROM factdb_pastclaim UNION ALL SELECT ctid::text, row_id FROM factdb_pastrelation
    UNION ALL SELECT ctid::text, row_id FROM factdb_pastclaimperson"""


def change(thing, action="updated", reason="", **fields):
    type(thing).objects.filter(pk=thing.pk).update(state="draft", **fields)
    thing = make.publish(type(thing).objects.get(pk=thing.pk), action=action, reason=reason)
    rerendering.resume()
    return thing


def entries(key, kind="claims"):
    """(seq, at) of each version."""
    return list(LedgerEntry.objects.filter(kind=kind, key=str(key)).order_by("version").values_list("seq", "at"))


def ranges(model):
    return list(model.objects.order_by("seq").values_list("seq", "valid_from", "valid_to"))


def all_rows():
    """Everything in the twins, by table, but ids that say nothing."""
    tables = [*PAST.values(), *(table.past for tables in NARROW.values() for table in tables)]
    return {model.__name__: sorted(map(repr, _rows(model))) for model in tables}


def _rows(model):
    own_key = model._meta.auto_field
    names = [f.attname for f in model._meta.concrete_fields if f is not own_key]
    return model.objects.values_list(*names)


@pytest.fixture
def claim():
    ana, policy = make.person(), make.policy()
    made = make.claim(speaker=ana, measure=make.measure(), value="1200", hedge="exact")
    made.policies.add(policy)
    return make.publish(made)


def test_first_publication_leaves_nothing_behind(claim):
    assert not any(all_rows().values())


def test_correction_keeps_the_row_that_was_public(claim):
    row = PublishedClaim.objects.get()
    change(claim, "corrected", "Wording.", text="Another.")
    past = PastClaim.objects.get()
    for field in PublishedClaim._meta.concrete_fields:
        assert getattr(past, field.attname) == getattr(row, field.attname), field.name
    (_, first), (_, second) = entries(1)
    assert (past.valid_from, past.valid_to) == (first, second)


def test_what_hung_on_a_row_hangs_on_its_past_row(claim):
    change(claim, text="Another.")
    seq = PastClaim.objects.get().seq
    ana, policy = PublishedPerson.objects.get().pk, PublishedPolicy.objects.get().pk
    assert list(PastClaimPerson.objects.values_list("row_id", "claim_id", "person_id")) == [(seq, 1, ana)]
    assert list(PastClaimPolicy.objects.values_list("row_id", "claim_id", "policy_id")) == [(seq, 1, policy)]


@pytest.mark.parametrize(("action", "reason"), [("updated", ""), ("corrected", "So."), ("clarified", "So.")])
def test_each_action_ends_what_was_before_it(claim, action, reason):
    change(claim, action, reason, text="Another.")
    change(claim, action, reason, text="A third.")
    (one, at_1), (two, at_2), (_, at_3) = entries(1)
    assert ranges(PastClaim) == [(one, at_1, at_2), (two, at_2, at_3)]


def test_retraction_keeps_the_row(claim):
    door.retract(claim, by=make.user("editor"), reason="Wrong.")
    (one, first), (_, second) = entries(1)
    assert ranges(PastClaim) == [(one, first, second)]
    assert PastClaimPerson.objects.count() == 1


def test_rename_keeps_person_role_and_claims(claim):
    change(Person.objects.get(), name="Ana Ruiz")
    assert list(PastPerson.objects.values_list("headline", "version")) == [("Ana Díaz", 1)]
    assert list(PastRole.objects.values_list("title", "row__headline")) == [("Minister", "Ana Díaz")]
    assert "Ana Díaz" in PastClaim.objects.get().words
    assert len(ranges(PastClaim)) == 1


def test_row_that_is_only_projected_again_is_still_valid(claim):
    change(Person.objects.get(), aliases=["La Jefa"])
    assert not PastClaim.objects.exists()


def test_relation_of_a_past_row_stays_when_its_target_is_retracted():
    source, target = make.claim(text="Source."), make.claim(text="Target.")
    Relation.objects.create(claim=source, kind="supports", target=target)
    door.publish_first([source, target])
    door.retract(Claim.objects.get(pk=target.pk), by=make.user("editor"), reason="Wrong.")
    past = PastClaim.objects.get(id=1)
    assert list(PastRelation.objects.values_list("row_id", "claim_id", "target_id")) == [(past.seq, 1, 2)]


def test_event_of_a_past_policy_stays():
    policy, claim = make.policy(), make.claim()
    PolicyEvent.objects.create(policy=policy, on="2024-05-01", status="in_force", note="Begins.", claim=claim)
    door.publish_first([policy, claim])
    PolicyEvent.objects.all().delete()
    change(policy)
    assert list(PastPolicyEvent.objects.values_list("row__slug", "note", "claim_id")) == [
        ("border-order", "Begins.", 1)
    ]
    assert PastPolicy.objects.get().status == "in_force"


def test_moved_article_keeps_its_outlet_of_then(claim):
    herald = PastOrganization.objects.count()
    change(Article.objects.get(), "corrected", "So.", outlet=make.organization("wire"))
    assert herald == 0
    outlets = dict(PublishedSlug.objects.filter(kind="organizations").values_list("row_id", "slug"))
    assert outlets[PastArticle.objects.get().outlet_id] == "herald"
    assert outlets[PastClaim.objects.get().outlet_id] == "herald"
    assert outlets[PublishedClaim.objects.get().outlet_id] == "wire"


def test_slug_that_comes_back_has_its_id():
    policy = make.publish(make.policy())
    before = PublishedPolicy.objects.get().pk
    door.retract(policy, by=make.user("editor"), reason="Wrong.")
    change(policy)
    assert PublishedPolicy.objects.get().pk == before == PastPolicy.objects.get().id


def test_erased_thing_leaves_no_row(claim):
    change(claim, text="Another.")
    editor, other = make.user("editor"), make.user("editor")
    door.erase(Claim.objects.get(), by=editor, asked_by=other, reason="A court.")
    assert not any(all_rows()[name] for name in ("PastClaim", "PastClaimPerson", "PastClaimPolicy"))


def test_preview_leaves_nothing_behind(claim):
    Claim.objects.update(text="Another.", state="draft")
    door.preview(Claim.objects.get(), by=make.user("editor"))
    assert not PastClaim.objects.exists()


@pytest.fixture
def history(claim):
    """One of every action, on everything that has a twin."""
    ana, policy, editor = Person.objects.get(), claim.policies.get(), make.user("editor")
    herald = Organization.objects.get()
    second, third = make.claim(speaker=ana, text="Second."), make.claim(text="Third.")
    Relation.objects.create(claim=second, kind="supports", target=third)
    PolicyEvent.objects.create(policy=policy, on="2024-05-01", status="in_force", note="Begins.", claim=claim)
    make.publish(second)
    make.publish(third)
    change(policy)
    change(policy, aliases=["The order"])
    change(ana, aliases=["La Jefa"])
    change(ana, name="Ana Ruiz")
    change(herald, "corrected", "Spelling.", name="The Herald")
    change(Article.objects.get(), "clarified", "So.", headline="Two counts")
    change(claim, "corrected", "Wording.", text="Another.", value="1300")
    change(claim.measure, definition="Everybody.")
    door.retract(Claim.objects.get(pk=third.pk), by=editor, reason="Wrong.")
    change(third, text="Third again.")
    second.attribution.update(kind="organization", person=None, organization=herald)
    change(second, "corrected", "Not she.")
    PolicyEvent.objects.all().delete()
    change(policy)
    claim.policies.clear()
    change(claim)
    door.retract(type(policy).objects.get(), by=editor, reason="No such order.")
    return all_rows()


def test_rows_of_now_and_then_are_what_was_public_at_every_moment(history):
    for moment in LedgerEntry.objects.values_list("at", flat=True):
        then = LedgerEntry.objects.filter(at__lte=moment).order_by("seq").values_list("kind", "key", "document")
        latest = {(kind, key): document for kind, key, document in then}
        assert shown_at(moment) == {key: document for key, document in latest.items() if document}


def shown_at(moment):
    now = {"changed_at__lte": moment}
    past = {"valid_from__lte": moment, "valid_to__gt": moment}
    return {
        (collection, str(key)): document
        for collection in ROWS
        for model, valid in ((ROWS[collection], now), (PAST[collection], past))
        for key, document in model.objects.filter(**valid).values_list(filling.key_column(collection), "document")
    }


def test_rebuild_makes_the_same_rows_as_the_door(history):
    assert all(history[name] for name in history), {name for name in history if not history[name]}
    for model in PAST.values():
        model.objects.all().delete()
    PublishedSlug.objects.filter(kind="articles").delete()
    filling.fill_all(again=True)
    assert all_rows() == history


def test_rebuild_of_what_is_right_writes_nothing(history):
    def places():
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT ctid::text, seq FROM factdb_pastclaim UNION SELECT ctid::text, row_id FROM factdb_pastrelation"
            )
            return sorted(cursor.fetchall())

    before = places()
    filling.fill_all(again=True)
    assert places() == before


def test_rebuild_takes_away_what_the_ledger_does_not_have(history):
    stray = PastClaim.objects.first()
    stray.seq, stray.id = 9999, 77
    stray.save(force_insert=True)
    PastClaim.objects.filter(pk=PastClaim.objects.first().pk).update(kind="denial")
    filling.fill_all(again=True)
    assert all_rows() == history


def test_past_rows_that_were_kept_have_no_fault(history):
    assert list(faults()) == []


NOT_KEPT = "claims/1: version 1 is not kept as it was public."


def first_of(model, **also):
    return model.objects.filter(**also, version=1)


@pytest.mark.parametrize(
    ("spoil", "fault"),
    [
        (lambda: first_of(PastClaim, id=1).delete(), NOT_KEPT),
        (lambda: first_of(PastClaim, id=1).update(kind="denial"), NOT_KEPT),
        (lambda: PastClaimPerson.objects.filter(row__version=1, claim=1).delete(), NOT_KEPT),
        (
            lambda: first_of(PastPerson).update(valid_to=F("valid_to") + timedelta(days=1)),
            "people/ana-diaz: no ledger entry ended version 1 when its past row says.",
        ),
        (
            lambda: PublishedSlug.objects.filter(slug="ana-diaz").update(row_id=99),
            "people/ana-diaz: what was public earlier names it by another id.",
        ),
    ],
)
def test_wrong_past_row_is_found_and_made_again(history, spoil, fault):
    spoil()
    assert fault in list(faults())
    filling.fill_all(again=True)
    assert all_rows() == history
    assert list(faults()) == []


def test_erased_name_is_found_no_more(claim):
    ana = change(Person.objects.get(), aliases=["La Jefa"])
    claim.attribution.update(kind="organization", person=None, organization=Organization.objects.get())
    change(claim)
    assert "La Jefa" in PastClaim.objects.get().words
    door.erase(ana, by=make.user("editor"), asked_by=make.user("editor"), reason="A court.")
    assert not PastPerson.objects.exists()
    assert "La Jefa" not in PastClaim.objects.get().words
    assert PastClaimPerson.objects.count() == 1
    assert list(faults()) == []
