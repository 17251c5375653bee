"""What the door replaces or removes stays in the twins."""

import pytest
from django.db import ProgrammingError, transaction

from factdb.kinds import LEDGER_KINDS
from factdb.models import (
    Article,
    Claim,
    LedgerEntry,
    Organization,
    PastArticle,
    PastBuilt,
    PastClaim,
    PastClaimPerson,
    PastClaimPolicy,
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
from factdb.publishing import erasure, publish, removal
from factdb.publishing.audit import find_faults
from factdb.publishing.links import list_link_tables
from factdb.publishing.publication_batch import gather_batch
from tests import factories as make
from tests.publishing.history import all_rows, change

pytestmark = pytest.mark.django_db


def entries(key, kind="claims"):
    """(seq, at) of each version."""
    return list(LedgerEntry.objects.filter(kind=kind, key=str(key)).order_by("version").values_list("seq", "at"))


def ranges(model):
    return list(model.objects.order_by("seq").values_list("seq", "valid_from", "valid_to"))


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
    removal.retract_item(claim, by=make.user("editor"), reason="Wrong.")
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
    publish.publish_first([source, target])
    removal.retract_item(Claim.objects.get(pk=target.pk), by=make.user("editor"), reason="Wrong.")
    past = PastClaim.objects.get(id=1)
    assert list(PastRelation.objects.values_list("row_id", "claim_id", "target_id")) == [(past.seq, 1, 2)]


def test_event_of_a_past_policy_stays():
    policy, claim = make.policy(), make.claim()
    PolicyEvent.objects.create(policy=policy, on="2024-05-01", status="in_force", note="Begins.", claim=claim)
    publish.publish_first([policy, claim])
    PolicyEvent.objects.all().delete()
    change(policy)
    assert list(PastPolicyEvent.objects.values_list("row__slug", "note", "claim_id")) == [
        ("border-order", "Begins.", 1)
    ]
    assert PastPolicy.objects.get().status == "in_force"


def test_moved_article_keeps_its_outlet_of_then(claim):
    change(Article.objects.get(), "corrected", "So.", outlet=make.organization("wire"))
    outlets = dict(PublishedSlug.objects.filter(kind="organizations").values_list("row_id", "slug"))
    assert outlets[PastArticle.objects.get().outlet_id] == "herald"
    assert outlets[PastClaim.objects.get().outlet_id] == "herald"
    assert outlets[PublishedClaim.objects.get().outlet_id] == "wire"


def test_slug_that_comes_back_has_its_id():
    policy = make.publish(make.policy())
    before = PublishedPolicy.objects.get().pk
    removal.retract_item(policy, by=make.user("editor"), reason="Wrong.")
    change(policy)
    assert PublishedPolicy.objects.get().pk == before == PastPolicy.objects.get().id


def test_erased_thing_leaves_no_row(claim):
    change(claim, text="Another.")
    editor, other = make.user("editor"), make.user("editor")
    erasure.erase_item(Claim.objects.get(), by=editor, asked_by=other, reason="A court.")
    assert not any(all_rows()[name] for name in ("PastClaim", "PastClaimPerson", "PastClaimPolicy"))


def test_preview_leaves_nothing_behind(claim):
    Claim.objects.update(text="Another.", state="draft")
    publish.preview_publication(gather_batch([Claim.objects.get()]), by=make.user("editor"))
    assert not PastClaim.objects.exists()


def test_erased_name_is_found_no_more(claim):
    ana = change(Person.objects.get(), aliases=["La Jefa"])
    claim.attribution.update(kind="organization", person=None, organization=Organization.objects.get())
    change(claim)
    assert "La Jefa" in PastClaim.objects.get().words
    erasure.erase_item(ana, by=make.user("editor"), asked_by=make.user("editor"), reason="A court.")
    assert not any(model.objects.exists() for model in (PastPerson, PastClaim, PastClaimPerson))
    assert list(find_faults()) == []


def test_public_login_may_read_every_past_table(claim, public_role):
    tables = [
        *(kind.past for kind in LEDGER_KINDS.values()),
        *(table.past for collection in LEDGER_KINDS for table in list_link_tables(collection)),
        PastBuilt,
        PublishedSlug,
    ]
    assert {model.objects.exists() for model in tables} <= {True, False}


def test_public_login_may_not_write_the_past(claim, public_role):
    with pytest.raises(ProgrammingError, match="permission denied"), transaction.atomic():
        PastBuilt.objects.update(filled_to=0)
