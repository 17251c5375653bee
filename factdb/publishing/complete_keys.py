"""Which keys that came later every live document has by now."""

from collections.abc import Iterator

from django.db import transaction

from factdb.exact_json import decode_json
from factdb.kinds import LEDGER_KINDS
from factdb.models import PublishedKey
from factdb.schemas import Nodes, list_missing_keys

BATCH_ROWS = 1000


@transaction.atomic
def record_complete_keys() -> None:
    """Record the later keys that all live documents have, so that lists and details promise those and no others."""
    complete = {(kind, key) for kind in LEDGER_KINDS for key in _find_complete_keys(kind)}
    published_keys = set(PublishedKey.objects.values_list("kind", "key"))
    for kind, key in published_keys - complete:
        PublishedKey.objects.filter(kind=kind, key=key).delete()
    PublishedKey.objects.bulk_create(PublishedKey(kind=kind, key=key) for kind, key in complete - published_keys)


def _find_complete_keys(kind: str) -> set[str]:
    nodes = LEDGER_KINDS[kind].later_nodes
    complete = set(list_later_keys(nodes))
    if complete:
        for text in LEDGER_KINDS[kind].published.objects.values_list("document", flat=True).iterator(BATCH_ROWS):
            complete.difference_update(list_missing_keys(nodes, decode_json(text)))
    return complete


def list_later_keys(nodes: Nodes, prefix: str = "") -> Iterator[str]:
    """Yield dotted names of fields that came later; what came with the object around it is not named beside that."""
    for key, node, below in nodes:
        if node.since:
            yield prefix + key
        else:
            yield from list_later_keys(below, f"{prefix}{key}.")
