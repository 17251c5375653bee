"""Putting a document that was rendered again into the record: nothing of substance changed."""

from factdb.vocabulary import Action, Collection

from . import projection, tallies
from .documents import encode
from .tables import DESK, key_of_row, write


def rewrite(ledger, collection, pairs, responsible, catalogue):
    """Append a `rerendered` entry for each row whose document changed, and project all of them again."""
    entries, items = [], []
    for row, document in pairs:
        text = encode(document)
        if text == row.document:
            items.append(projection.Item(key_of_row(row), text, row.seq, row.changed_at))
            continue
        document["version"] += 1
        entry = ledger.entry(
            action=Action.RERENDERED,
            kind=collection,
            key=key_of_row(row),
            version=document["version"],
            responsible=responsible,
            document=encode(document),
        )
        entries.append(entry)
        items.append(projection.Item(entry.key, entry.document, entry.seq, entry.at))
    ledger.append(entries)
    counts = tallies.Counts(catalogue)
    projection.prepared(collection, items, catalogue, {key_of_row(row): row for row, _ in pairs}, counts)()
    counts.save()
    _tell_desk(collection, entries)


def _tell_desk(collection, entries):
    key = "number" if collection == Collection.CLAIMS else "slug"
    write(DESK[collection], [(e.key, e.version) for e in entries], ["version"], key=key)
