"""Approved relations and policy events that point to a claim that is not public yet: kept, then added."""

from collections.abc import Callable
from dataclasses import replace
from functools import cache
from operator import attrgetter
from typing import Any, NamedTuple

from django.db import connection

from factdb.choices import Collection
from factdb.kinds import LEDGER_KINDS, resolve_name
from factdb.models import Claim, PublishedClaim

from .documents import build_event, build_relation, event_order, relation_order
from .projection import parse_row
from .published_names import Catalogue
from .rewrite import rewrite_documents
from .tables import key_of, kind_of, row_of


class PendingLinks(NamedTuple):
    """How documents of a kind refer to claims by number: under which key, in which order, and made of what.

    `list_lines` gives the desk's lines of a working copy, and `target` of a line the claim's primary key. `build` makes
    the link of a line and the claim's number, which is None where that is not known yet.
    """

    shown_as: str
    order: Callable[[dict], Any]
    list_lines: Callable[[Any], list]
    target: Callable[[Any], int]
    build: Callable[[Any, Any], dict]


PENDING_RELATIONS = PendingLinks(
    "relations", relation_order, attrgetter("lines.relations"), attrgetter("target_id"), build_relation
)
PENDING_EVENTS = PendingLinks("events", event_order, attrgetter("lines"), attrgetter("claim_id"), build_event)


@cache
def list_pending_kinds():
    """(kind, its desk model, its `PendingLinks`) of all kinds that have some."""
    kinds = [kind for kind in LEDGER_KINDS.values() if kind.pending_links]
    return [(kind, resolve_name(kind.desk_model), resolve_name(kind.pending_links)) for kind in kinds]


def list_shown_claims(list_items):
    """Primary keys of the claims to which these refer by number; `list_items` gives those of a collection."""
    return {
        links.target(line)
        for kind, _, links in list_pending_kinds()
        for thing in list_items(kind.collection)
        for line in links.list_lines(thing)
    }


def pending_of(thing, number_of):
    """What was approved with `thing` but cannot be shown yet: frozen, since the desk may edit it meanwhile."""
    links = resolve_name(kind_of(thing).pending_links)
    hidden = [line for line in links.list_lines(thing) if links.target(line) not in number_of]
    return [links.build(line, None) | {"to": links.target(line)} for line in hidden]


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
    # Claims first, as in every ledger until now.
    for kind, model, links in reversed(list_pending_kinds()):
        _release_of_kind(ledger, kind, model, links, numbers, responsible)


def count_pending(claims):
    """How many things wait for one of these claims."""
    pks = {claim.pk for claim in claims}
    if not pks or not _has_waiting():
        return 0
    models = [model for _, model, _ in list_pending_kinds()]
    waiting = [thing.waiting for model in models for thing in _select_waiting(model).only("waiting")]
    return sum(any(kept["to"] in pks for kept in held) for held in waiting)


def _select_waiting(model):
    return model.objects.filter(is_public=True).exclude(waiting=[])


def _has_waiting():
    """Mostly not, as one question tells."""
    tables = [model._meta.db_table for _, model, _ in list_pending_kinds()]
    waiting = [f"EXISTS (SELECT FROM {table} WHERE is_public AND waiting <> '[]')" for table in tables]
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {' OR '.join(waiting)}")
        return cursor.fetchone()[0]


def _release_of_kind(ledger, kind, model, links, numbers, responsible):
    woken, collection = [], kind.collection
    for thing in _select_waiting(model).only(kind.desk_key, "waiting"):
        ready = [w for w in thing.waiting if w["to"] in numbers]
        if ready:
            item = parse_row(collection, row_of(collection, key_of(thing)))
            added = [_resolve_target(w, numbers) for w in ready]
            shown = sorted(item.document[links.shown_as] + added, key=links.order)
            woken.append((item, item.read_text() | {links.shown_as: shown}))
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
