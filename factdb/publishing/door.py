"""THE DOOR: the only way from the desk to the record, and the only writer of the record."""

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Max

from factdb.models import Claim, LedgerEntry, PendingRender, Policy, PublishedCorrection
from factdb.vocabulary import Action, Collection, State

from . import corrections, projection, rerendering, waiting
from .catalogue import Catalogue
from .documents import encode, render
from .ledger import Ledger, Responsible, instant
from .needs import gather, name, needs
from .tables import COLLECTION_OF, ROWS, key_of, key_of_row, row_of, write

SUBSTANCE = (Action.UPDATED, Action.CORRECTED, Action.CLARIFIED)
IMPORT = "import"


@transaction.atomic
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
    LedgerEntry.objects.filter(kind=collection, key=key, document__isnull=False).update(document=None)
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
    rerendering.refuse_dependents(entry.kind, row)
    corrections.log([(entry, row.document)])
    if entry.kind == Collection.CLAIMS:
        waiting.forget(ledger, thing, responsible)
    projection.remove(entry.kind, row)
    PendingRender.objects.filter(entry__kind=entry.kind, entry__key=entry.key).delete()


@transaction.atomic
def preview(thing, *, by):
    """The ledger entries that publishing `thing` now would append: the real trip, taken back."""
    point = transaction.savepoint()
    try:
        fresh = type(thing).objects.get(pk=thing.pk)
        ledger = Ledger()
        first = ledger.seq + 1
        _publish(ledger, gather([fresh]), lambda t: _responsible(t, by), Action.UPDATED, "")
        return list(LedgerEntry.objects.filter(seq__gte=first))
    finally:
        transaction.savepoint_rollback(point)


def is_own_work(thing, by):
    """Four eyes: whoever edited a thing since its last publication does not approve it, but at a desk of one."""
    return by.pk in thing.edited_by and not settings.FACTDB_SOLO


def _refuse_own_work(batch, by):
    own = [t for things in batch.values() for t in things if is_own_work(t, by)]
    if own:
        raise ValidationError(
            [f"{name(t)}: you edited it since its last publication, so somebody else must approve." for t in own]
        )


def _responsible(thing, by):
    return Responsible(by.get_username(), by.pk, thing.edited_by, solo=by.pk in thing.edited_by)


def _publish(ledger, batch, responsible_for, action, reason):
    catalogue = Catalogue()
    number_of = _number(batch)
    changes = []
    for collection, things in batch.items():
        before = {key_of_row(row): row for row in _published(collection, things)}
        _preload(things, catalogue)
        entries = [
            _entry(ledger, t, before.get(key_of(t)), catalogue, number_of, responsible_for(t), action, reason)
            for t in things
        ]
        ledger.append(entries)
        projection.save(collection, [projection.Item(e.key, e.document, e.seq, e.at) for e in entries], catalogue)
        corrections.log((e, before[e.key].document) for e in entries if e.key in before)
        changes += [rerendering.Change(before.get(e.key), e) for e in entries]
        _settle(things, entries, number_of)
    rerendering.follow(ledger, changes)
    return [thing for things in batch.values() for thing in things]


def _preload(things, catalogue):
    """Fetch in bulk what the documents of these working copies will show."""
    wanted: dict[str, set] = {}
    for needed in {n for thing in things for n in needs(thing) if n}:
        wanted.setdefault(COLLECTION_OF[type(needed)], set()).add(needed.slug)
    for target, slugs in wanted.items():
        catalogue.load(target, slugs)


def _published(collection, things):
    keys = [key_of(t) for t in things if t.version]
    field = "id" if collection == Collection.CLAIMS else "slug"
    return ROWS[collection].objects.filter(**{f"{field}__in": keys})


def _entry(ledger, thing, row, catalogue, number_of, responsible, action, reason):
    envelope = _envelope(thing, row, instant(ledger.next_at()), action, solo=responsible.solo)
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


def _envelope(thing, row, at, action, *, solo):
    """Version, instants and flags: what the record adds to the desk's words."""
    return {
        "version": (thing.version or 0) + 1,
        "published_at": instant(row.published_at) if row else _first_published(thing) or at,
        "updated_at": at,
        "corrected": bool(row) and (getattr(row, "corrected", False) or action != Action.UPDATED),
        "reviewed_by_second_person": not solo,
    }


def _first_published(thing):
    """Of a thing that is published again after its retraction: when readers first saw it."""
    if thing.version is None:
        return None
    return instant(LedgerEntry.objects.get(kind=COLLECTION_OF[type(thing)], key=key_of(thing), version=1).at)


def _number(batch):
    """Number new claims by date of the article, then place in its text. Gives pk -> number of public claims."""
    claims = batch[Collection.CLAIMS]
    last = Claim.objects.aggregate(last=Max("number"))["last"] or 0
    new = sorted((c for c in claims if c.number is None), key=_place)
    for number, claim in enumerate(new, last + 1):
        claim.number = number
    write(Claim, "number", {claim.pk: claim.number for claim in new})
    claims.sort(key=lambda c: c.number)
    shown = {r.target_id for c in claims for r in c.relations.all()}
    shown |= {e.claim_id for p in batch[Collection.POLICIES] for e in p.events.all()}
    public = Claim.objects.filter(pk__in=shown, is_public=True)
    return {c.pk: c.number for c in claims} | dict(public.values_list("pk", "number"))


def _place(claim):
    return claim.article.published_on, claim.article.slug, claim.quote_start or 0, claim.slug


def _settle(things, entries, number_of):
    """Tell the desk what is public now, and keep what was approved but cannot be shown yet."""
    if not things:
        return
    model = type(things[0])
    write(model, "version", {t.pk: e.version for t, e in zip(things, entries, strict=True)})
    model.objects.filter(pk__in=[t.pk for t in things]).update(state=State.LIVE, is_public=True, edited_by=[])
    if model in (Claim, Policy):
        waiting.keep(model, {t.pk: waiting.of(t, number_of) for t in things})
