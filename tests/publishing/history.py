"""A claim, and a history in which every action supersedes something of everything that has a twin."""

import pytest

from factdb.kinds import LEDGER_KINDS
from factdb.models import (
    Article,
    Claim,
    Organization,
    Person,
    PolicyEvent,
    Relation,
)
from factdb.publishing import removal, rerender_dependents
from factdb.publishing.links import list_link_tables
from tests import factories as make


def change(thing, action="updated", reason="", **fields):
    type(thing).objects.filter(pk=thing.pk).update(state="draft", **fields)
    thing = make.publish(type(thing).objects.get(pk=thing.pk), action=action, reason=reason)
    rerender_dependents.resume_rerendering()
    return thing


def all_rows():
    """Everything in the twins, by table, but ids that say nothing."""
    tables = [kind.past for kind in LEDGER_KINDS.values()]
    tables += [table.past for collection in LEDGER_KINDS for table in list_link_tables(collection)]
    return {model.__name__: sorted(map(repr, _rows(model))) for model in tables}


def _rows(model):
    own_key = model._meta.auto_field
    names = [f.attname for f in model._meta.concrete_fields if f is not own_key]
    return model.objects.values_list(*names)


@pytest.fixture
def claim():
    ana, policy = make.person(), make.policy()
    made = make.claim(speaker=ana, measure=make.measure(), value=1200, hedge="exact")
    made.policies.add(policy)
    return make.publish(made)


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
    removal.retract_item(Claim.objects.get(pk=third.pk), by=editor, reason="Wrong.")
    change(third, text="Third again.")
    second.attribution.update(kind="organization", person=None, organization=herald)
    change(second, "corrected", "Not she.")
    PolicyEvent.objects.all().delete()
    change(policy)
    claim.policies.clear()
    change(claim)
    removal.retract_item(type(policy).objects.get(), by=editor, reason="No such order.")
    return all_rows()
