"""Putting a document that was rendered again into the record: nothing of substance changed."""

from factdb.choices import Action, Collection

from . import projection, tallies
from .documents import encode
from .tables import DESK, write


def rewrite(ledger, collection, pairs, responsible, catalogue):
    """Of (item, what it says now): append a `rerendered` entry where that is another, and project all of them again."""
    entries, items = [], []
    for item, document in pairs:
        if encode(document) == item.text:
            items.append(item)
            continue
        document["version"] += 1
        entry = ledger.entry(
            action=Action.RERENDERED,
            kind=collection,
            key=item.key,
            version=document["version"],
            responsible=responsible,
            document=encode(document),
        )
        entries.append(entry)
        items.append(projection.Item(entry.key, entry.document, entry.seq, entry.at, document))
    ledger.append(entries)
    counts = tallies.Counts(catalogue)
    projection.prepared(collection, items, catalogue, {item.key: item.document for item, _ in pairs}, counts)()
    counts.save()
    _tell_desk(collection, entries)


def _tell_desk(collection, entries):
    key = "number" if collection == Collection.CLAIMS else "slug"
    write(DESK[collection], [(e.key, e.version) for e in entries], ["version"], key=key)
