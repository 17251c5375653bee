"""Approved relations and policy events that point to a claim that is not public yet: kept, then added."""

from collections.abc import Callable, Iterable
from dataclasses import replace
from functools import cache
from operator import attrgetter
from typing import Any, NamedTuple

from django.db import connection
from django.db.models import QuerySet

from factdb.choices import Collection
from factdb.kinds import LEDGER_KINDS, Kind, resolve_name
from factdb.models import Claim, PublishedClaim
from factdb.models.desk import Desk
from factdb.schemas import JsonObject

from .documents import build_event, build_relation, event_order, relation_order
from .ledger import Ledger, Responsible
from .projection import parse_row
from .published_names import Catalogue
from .rewrite import rewrite_documents
from .tables import key_of, kind_of, row_of


class PendingLinks(NamedTuple):
    """How documents of a kind refer to claims by number: under which key, in which order, and made of what.

    `list_lines` gives the desk's lines of a working copy, and `target` of a line the claim's primary key, if any.
    `build` makes the link of a line and the claim's number, which is None where that is not known yet.
    """

    shown_as: str
    order: Callable[[dict], Any]
    list_lines: Callable[[Any], list]
    target: Callable[[Any], int | None]
    build: Callable[[Any, Any], dict]


PENDING_RELATIONS = PendingLinks(
    "relations", relation_order, attrgetter("lines.relations"), attrgetter("target_id"), build_relation
)
PENDING_EVENTS = PendingLinks("events", event_order, attrgetter("lines"), attrgetter("claim_id"), build_event)


@cache
def list_pending_kinds() -> list[tuple[Kind, Any, PendingLinks]]:
    """List (kind, its desk model, its `PendingLinks`) of all kinds that have some."""
    kinds = [kind for kind in LEDGER_KINDS.values() if kind.pending_links]
    return [(kind, resolve_name(kind.desk_model), resolve_name(kind.pending_links)) for kind in kinds]


def list_shown_claims(list_items: Callable[[str], Iterable[Any]]) -> set[int]:
    """Find the primary keys of the claims to which these refer by number; `list_items` gives those of a collection."""
    targets = {
        links.target(line)
        for kind, _, links in list_pending_kinds()
        for item in list_items(kind.collection)
        for line in links.list_lines(item)
    }
    return {target for target in targets if target}


def pending_of(item: Desk, number_of: dict[int, int | None]) -> list[JsonObject]:
    """List what was approved with `item` but cannot be shown yet: frozen, since the desk may edit it meanwhile."""
    links = resolve_name(kind_of(item).pending_links)
    lines = [line for line in links.list_lines(item) if (links.target(line) or 0) not in {0, *number_of}]
    return [links.build(line, None) | {"to": links.target(line)} for line in lines]


def store_pending(model: Any, links_by_pk: dict[int, list[JsonObject]]) -> None:
    """Let wait with each thing what `pending_of` gave, {primary key: that}; nothing waits with it yet."""
    for pk, links in links_by_pk.items():
        if links:
            model.objects.filter(pk=pk).update(waiting=links)


def lock_pending() -> None:
    """Lock what waits, before a claim gets its number: an editor who holds one of them may be naming that claim."""
    if _has_waiting():
        for _, model, _ in list_pending_kinds():
            list(_select_waiting(model).order_by("pk").select_for_update(no_key=True).values_list("pk"))


def release_pending(ledger: Ledger, claims: list[Claim], responsible: Responsible) -> None:
    """Add what waited for these claims, now that they are public."""
    if not _has_waiting():
        return
    responsible = replace(responsible, edited_by=[])
    numbers = {claim.pk: claim.number for claim in claims}
    # Claims first, as in every ledger until now.
    for kind, model, links in reversed(list_pending_kinds()):
        _release_of_kind(ledger, kind, model, links, numbers, responsible)


def count_pending(claims: Iterable[Desk]) -> int:
    """Count the things that wait for one of these claims."""
    pks = {claim.pk for claim in claims}
    if not pks or not _has_waiting():
        return 0
    models = [model for _, model, _ in list_pending_kinds()]
    link_lists = [item.waiting for model in models for item in _select_waiting(model).only("waiting")]
    return sum(any(link["to"] in pks for link in links) for links in link_lists)


def _select_waiting(model: Any) -> QuerySet:
    return model.objects.filter(is_public=True).exclude(waiting=[])


def _has_waiting() -> bool:
    """Ask whether anything waits: mostly nothing does."""
    tables = [model._meta.db_table for _, model, _ in list_pending_kinds()]
    conditions = [f"EXISTS (SELECT FROM {table} WHERE is_public AND waiting <> '[]')" for table in tables]
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {' OR '.join(conditions)}")
        return cursor.fetchone()[0]


def _release_of_kind(
    ledger: Ledger,
    kind: Kind,
    model: Any,
    links: PendingLinks,
    numbers: dict[int, int | None],
    responsible: Responsible,
) -> None:
    pairs, collection = [], kind.collection
    for copy in _select_waiting(model).only(kind.desk_key, "waiting"):
        ready = [link for link in copy.waiting if link["to"] in numbers]
        if ready:
            item = parse_row(collection, row_of(collection, key_of(copy)))
            new_entries = [_resolve_target(link, numbers) for link in ready]
            entries = sorted(item.document[links.shown_as] + new_entries, key=links.order)
            pairs.append((item, item.read_text() | {links.shown_as: entries}))
            copy.waiting = [link for link in copy.waiting if link not in ready]
            copy.save(update_fields=["waiting"])
    if pairs:
        catalogue = Catalogue.for_documents(collection, [document for _, document in pairs])
        rewrite_documents(ledger, collection, pairs, lambda item: responsible, catalogue)


def _resolve_target(link: JsonObject, numbers: dict[int, int | None]) -> JsonObject:
    copy = link | {"claim": numbers[link["to"]]}
    del copy["to"]
    return copy


def withdraw_links(ledger: Ledger, claim: Claim, responsible: Responsible) -> None:
    """Take relations towards a claim that is being retracted out of the others' documents, and let them wait."""
    pairs = []
    for row in PublishedClaim.objects.filter(relations__target=claim.number).distinct():
        item = parse_row(Collection.CLAIMS, row)
        removed_links = [link for link in item.document["relations"] if link["claim"] == claim.number]
        other_links = [link for link in item.document["relations"] if link["claim"] != claim.number]
        pairs.append((item, item.read_text() | {"relations": other_links}))
        source = Claim.objects.get(number=row.pk)
        source.waiting += [link | {"claim": None, "to": claim.pk} for link in removed_links]
        source.save(update_fields=["waiting"])
    if pairs:
        catalogue = Catalogue.for_documents(Collection.CLAIMS, [document for _, document in pairs])
        rewrite_documents(ledger, Collection.CLAIMS, pairs, lambda item: responsible, catalogue)
