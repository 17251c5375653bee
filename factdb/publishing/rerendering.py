"""After a change of a name, every document that shows it is rendered again, in batches that can be resumed."""

from dataclasses import dataclass

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Q
from msgspec.json import decode

from factdb import models as m
from factdb.shapes import SHAPES
from factdb.vocabulary import Collection

from .catalogue import Catalogue
from .documents import fill
from .ledger import Entry, Ledger, Responsible
from .rewriting import rewrite
from .tables import ROWS, key_of_row, row_of

BATCH = 500


@dataclass(frozen=True)
class Change:
    """A publication of one thing that was public before: its row until then, and the new entry."""

    before: object
    entry: Entry


def _shown_keys():
    """By collection, the keys of a thing that other documents show or search."""
    shown = {collection: {"name", "aliases"} for collection in ROWS}

    def walk(shape):
        for node in shape.values():
            if node.ref:
                shown[node.ref] |= set(node.keys)
            walk(node.keys)

    for shape in SHAPES.values():
        walk(shape)
    shown[Collection.PEOPLE].add("roles")
    return shown


SHOWN = _shown_keys()


def dependents(collection, row):
    """Published rows whose documents show `row`, by collection, in the order to render them again."""
    return {target: ROWS[target].objects.filter(q) for target, q in DEPENDENTS[collection](row).items()}


def _of_organization(row):
    linked = m.PublishedClaimOrganization.objects.filter(organization=row).values("claim")
    return {
        Collection.PEOPLE: Q(pk__in=m.PublishedRole.objects.filter(organization=row).values("person")),
        Collection.POLICIES: Q(issuer=row),
        Collection.ARTICLES: Q(outlet=row) | Q(syndicated_from=row),
        Collection.CLAIMS: Q(outlet=row) | Q(pk__in=linked),
    }


def _of_person(row):
    return {Collection.CLAIMS: Q(pk__in=m.PublishedClaimPerson.objects.filter(person=row).values("claim"))}


def _of_policy(row):
    return {Collection.CLAIMS: Q(pk__in=m.PublishedClaimPolicy.objects.filter(policy=row).values("claim"))}


def _of_claim(row):
    return {Collection.POLICIES: Q(pk__in=m.PublishedPolicyEvent.objects.filter(claim=row).values("policy"))}


DEPENDENTS = {
    Collection.ORGANIZATIONS: _of_organization,
    Collection.MEASURES: lambda row: {Collection.CLAIMS: Q(measure=row)},
    Collection.PEOPLE: _of_person,
    Collection.POLICIES: _of_policy,
    Collection.ARTICLES: lambda row: {Collection.CLAIMS: Q(article=row)},
    Collection.CLAIMS: _of_claim,
}


def refuse_dependents(collection, row):
    """A thing that live things show cannot be retracted before them."""
    live = [f"{t}/{key_of_row(r)}" for t, rows in dependents(collection, row).items() for r in rows[:100]]
    if live:
        raise ValidationError(f"Live things depend on it; change or retract these first: {', '.join(live)}.")


def follow(ledger, changes):
    """Render again what shows these things by name: the first batch now, the others after the publication."""
    for change in changes:
        if _shows_anew(change):
            _remember(change.entry)
    if m.PendingRender.objects.exists():
        step(ledger)
        transaction.on_commit(resume, robust=True)


def _shows_anew(change):
    before, after = decode(change.before.document), decode(change.entry.document)
    return any(before.get(key) != after.get(key) for key in SHOWN[change.entry.kind])


def _remember(entry):
    row = row_of(entry.kind, entry.key)
    m.PendingRender.objects.bulk_create(
        m.PendingRender(entry_id=entry.seq, collection=target)
        for target, rows in dependents(entry.kind, row).items()
        if rows.exists()
    )


def resume():
    """Finish what a publication left to render again. Safe to stop at any moment and to run again."""
    while m.PendingRender.objects.exists():
        with transaction.atomic():
            step(Ledger())


def step(ledger):
    """Render the next batch of the oldest pending work."""
    pending = m.PendingRender.objects.select_related("entry").order_by("pk").first()
    if pending is None:
        return
    entry = pending.entry
    rows = dependents(entry.kind, row_of(entry.kind, entry.key))[pending.collection]
    batch = list(rows.defer("search").filter(pk__gt=pending.after).order_by("pk")[:BATCH])
    responsible = Responsible(entry.actor, entry.approved_by, entry.edited_by, entry.solo)
    documents = [decode(row.document) for row in batch]
    catalogue = Catalogue.of(pending.collection, documents)
    filled = [fill(pending.collection, d, catalogue) for d in documents]
    rewrite(ledger, pending.collection, list(zip(batch, filled, strict=True)), responsible, catalogue)
    if len(batch) < BATCH:
        pending.delete()
    else:
        pending.after = batch[-1].pk
        pending.save(update_fields=["after"])
