"""Putting a document that was rendered again into the record: nothing of substance changed."""

from collections.abc import Callable, Iterable

from factdb.choices import Action
from factdb.kinds import LEDGER_KINDS, resolve_name
from factdb.schemas import JsonObject

from . import projection, tallies
from .corroborations import TouchedClaims
from .documents import encode_document
from .ledger import Entry, Ledger, Responsible
from .projection import Item
from .published_names import Catalogue
from .tables import update_rows


def rewrite_documents(
    ledger: Ledger,
    collection: str,
    pairs: Iterable[tuple[Item, JsonObject]],
    responsible_for: Callable[[Item], Responsible],
    catalogue: Catalogue,
    action: str = Action.RERENDERED,
) -> list[Entry]:
    """Of (item, what it says now): append an entry where that is another, and project all of them again.

    `action` is one that changes nothing of substance. `responsible_for` gives who stands behind the entry of an item.
    Returns the entries.
    """
    entries, items = [], []
    for item, document in pairs:
        if encode_document(document) == item.text:
            items.append(item)
            continue
        document["version"] += 1
        entry = ledger.chain_entry(
            action=action,
            kind=collection,
            key=item.key,
            version=document["version"],
            responsible=responsible_for(item),
            document=encode_document(document),
        )
        entries.append(entry)
        items.append(projection.parse_entry(entry))
    ledger.append(entries)
    counts, touched = tallies.Counts(catalogue), TouchedClaims()
    before = {item.key: item.document for item, _ in pairs}
    projection.prepare_write(collection, items, catalogue, before, counts, touched)()
    counts.save()
    touched.save()
    _update_desk_versions(collection, entries)
    return entries


def _update_desk_versions(collection: str, entries: list[Entry]) -> None:
    kind = LEDGER_KINDS[collection]
    versions = [(e.key, e.version) for e in entries]
    update_rows(resolve_name(kind.desk_model), versions, ["version"], key=kind.desk_key)
