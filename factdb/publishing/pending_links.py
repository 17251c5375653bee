"""Approved relations and policy events that point to a claim that is not public yet: kept, then added."""

from dataclasses import replace

from django.db import connection

from factdb.choices import Collection
from factdb.models import Claim, Policy, PublishedClaim

from .documents import build_event, build_relation, event_order, relation_order
from .projection import parse_row
from .published_names import Catalogue
from .rewrite import rewrite_documents
from .tables import key_of, row_of

WAITING = " OR ".join(
    f"EXISTS (SELECT FROM {model._meta.db_table} WHERE is_public AND waiting <> '[]')" for model in (Claim, Policy)
)


def pending_of(thing, number_of):
    """What was approved with `thing` but cannot be shown yet: frozen, since the desk may edit it meanwhile."""
    lines = thing.lines
    if isinstance(thing, Claim):
        hidden = [r for r in lines.relations if r.target_id not in number_of]
        return [build_relation(r.kind, None, r.note) | {"to": r.target_id} for r in hidden]
    hidden = [e for e in lines if e.claim_id not in number_of]
    return [build_event(e, None) | {"to": e.claim_id} for e in hidden]


def store_pending(model, kept):
    """Let wait with each thing what `pending_of` gave, {primary key: that}; nothing waits with it yet."""
    for pk, hidden in kept.items():
        if hidden:
            model.objects.filter(pk=pk).update(waiting=hidden)


def release_pending(ledger, claims, responsible):
    """Add what waited for these claims, now that they are public."""
    if not _has_waiting():
        return
    responsible = replace(responsible, edited_by=[])
    numbers = {claim.pk: claim.number for claim in claims}
    _release_of_model(ledger, Claim, Collection.CLAIMS, "relations", relation_order, numbers, responsible)
    _release_of_model(ledger, Policy, Collection.POLICIES, "events", event_order, numbers, responsible)


def count_pending(claims):
    """How many things wait for one of these claims."""
    pks = {claim.pk for claim in claims}
    if not pks or not _has_waiting():
        return 0
    waiting = [thing.waiting for model in (Claim, Policy) for thing in _select_waiting(model).only("waiting")]
    return sum(any(kept["to"] in pks for kept in held) for held in waiting)


def _select_waiting(model):
    return model.objects.filter(is_public=True).exclude(waiting=[])


def _has_waiting():
    """Mostly not, as one question tells."""
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {WAITING}")
        return cursor.fetchone()[0]


def _release_of_model(ledger, model, collection, shown_as, order, numbers, responsible):
    woken = []
    key = "number" if model is Claim else "slug"
    for thing in _select_waiting(model).only(key, "waiting"):
        ready = [w for w in thing.waiting if w["to"] in numbers]
        if ready:
            item = parse_row(collection, row_of(collection, key_of(thing)))
            shown = sorted(item.document[shown_as] + [_resolve_target(w, numbers) for w in ready], key=order)
            woken.append((item, item.read_text() | {shown_as: shown}))
            thing.waiting = [w for w in thing.waiting if w not in ready]
            thing.save(update_fields=["waiting"])
    if woken:
        catalogue = Catalogue.for_documents(collection, [document for _, document in woken])
        rewrite_documents(ledger, collection, woken, lambda item: responsible, catalogue)


def _resolve_target(kept, numbers):
    shown = kept | {"claim": numbers[kept["to"]]}
    del shown["to"]
    return shown


def withdraw_links(ledger, claim, responsible):
    """Take relations towards a claim that is being retracted out of the others' documents, and let them wait."""
    rewritten = []
    for row in PublishedClaim.objects.filter(relations__target=claim.number).distinct():
        item = parse_row(Collection.CLAIMS, row)
        dropped = [r for r in item.document["relations"] if r["claim"] == claim.number]
        kept = [r for r in item.document["relations"] if r["claim"] != claim.number]
        rewritten.append((item, item.read_text() | {"relations": kept}))
        source = Claim.objects.get(number=row.pk)
        source.waiting += [r | {"claim": None, "to": claim.pk} for r in dropped]
        source.save(update_fields=["waiting"])
    if rewritten:
        catalogue = Catalogue.for_documents(Collection.CLAIMS, [document for _, document in rewritten])
        rewrite_documents(ledger, Collection.CLAIMS, rewritten, lambda item: responsible, catalogue)
