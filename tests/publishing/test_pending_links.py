import json

import pytest

from factdb.models import Claim, PolicyEvent, PublishedClaim, PublishedPolicy, Relation
from factdb.publishing import publish, removal
from factdb.publishing.audit import find_faults
from tests import factories as make

pytestmark = pytest.mark.django_db


def relations(number):
    return json.loads(PublishedClaim.objects.get(pk=number).document)["relations"]


def related(kind="supports", note=""):
    source, target = make.claim(text="Source."), make.claim(text="Target.")
    Relation.objects.create(claim=source, kind=kind, target=target, note=note)
    return source, target


def test_relation_waits_until_its_target_is_public():
    source, target = related(note="Same count.")
    make.publish(source)
    assert relations(1) == []
    make.publish(target)
    assert relations(1) == [{"kind": "supports", "claim": 2, "note": "Same count."}]
    assert list(find_faults()) == []


def test_relation_within_one_publication_is_there_at_once():
    source, target = related()
    publish.publish_first([source, target])
    assert [json.loads(p.document)["version"] for p in PublishedClaim.objects.all()] == [1, 1]
    assert relations(1) + relations(2) == [{"kind": "supports", "claim": 2, "note": None}]


def test_relation_added_after_approval_does_not_slip_in():
    source, target = make.claim(text="Source."), make.claim(text="Target.")
    make.publish(source)
    Relation.objects.create(claim=source, kind="contradicts", target=target)
    make.publish(target)
    assert relations(1) == []


def test_relation_goes_with_its_retracted_target_and_returns_with_it():
    source, target = related()
    publish.publish_first([source, target])
    target = removal.retract_item(Claim.objects.get(pk=target.pk), by=make.user("editor"), reason="Wrong.")
    assert relations(1) == []
    Claim.objects.filter(pk=target.pk).update(state="draft")
    make.publish(target)
    assert relations(1) == [{"kind": "supports", "claim": 2, "note": None}]
    assert list(find_faults()) == []


def test_event_waits_until_its_claim_is_public():
    policy, claim = make.policy(), make.claim()
    PolicyEvent.objects.create(policy=policy, on="2024-05-01", status="in_force", note="Begins.", claim=claim)
    make.publish(policy)
    assert PublishedPolicy.objects.get().status == ""
    make.publish(claim)
    shown = PublishedPolicy.objects.get()
    assert shown.status == "in_force"
    (event,) = json.loads(shown.document)["events"]
    assert (event["on"], event["note"], event["claim"]) == ("2024-05-01", "Begins.", 1)


def test_claim_that_backs_an_event_is_not_retracted():
    policy, claim = make.policy(), make.claim()
    PolicyEvent.objects.create(policy=policy, on="2024-05-01", status="in_force", note="Begins.", claim=claim)
    publish.publish_first([policy, claim])
    with pytest.raises(Exception, match="policies/border-order"):
        removal.retract_item(Claim.objects.get(), by=make.user("editor"), reason="Wrong.")
