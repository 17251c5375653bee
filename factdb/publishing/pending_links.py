"""Approved relations and policy events that point to a claim that is not public yet: kept, then added."""

from dataclasses import replace

from django.db import connection

from factdb.choices import Collection
from factdb.models import Claim, Policy, PublishedClaim

from .documents import event, event_order, relation, relation_order
from .projection import item_of
from .published_names import Catalogue
from .rewrite import rewrite
from .tables import key_of, row_of

WAITING = " OR ".join(
    f"EXISTS (SELECT FROM {model._meta.db_table} WHERE is_public AND waiting <> '[]')" for model in (Claim, Policy)
)


def of(thing, number_of):
    """What was approved with `thing` but cannot be shown yet: frozen, since the desk may edit it meanwhile."""
    lines = thing.lines
    if isinstance(thing, Claim):
        hidden = [r for r in lines.relations if r.target_id not in number_of]
        return [relation(r.kind, None, r.note) | {"to": r.target_id} for r in hidden]
    hidden = [e for e in lines if e.claim_id not in number_of]
    return [event(e, None) | {"to": e.claim_id} for e in hidden]


def keep(model, kept):
    """Let wait with each thing what `of` gave, {primary key: that}; nothing waits with it yet."""
    for pk, hidden in kept.items():
        if hidden:
            model.objects.filter(pk=pk).update(waiting=hidden)


def wake(ledger, claims, responsible):
    """Add what waited for these claims, now that they are public."""
    if not _something_waits():
        return
    responsible = replace(responsible, edited_by=[])
    numbers = {claim.pk: claim.number for claim in claims}
    _wake(ledger, Claim, Collection.CLAIMS, "relations", relation_order, numbers, responsible)
    _wake(ledger, Policy, Collection.POLICIES, "events", event_order, numbers, responsible)


def count(claims):
    """How many things wait for one of these claims."""
    pks = {claim.pk for claim in claims}
    if not pks or not _something_waits():
        return 0
    waiting = [thing.waiting for model in (Claim, Policy) for thing in _waiting(model).only("waiting")]
    return sum(any(kept["to"] in pks for kept in held) for held in waiting)


def _waiting(model):
    return model.objects.filter(is_public=True).exclude(waiting=[])


def _something_waits():
    """Mostly not, as one question tells."""
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {WAITING}")
        return cursor.fetchone()[0]


def _wake(ledger, model, collection, shown_as, order, numbers, responsible):
    woken = []
    key = "number" if model is Claim else "slug"
    for thing in _waiting(model).only(key, "waiting"):
        ready = [w for w in thing.waiting if w["to"] in numbers]
        if ready:
            item = item_of(row_of(collection, key_of(thing)))
            shown = sorted(item.document[shown_as] + [_shown(w, numbers) for w in ready], key=order)
            woken.append((item, item.document | {shown_as: shown}))
            thing.waiting = [w for w in thing.waiting if w not in ready]
            thing.save(update_fields=["waiting"])
    if woken:
        catalogue = Catalogue.of(collection, [document for _, document in woken])
        rewrite(ledger, collection, woken, responsible, catalogue)


def _shown(kept, numbers):
    shown = kept | {"claim": numbers[kept["to"]]}
    del shown["to"]
    return shown


def forget(ledger, claim, responsible):
    """Take relations towards a claim that is being retracted out of the others' documents, and let them wait."""
    rewritten = []
    for row in PublishedClaim.objects.filter(relations__target=claim.number).distinct():
        item = item_of(row)
        dropped = [r for r in item.document["relations"] if r["claim"] == claim.number]
        kept = [r for r in item.document["relations"] if r["claim"] != claim.number]
        rewritten.append((item, item.document | {"relations": kept}))
        source = Claim.objects.get(number=row.pk)
        source.waiting += [r | {"claim": None, "to": claim.pk} for r in dropped]
        source.save(update_fields=["waiting"])
    if rewritten:
        catalogue = Catalogue.of(Collection.CLAIMS, [document for _, document in rewritten])
        rewrite(ledger, Collection.CLAIMS, rewritten, responsible, catalogue)
