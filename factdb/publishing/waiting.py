"""Approved relations and policy events that point to a claim that is not public yet: kept, then added."""

import json

from factdb.models import Claim, Policy, PublishedClaim
from factdb.vocabulary import Collection

from .catalogue import Catalogue
from .documents import event, event_order, relation, relation_order
from .ledger import Responsible
from .rewriting import rewrite
from .tables import key_of, row_of


def of(thing, number_of):
    """What was approved with `thing` but cannot be shown yet: frozen, since the desk may edit it meanwhile."""
    if isinstance(thing, Claim):
        hidden = [r for r in thing.relations.all() if r.target_id not in number_of]
        return [relation(r.kind, None, r.note) | {"to": r.target_id} for r in hidden]
    hidden = [e for e in thing.events.all() if e.claim_id not in number_of]
    return [event(e, None) | {"to": e.claim_id} for e in hidden]


def keep(model, kept):
    """Replace what waits with each thing, {primary key: what `of` gave}."""
    model.objects.filter(pk__in=kept).exclude(waiting=[]).update(waiting=[])
    for pk, hidden in kept.items():
        if hidden:
            model.objects.filter(pk=pk).update(waiting=hidden)


def wake(ledger, entries):
    """Add what waited for claims that these entries published."""
    if not entries:
        return
    first = entries[0]
    responsible = Responsible(first.actor, first.approved_by, solo=first.solo)
    numbers = dict(Claim.objects.filter(number__in=[int(e.key) for e in entries]).values_list("pk", "number"))
    _wake(ledger, Claim, Collection.CLAIMS, "relations", relation_order, numbers, responsible)
    _wake(ledger, Policy, Collection.POLICIES, "events", event_order, numbers, responsible)


def _wake(ledger, model, collection, shown_as, order, numbers, responsible):
    woken = []
    for thing in model.objects.filter(is_public=True).exclude(waiting=[]):
        ready = [w for w in thing.waiting if w["to"] in numbers]
        if ready:
            row = row_of(collection, key_of(thing))
            document = json.loads(row.document)
            document[shown_as] = sorted(document[shown_as] + [_shown(w, numbers) for w in ready], key=order)
            woken.append((row, document))
            thing.waiting = [w for w in thing.waiting if w not in ready]
            thing.save(update_fields=["waiting"])
    if woken:
        rewrite(ledger, collection, woken, responsible, Catalogue())


def _shown(kept, numbers):
    shown = kept | {"claim": numbers[kept["to"]]}
    del shown["to"]
    return shown


def forget(ledger, claim, responsible):
    """Take relations towards a claim that is being retracted out of the others' documents, and let them wait."""
    rewritten = []
    for row in PublishedClaim.objects.filter(relations__target=claim.number).distinct():
        document = json.loads(row.document)
        dropped = [r for r in document["relations"] if r["claim"] == claim.number]
        document["relations"] = [r for r in document["relations"] if r["claim"] != claim.number]
        rewritten.append((row, document))
        source = Claim.objects.get(number=row.pk)
        source.waiting += [r | {"claim": None, "to": claim.pk} for r in dropped]
        source.save(update_fields=["waiting"])
    if rewritten:
        rewrite(ledger, Collection.CLAIMS, rewritten, responsible, Catalogue())
