"""THE DOOR: the only way from the desk to the record, and the only writer of the record."""

from datetime import datetime
from typing import Any, NamedTuple

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Max
from msgspec.json import decode

from factdb.choices import Action, Collection, State
from factdb.models import Claim, LedgerEntry, PendingRender, Policy, PublishedCorrection

from . import corrections, fill_past, pending_links, projection, rerender, superseded_rows, tallies
from .bulk import in_turn, uncollected
from .dependencies import gather, name
from .documents import encode, render
from .ledger import Entry, Ledger, Responsible, instant
from .published_names import Catalogue
from .tables import COLLECTION_OF, ROWS, key_of, key_of_row, objects, row_of, write

SUBSTANCE = (Action.UPDATED, Action.CORRECTED, Action.CLARIFIED)
IMPORT = "import"
CHUNK = 5000


@transaction.atomic
@uncollected()
def publish(things, *, by, action=Action.UPDATED, reason=""):
    """Publish working copies, and what they need that was never published, in one transaction.

    `by` is the approving User. `action` and `reason` say what the change was to things that are
    public already. Raises ValidationError with every reason against it; then nothing is published.
    """
    if action not in SUBSTANCE:
        raise ValidationError("A change is an update, a correction or a clarification.")
    if action != Action.UPDATED and not reason.strip():
        raise ValidationError("Say why: readers will see the reason of a correction or clarification.")
    ledger = Ledger()
    batch = gather(things)
    _refuse_own_work(batch, by)
    return _publish(ledger, batch, lambda thing: _responsible(thing, by), action, reason.strip())


@transaction.atomic
@uncollected()
def publish_first(things):
    """The first run's content: actor `import`, no second person claimed, only into an empty ledger."""
    ledger = Ledger()
    if ledger.seq:
        raise ValidationError("Something was published here already: the first run's content comes first or never.")
    return _publish(ledger, gather(things), lambda thing: Responsible(IMPORT, None, solo=True), Action.PUBLISHED, "")


@transaction.atomic
def retract(thing, *, by, reason):
    """Take a public thing back: a tombstone in the ledger, and it is gone from every list.

    Refused, with their list, while live things depend on it.
    """
    if not thing.is_public:
        raise ValidationError(f"{name(thing)} is not public: there is nothing to retract.")
    return _take_back(thing, Action.RETRACTED, Responsible(by.get_username(), by.pk), reason)


@transaction.atomic
def erase(thing, *, by, asked_by, reason):
    """Blank every document that was ever published of a thing, as a law may demand; the chain still verifies.

    Two people: `asked_by` is another User than `by`, who approves. The reason is public.
    """
    if thing.version is None:
        raise ValidationError(f"{name(thing)} was never published: there is nothing to erase.")
    if by == asked_by:
        raise ValidationError("Two people erase: somebody else must have asked for it.")
    thing = _take_back(thing, Action.ERASED, Responsible(by.get_username(), by.pk, [asked_by.pk]), reason)
    collection, key = COLLECTION_OF[type(thing)], key_of(thing)
    PublishedCorrection.objects.filter(kind=collection, key=key).delete()
    superseded_rows.erase_superseded(collection, key)
    LedgerEntry.objects.filter(kind=collection, key=key, document__isnull=False).update(document=None)
    fill_past.forget_names(collection, key)
    return thing


def _take_back(thing, action, responsible, reason):
    if not reason.strip():
        raise ValidationError("Say why: readers will see the reason.")
    ledger, collection = Ledger(), COLLECTION_OF[type(thing)]
    entry = ledger.entry(
        action=action,
        kind=collection,
        key=key_of(thing),
        version=thing.version + 1,
        reason=reason.strip(),
        responsible=responsible,
    )
    ledger.append([entry])
    if thing.is_public:
        _hide(ledger, thing, entry, responsible)
    thing.state, thing.is_public, thing.version = State.WITHDRAWN, False, entry.version
    type(thing).objects.bulk_update([thing], ["state", "is_public", "version"])
    return thing


def _hide(ledger, thing, entry, responsible):
    row = row_of(entry.kind, entry.key)
    rerender.refuse_dependents(entry.kind, row)
    corrections.log([(entry, row.document)])
    if entry.kind == Collection.CLAIMS:
        pending_links.forget(ledger, thing, responsible)
    projection.remove(entry, row)
    PendingRender.objects.filter(entry__kind=entry.kind, entry__key=entry.key).delete()


class Preview(NamedTuple):
    """The entries that a publication would append, and how many documents it would render again."""

    entries: list[Entry]
    again: int


def preview(thing, *, by):
    """What publishing `thing` now would append. Only reads: who looks holds up nobody who publishes."""
    ledger, batch = Ledger.seen(), gather([type(thing).objects.get(pk=thing.pk)])
    catalogue, number_of, entries = _catalogue(batch), _number(batch), []
    changes: list[rerender.Change] = []
    for collection in ROWS:
        things = _in_order(collection, batch)
        if not things:
            continue
        public = Public.of(things)
        for one in things:
            entry = _entry(ledger, one, public, catalogue, number_of, _responsible(one, by), Action.UPDATED, "")
            catalogue.show(entry)
            entries.append(entry)
            if entry.key in public.rows:
                changes.append(rerender.Change(public.rows[entry.key], entry))
    new = [claim for claim in batch.of(Collection.CLAIMS) if not claim.is_public]
    return Preview(entries, rerender.count(changes, catalogue) + pending_links.count(new))


def _catalogue(batch):
    """All that is public of what a batch names."""
    catalogue = Catalogue()
    for collection, named in batch.named.items():
        catalogue.load(collection, {t.slug for t in named.values()})
    return catalogue


def is_own_work(thing, by):
    """Four eyes: whoever edited a thing since its last publication does not approve it, but at a desk of one."""
    return by.pk in thing.edited_by and not settings.FACTDB_SOLO


def _refuse_own_work(batch, by):
    own = [t for t in batch if is_own_work(t, by)]
    if own:
        raise ValidationError(
            [f"{name(t)}: you edited it since its last publication, so somebody else must approve." for t in own]
        )


def _responsible(thing, by):
    return Responsible(by.get_username(), by.pk, thing.edited_by, solo=by.pk in thing.edited_by)


def _publish(ledger, batch, responsible_for, action, reason):
    catalogue, number_of = _catalogue(batch), _number(batch)
    changes: list[rerender.Change] = []
    news: list[Claim] = []
    counts = tallies.Counts(catalogue)

    def read(things):
        with catalogue.asking:
            return Public.of(things)

    def make(things, public):
        entries = [_entry(ledger, t, public, catalogue, number_of, responsible_for(t), action, reason) for t in things]
        items, collection = projection.items(entries), COLLECTION_OF[type(things[0])]
        before = {key: decode(row.document) for key, row in public.rows.items()}
        return entries, projection.prepared(collection, items, catalogue, before, counts)

    def store(things, public, made):
        (entries, project), before = made, public.rows
        with catalogue.asking:
            ledger.append(entries)
            project()
            corrections.log((e, before[e.key].document) for e in entries if e.key in before)
            _settle(things, entries, number_of)
        changes.extend(rerender.Change(before[e.key], e) for e in entries if e.key in before)
        if isinstance(things[0], Claim):
            news.extend(c for c in things if key_of(c) not in before)

    for collection in ROWS:
        in_turn(_chunks(_in_order(collection, batch)), read, make, store)
    counts.save()
    if news:
        pending_links.wake(ledger, news, responsible_for(news[0]))
    rerender.follow(ledger, changes)
    return list(batch)


def _chunks(things):
    """So few at a time that their documents fit into memory."""
    return [things[start : start + CHUNK] for start in range(0, len(things), CHUNK)]


def _in_order(collection, batch):
    things = batch.of(collection)
    return sorted(things, key=lambda c: c.number) if collection == Collection.CLAIMS else things


class Public(NamedTuple):
    """What is known of things of one kind, by key: the rows of those public now, and when readers first saw the others.

    The others were published once, and taken back.
    """

    rows: dict[str, Any]
    first_at: dict[str, datetime]

    @classmethod
    def of(cls, things):
        collection, keys = COLLECTION_OF[type(things[0])], [key_of(t) for t in things if t.version]
        field, asked = ("id", map(int, keys)) if collection == Collection.CLAIMS else ("slug", keys)
        rows = {key_of_row(row): row for row in objects(ROWS[collection], field, asked)}
        gone = [key for key in keys if key not in rows]
        first = LedgerEntry.objects.filter(kind=collection, key__in=gone, version=1).values_list("key", "at")
        return cls(rows, dict(first) if gone else {})


def _entry(ledger, thing, public, catalogue, number_of, responsible, action, reason):
    row = public.rows.get(key_of(thing))
    at = instant(ledger.next_at())
    first_at = row.published_at if row else public.first_at.get(key_of(thing))
    envelope = _envelope(thing, row, first_at and instant(first_at), at, action, solo=responsible.solo)
    document = render(thing, envelope=envelope, catalogue=catalogue, number_of=number_of)
    return ledger.entry(
        action=action if row else Action.PUBLISHED,
        kind=COLLECTION_OF[type(thing)],
        key=key_of(thing),
        version=document["version"],
        reason=reason if row else "",
        responsible=responsible,
        document=encode(document),
    )


def _envelope(thing, row, first_at, at, action, *, solo):
    """Version, instants and flags: what the record adds to the desk's words."""
    return {
        "version": (thing.version or 0) + 1,
        "published_at": first_at or at,
        "updated_at": at,
        "corrected": bool(row) and (getattr(row, "corrected", False) or action != Action.UPDATED),
        "reviewed_by_second_person": not solo,
    }


def _number(batch):
    """Number new claims by date of the article, then place in its text. Gives pk -> number of public claims."""
    claims = batch.of(Collection.CLAIMS)
    last = Claim.objects.aggregate(last=Max("number"))["last"] or 0
    for number, claim in enumerate(sorted((c for c in claims if c.number is None), key=_place), last + 1):
        claim.number = number
    shown = {r.target_id for c in claims for r in c.lines.relations}
    shown |= {e.claim_id for p in batch.of(Collection.POLICIES) for e in p.lines}
    public = Claim.objects.filter(pk__in=shown, is_public=True) if shown else Claim.objects.none()
    return {c.pk: c.number for c in claims} | dict(public.values_list("pk", "number"))


def _place(claim):
    return claim.article.published_on, claim.article.slug, claim.quote_start or 0, claim.slug


def _settle(things, entries, number_of):
    """Tell the desk what is public now, and keep what was approved but cannot be shown yet."""
    model = type(things[0])
    same = {"state": State.LIVE.value, "is_public": True, "edited_by": []}
    versions = [(t.pk, e.version) for t, e in zip(things, entries, strict=True)]
    if model not in (Claim, Policy):
        write(model, versions, ["version"], **same)
        return
    same["waiting"] = "[]"
    if model is Claim:
        write(model, [(*row, t.number) for row, t in zip(versions, things, strict=True)], ["version", "number"], **same)
    else:
        write(model, versions, ["version"], **same)
    pending_links.keep(model, {t.pk: pending_links.of(t, number_of) for t in things})
