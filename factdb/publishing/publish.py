"""THE DOOR: the only way from the desk to the record. What takes something out of it again is in `removal`."""

from collections.abc import Callable, Iterable
from datetime import datetime
from operator import attrgetter
from typing import Any, NamedTuple, Self

from django.conf import settings
from django.contrib.auth.models import User
from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Max

from factdb.choices import SUBSTANTIVE_ACTIONS, Action, Collection, State
from factdb.kinds import LEDGER_KINDS
from factdb.models import Claim, LedgerEntry
from factdb.models.desk import Desk
from factdb.models.published import Published
from factdb.schemas import JsonObject

from . import corrections, pending_links, projection, rerender_dependents, tallies
from .bulk import pause_gc, run_pipeline
from .corroborations import TouchedClaims
from .documents import encode_document, render_document
from .ledger import Entry, Ledger, Responsible, format_utc_instant, take_lock
from .publication_batch import Batch, describe_item, gather_batch, list_withdrawn, lock_batch
from .published_names import Catalogue
from .shown_words import choose_batch_words
from .tables import fetch_objects, key_of, key_of_row, kind_of, update_rows

IMPORT = "import"
PUBLISH_CHUNK_ITEMS = 5000
# Entries to append, and what writes their rows.
Rendered = tuple[list[Entry], Callable[[], None]]


@transaction.atomic
def publish_items(items: Iterable[Desk], *, by: User, action: str = Action.UPDATED, reason: str = "") -> list[Desk]:
    """Publish working copies, and what they need that was never published, as `publish_batch` does."""
    take_lock()
    return publish_batch(lock_batch(items), by=by, action=action, reason=reason)


@transaction.atomic
@pause_gc()
def publish_batch(batch: Batch, *, by: User, action: str = Action.UPDATED, reason: str = "") -> list[Desk]:
    """Publish a batch whose rows are locked, in one transaction: what is written is what was read.

    `by` is the approving User. `action` and `reason` say what the change was to things that are
    public already. Raises ValidationError with every reason against it; then nothing is published.
    """
    if action not in SUBSTANTIVE_ACTIONS:
        raise ValidationError("A change is an update, a correction or a clarification.")
    if action != Action.UPDATED and not reason.strip():
        raise ValidationError("Say why: readers will see the reason of a correction or clarification.")
    if faults := list_withdrawn(batch) + (corrections.list_silent_ratings(batch) if action == Action.UPDATED else []):
        raise ValidationError(faults)
    _refuse_own_work(batch, by)
    return _publish_batch(Ledger(), batch, lambda item: _build_responsible(item, by), action, reason.strip())


@transaction.atomic
@pause_gc()
def publish_first(items: Iterable[Desk]) -> list[Desk]:
    """Publish the first run's content: actor `import`, nobody second. Raises ValidationError if anything is there."""
    ledger = Ledger()
    if ledger.seq:
        raise ValidationError("Something was published here already: the first run's content comes first or never.")
    return _publish_batch(
        ledger, gather_batch(items), lambda item: Responsible(IMPORT, None, solo=True), Action.PUBLISHED, ""
    )


class Preview(NamedTuple):
    """The entries that a publication would append, what they replace, and how many documents it would render again.

    `public_rows` are the rows that readers see now, by collection and key.
    """

    entries: list[Entry]
    public_rows: dict[tuple[str, str], Any]
    again: int


def preview_publication(batch: Batch, *, by: User) -> Preview:
    """Make the entries that publishing `batch` now would append. Only reads, so it holds up nobody.

    Raises ValidationError where a document cannot be made. New claims of the batch get the numbers that they would get.
    """
    choose_batch_words(batch)
    ledger, entries = Ledger.open_read_only(), []
    catalogue, number_of, public_rows = _load_catalogue(batch), _number_claims(batch), {}
    changes: list[rerender_dependents.Change] = []
    for collection in LEDGER_KINDS:
        items = _sort_for_publication(collection, batch)
        if not items:
            continue
        public = PublicState.fetch_for(items)
        for one in items:
            entry = _make_entry(
                ledger, one, public, catalogue, number_of, _build_responsible(one, by), Action.UPDATED, ""
            )
            catalogue.show_entry(entry)
            entries.append(entry)
            if entry.key in public.rows:
                public_rows[collection, entry.key] = public.rows[entry.key]
                changes.append(rerender_dependents.Change(public.rows[entry.key], entry))
    again = rerender_dependents.count_stale_documents(changes, catalogue) + pending_links.count_pending(
        _list_awaited(batch)
    )
    return Preview(entries, public_rows, again)


def _list_awaited(batch: Batch) -> list[Any]:
    """List the things of a batch for which others may wait."""
    return [item for item in batch if kind_of(item).is_awaited and not item.is_public]


def _load_catalogue(batch: Batch) -> Catalogue:
    """Load all that is public of what a batch names."""
    catalogue = Catalogue()
    for collection, targets in batch.named.items():
        catalogue.load_rows(collection, {target.slug for target in targets.values()})
    return catalogue


def is_own_work(item: Desk, by: User) -> bool:
    """Say whether `by` edited it since its last publication, and so may not approve it but at a desk of one."""
    return by.pk in item.edited_by and not settings.FACTDB_SOLO


def _refuse_own_work(batch: Batch, by: User) -> None:
    own = [item for item in batch if is_own_work(item, by)]
    if own:
        raise ValidationError(
            [
                f"{describe_item(item)}: you edited it since its last publication, so somebody else must approve."
                for item in own
            ]
        )


def _build_responsible(item: Desk, by: User) -> Responsible:
    return Responsible(by.get_username(), by.pk, item.edited_by, solo=by.pk in item.edited_by)


def _publish_batch(
    ledger: Ledger, batch: Batch, responsible_for: Callable[[Desk], Responsible], action: str, reason: str
) -> list[Desk]:
    choose_batch_words(batch)
    news = _list_awaited(batch)
    publication = _Publication(ledger, batch, responsible_for, action, reason)
    if news:
        pending_links.lock_pending()
    for collection in LEDGER_KINDS:
        chunks = _split_chunks(_sort_for_publication(collection, batch))
        run_pipeline(chunks, publication.read_chunk, publication.render_chunk, publication.store_chunk)
    publication.counts.save()
    publication.touched.save()
    if news:
        pending_links.release_pending(ledger, news, responsible_for(news[0]))
    rerender_dependents.rerender_dependents(ledger, publication.changes)
    return list(batch)


def _split_chunks(items: list[Desk]) -> list[list[Desk]]:
    """So few at a time that their documents fit into memory."""
    return [items[start : start + PUBLISH_CHUNK_ITEMS] for start in range(0, len(items), PUBLISH_CHUNK_ITEMS)]


def _sort_for_publication(collection: str, batch: Batch) -> list[Any]:
    items = batch.list_items(collection)
    kind = LEDGER_KINDS[collection]
    return sorted(items, key=attrgetter(kind.desk_key)) if kind.is_numbered else items


class PublicState(NamedTuple):
    """What is known of things of one kind, by key: the rows of those public now, and when readers first saw the others.

    The others were published once, and taken back.
    """

    rows: dict[str, Any]
    first_at: dict[str, datetime]

    @classmethod
    def fetch_for(cls, items: list[Desk]) -> Self:
        kind, keys = kind_of(items[0]), [key_of(item) for item in items if item.version]
        values = map(int, keys) if kind.is_numbered else keys
        rows = {key_of_row(row): row for row in fetch_objects(kind.published, kind.key_column, values)}
        others = [key for key in keys if key not in rows]
        first = LedgerEntry.objects.filter(kind=kind.collection, key__in=others, version=1).values_list("key", "at")
        return cls(rows, dict(first) if others else {})


class _Publication:
    """One batch on its way into the record, a chunk at a time: read, rendered, stored."""

    def __init__(
        self, ledger: Ledger, batch: Batch, responsible_for: Callable[[Desk], Responsible], action: str, reason: str
    ) -> None:
        self.ledger, self.responsible_for, self.action, self.reason = ledger, responsible_for, action, reason
        self.catalogue, self.number_of = _load_catalogue(batch), _number_claims(batch)
        self.counts, self.touched = tallies.Counts(self.catalogue), TouchedClaims()
        self.changes: list[rerender_dependents.Change] = []

    def read_chunk(self, items: list[Desk]) -> PublicState:
        with self.catalogue.asking:
            return PublicState.fetch_for(items)

    def render_chunk(self, items: list[Desk], public: PublicState) -> Rendered:
        known, said = (self.catalogue, self.number_of), (self.action, self.reason)
        entries = [_make_entry(self.ledger, item, public, *known, self.responsible_for(item), *said) for item in items]
        parsed_items, collection = list(map(projection.parse_entry, entries)), kind_of(items[0]).collection
        before = {key: projection.parse_document(collection, row.document) for key, row in public.rows.items()}
        write = projection.prepare_write(collection, parsed_items, self.catalogue, before, self.counts, self.touched)
        return entries, write

    def store_chunk(self, items: list[Desk], public: PublicState, output: Rendered) -> None:
        (entries, project), before = output, public.rows
        with self.catalogue.asking:
            self.ledger.append(entries)
            project()
            corrections.log_corrections((e, before[e.key].document) for e in entries if e.key in before)
            _update_desk(items, entries, self.number_of)
        self.changes.extend(rerender_dependents.Change(before[e.key], e) for e in entries if e.key in before)


def _make_entry(
    ledger: Ledger,
    item: Desk,
    public: PublicState,
    catalogue: Catalogue,
    number_of: dict[int, int | None],
    responsible: Responsible,
    action: str,
    reason: str,
) -> Entry:
    row = public.rows.get(key_of(item))
    at = format_utc_instant(ledger.next_at())
    first_at = row.published_at if row else public.first_at.get(key_of(item))
    first = format_utc_instant(first_at) if first_at else None
    envelope = _build_envelope(item, row, first, at, action, solo=responsible.solo)
    document = render_document(item, envelope=envelope, catalogue=catalogue, number_of=number_of)
    return ledger.chain_entry(
        action=action if row else Action.PUBLISHED,
        kind=kind_of(item).collection,
        key=key_of(item),
        version=document["version"],
        reason=reason if row else "",
        responsible=responsible,
        document=encode_document(document),
    )


def _build_envelope(
    item: Desk, row: Published | None, first_at: str | None, at: str, action: str, *, solo: bool
) -> JsonObject:
    """Build version, instants and flags: what the record adds to the desk's words."""
    return {
        "version": (item.version or 0) + 1,
        "published_at": first_at or at,
        "updated_at": at,
        "corrected": bool(row) and (getattr(row, "corrected", False) or action != Action.UPDATED),
        "reviewed_by_second_person": not solo,
    }


def _number_claims(batch: Batch) -> dict[int, int | None]:
    """Number new claims by date of the article, then place in its text. Gives pk -> number of public claims."""
    claims = batch.list_items(Collection.CLAIMS)
    last = Claim.objects.aggregate(last=Max("number"))["last"] or 0
    for number, claim in enumerate(sorted((c for c in claims if c.number is None), key=_numbering_order), last + 1):
        claim.number = number
    return {c.pk: c.number for c in claims} | find_public_numbers(batch.list_items)


def find_public_numbers(list_items: Callable[[str], Iterable[Any]]) -> dict[int, int | None]:
    """Find pk -> number of the public claims to which these refer; `list_items` gives those of a collection."""
    pks = pending_links.list_shown_claims(list_items)
    public = Claim.objects.filter(pk__in=pks, is_public=True) if pks else Claim.objects.none()
    return dict(public.values_list("pk", "number"))


def _numbering_order(claim: Claim) -> tuple[Any, ...]:
    return claim.article.published_on, claim.article.slug, claim.quote_start or 0, claim.slug


def _update_desk(items: list[Any], entries: list[Entry], number_of: dict[int, int | None]) -> None:
    """Tell the desk what is public now, and keep what was approved but cannot be shown yet."""
    model, kind = type(items[0]), kind_of(items[0])
    same: dict[str, Any] = {"state": State.LIVE.value, "is_public": True, "edited_by": []}
    if kind.pending_links:
        same["waiting"] = "[]"
    rows = [(item.pk, entry.version) for item, entry in zip(items, entries, strict=True)]
    if kind.is_numbered:
        numbered_rows = [(*row, item.number) for row, item in zip(rows, items, strict=True)]
        update_rows(model, numbered_rows, ["version", "number"], **same)
    else:
        update_rows(model, rows, ["version"], **same)
    if kind.pending_links:
        pending_links.store_pending(model, {item.pk: pending_links.pending_of(item, number_of) for item in items})
