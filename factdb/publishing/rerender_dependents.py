"""After a change of a name, every document that shows it is rendered again, in batches that can be resumed."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import cache, partial
from typing import Any, NamedTuple

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Q, QuerySet

from factdb import models as m
from factdb.choices import Collection
from factdb.exact_json import decode_json
from factdb.kinds import LEDGER_KINDS, resolve_name
from factdb.models.published import Published
from factdb.schemas import Field

from . import projection
from .documents import encode_document, fill_references
from .ledger import Entry, Ledger, Responsible
from .published_names import Catalogue
from .rewrite import rewrite_documents
from .tables import ProgressReport, key_of_row, row_of, select_rows

BATCH = 500
# As many batches are found with one question: to find the first of them costs as much as all.
AHEAD = 20


@dataclass(frozen=True)
class Change:
    """A publication of one thing that was public before: its row until then, and the new entry."""

    before: Published
    entry: Entry


@cache
def collect_shown_keys() -> dict[str, set[str]]:
    """By collection, the keys of a thing that other documents show or search."""
    keys = {collection: {"name", "aliases", *kind.also_shown} for collection, kind in LEDGER_KINDS.items()}

    def walk_shape(shape: dict[str, Field]) -> None:
        for node in shape.values():
            if node.ref:
                keys[node.ref] |= set(node.keys)
            walk_shape(node.keys)

    for kind in LEDGER_KINDS.values():
        walk_shape(kind.schema)
    return keys


def select_dependents(collection: str, row: Any, after: int = 0) -> dict[str, QuerySet]:
    """Published rows beyond a key whose documents show `row`, by collection, in the order to render them again."""
    find = LEDGER_KINDS[collection].dependents
    conditions = resolve_name(find)(row, partial(_link_condition, after)) if find else {}
    return {target: LEDGER_KINDS[target].published.objects.filter(q, pk__gt=after) for target, q in conditions.items()}


def _link_condition(after: int, link: Any, field: str, **to: Any) -> Q:
    """Said of the link as well: else PostgreSQL would begin with the first link of all for each batch."""
    return Q(pk__in=link.objects.filter(**to, **{f"{field}__gt": after}).values(field))


def find_organization_dependents(row: Published, link: Callable[..., Q]) -> dict[str, Q]:
    return {
        Collection.PEOPLE: link(m.PublishedRole, "person", organization=row),
        Collection.POLICIES: Q(issuer=row),
        Collection.ARTICLES: Q(outlet=row) | Q(syndicated_from=row) | Q(rests_on__contains=[row.pk]),
        Collection.CLAIMS: Q(outlet=row) | link(m.PublishedClaimOrganization, "claim", organization=row),
    }


def find_measure_dependents(row: Published, link: Callable[..., Q]) -> dict[str, Q]:
    return {Collection.CLAIMS: Q(measure=row)}


def find_person_dependents(row: Published, link: Callable[..., Q]) -> dict[str, Q]:
    return {Collection.CLAIMS: link(m.PublishedClaimPerson, "claim", person=row)}


def find_policy_dependents(row: Published, link: Callable[..., Q]) -> dict[str, Q]:
    return {Collection.CLAIMS: link(m.PublishedClaimPolicy, "claim", policy=row)}


def find_article_dependents(row: Published, link: Callable[..., Q]) -> dict[str, Q]:
    return {Collection.CLAIMS: Q(article=row)}


def find_claim_dependents(row: Published, link: Callable[..., Q]) -> dict[str, Q]:
    return {Collection.POLICIES: link(m.PublishedPolicyEvent, "policy", claim=row)}


def refuse_dependents(collection: str, row: Published) -> None:
    """A thing that live things show cannot be retracted before them."""
    live = [f"{t}/{key_of_row(r)}" for t, rows in select_dependents(collection, row).items() for r in rows[:100]]
    if live:
        raise ValidationError(f"Live things depend on it; change or retract these first: {', '.join(live)}.")


def rerender_dependents(ledger: Ledger, changes: Iterable[Change]) -> None:
    """Render again what shows these things by name: the first batch now, the others after the publication."""
    for change in changes:
        if _shows_anew(change):
            _queue_pending(change.entry)
    if m.PendingRender.objects.exists():
        rerender_batch(ledger)
        transaction.on_commit(resume_rerendering, robust=True)


def count_stale_documents(changes: Iterable[Change], catalogue: Catalogue) -> int:
    """How many of the first documents that show these things would say something else; nothing is written."""
    return sum(
        _count_stale(target, rows, catalogue)
        for change in changes
        if _shows_anew(change)
        for target, rows in select_dependents(change.entry.kind, change.before).items()
    )


def _count_stale(collection: str, rows: QuerySet, catalogue: Catalogue) -> int:
    texts = list(rows.order_by("pk").values_list("document", flat=True)[:BATCH])
    documents = [decode_json(text) for text in texts]
    current = Catalogue.for_documents(collection, documents, catalogue)
    return sum(
        encode_document(fill_references(collection, document, current)) != text
        for document, text in zip(documents, texts, strict=True)
    )


def _shows_anew(change: Change) -> bool:
    before, after = decode_json(change.before.document), decode_json(change.entry.require_document())
    return any(before.get(key) != after.get(key) for key in collect_shown_keys()[change.entry.kind])


def _queue_pending(entry: Entry) -> None:
    row = row_of(entry.kind, entry.key)
    m.PendingRender.objects.bulk_create(
        m.PendingRender(entry_id=entry.seq, collection=target)
        for target, rows in select_dependents(entry.kind, row).items()
        if rows.exists()
    )


class BatchRemainder(NamedTuple):
    """What a batch leaves to the next one of the same pending work, if the ledger's head is still `head` then."""

    head: str
    pending: int
    ids: list[int]
    catalogue: Catalogue


def resume_rerendering(report: ProgressReport | None = None) -> None:
    """Finish what a publication left to render again. Safe to stop at any moment and to run again.

    `report` is called with "documents", how many were looked at and how many there are to look at.
    """
    remainder, count, total = None, 0, _count_pending() if report else 0
    while m.PendingRender.objects.exists():
        with transaction.atomic():
            remainder = rerender_batch(Ledger(), remainder)
        count += BATCH
        if report:
            report("documents", min(count, total), total)


def _count_pending() -> int:
    """Documents of all pending work; what shows several of the items counts for each."""
    return sum(_select_pending(work).count() for work in m.PendingRender.objects.select_related("entry"))


def _select_pending(work: m.PendingRender) -> Any:
    entry = work.entry
    return select_dependents(entry.kind, row_of(entry.kind, entry.key), work.after)[work.collection]


def rerender_batch(ledger: Ledger, remainder: BatchRemainder | None = None) -> BatchRemainder | None:
    """Render the next batch of the oldest pending work."""
    work = m.PendingRender.objects.select_related("entry").order_by("pk").first()
    if work is None:
        return None
    entry, collection, before = work.entry, work.collection, None
    if remainder and (remainder.head, remainder.pending) == (ledger.head, work.pk):
        ids, before = remainder.ids, remainder.catalogue
    else:
        ids = list(_select_pending(work).order_by("pk").values_list("pk", flat=True)[: AHEAD * BATCH])
    batch, later = ids[:BATCH], ids[BATCH:]
    kind = LEDGER_KINDS[collection]
    rows = select_rows(kind.published, (kind.key_column, "document", "seq", "changed_at"), "id", batch)
    items = [projection.parse_item(collection, str(key), *rest) for key, *rest in rows]
    responsible = Responsible(entry.actor, entry.approved_by, entry.edited_by, entry.solo)
    catalogue = Catalogue.for_documents(collection, [item.document for item in items], before)
    pairs = [(item, fill_references(collection, item.read_text(), catalogue)) for item in items]
    rewrite_documents(ledger, collection, pairs, lambda item: responsible, catalogue)
    if len(batch) < BATCH:
        work.delete()
    else:
        work.after = batch[-1]
        work.save(update_fields=["after"])
    return BatchRemainder(ledger.head, work.pk, later, catalogue) if later else None
