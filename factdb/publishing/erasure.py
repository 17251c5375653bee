"""Erasure by law: no document, past row or correction of a thing stays, nor any superseded document that shows it.

The ledger keeps what its chain covers: that there was something, under which key, and the reasons. All else can be
done again: what is gone already counts nothing.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from django.contrib.auth.models import User
from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Exists, OuterRef, Q, QuerySet

from factdb.choices import CORRECTIONS_LOG_ACTIONS, Action
from factdb.exact_json import decode_json
from factdb.kinds import LEDGER_KINDS
from factdb.models import LedgerEntry, PublishedCorrection
from factdb.models.desk import Desk
from factdb.models.ledger import name_erased
from factdb.schemas import Field, JsonObject

from .erased_copy import blank_copy, blank_log_lines
from .ledger import Responsible, take_lock
from .projection import list_all_names
from .publication_batch import describe_item
from .removal import take_back
from .superseded_rows import erase_superseded
from .tables import ProgressReport, delete_rows, key_of, kind_of

SEARCHED_ENTRIES = 10_000


@dataclass
class Erasure:
    """What an erasure reached: documents of the thing itself, of others that showed it, and what followed from them.

    `seq` is the ledger entry's. `names` are what the thing was called; they live as long as this object.
    """

    collection: str
    key: str
    seq: int
    names: set[str]
    documents: int = 0
    twins: int = 0
    past_rows: int = 0
    corrections: int = 0
    log_lines: int = 0

    @property
    def shown_key(self) -> str:
        return self.key if LEDGER_KINDS[self.collection].is_numbered else name_erased(self.seq)


@transaction.atomic
def erase_item(
    item: Desk, *, by: User, asked_by: User, reason: str, report: ProgressReport = lambda *progress: None
) -> Erasure:
    """Blank whatever was ever published of a thing, and its working copy; the chain still verifies.

    `asked_by` is another User than `by`, who approves; the reason is public. What an earlier erasure left is reached
    under that one's entry. Raises ValidationError, also while live things depend on it.
    """
    if item.version is None:
        raise ValidationError(f"{describe_item(item)} was never published: there is nothing to erase.")
    if by == asked_by:
        raise ValidationError("Two people erase: somebody else must have asked for it.")
    take_lock()
    own = find_own_entries(item)
    names = list_names(item, own)
    _refuse_names_in(reason, names)
    latest = own.latest("version")
    if latest.action != Action.ERASED:
        take_back(item, Action.ERASED, Responsible(by.get_username(), by.pk, [asked_by.pk]), reason)
        latest = own.latest("version")
    return reach_everything(item, latest, names, report)


def _refuse_names_in(reason: str, names: set[str]) -> None:
    for name in names:
        if re.search(rf"(?<!\w){re.escape(name)}(?!\w)", reason, re.IGNORECASE):
            raise ValidationError(f"The reason stays public for ever: leave out “{name}”.")


def find_own_entries(item: Desk) -> QuerySet[LedgerEntry]:
    """Find what the ledger has of a thing, also where an erasure has taken its slug."""
    entries = LedgerEntry.objects.filter(kind=kind_of(item).collection)
    key = entries.get(seq=item.slug.rpartition("-")[2]).key if item.is_erased else key_of(item)
    return entries.filter(key=key)


def list_names(item: Desk, own: QuerySet[LedgerEntry]) -> set[str]:
    """List its slug, and what it was called by the desk and in any of its documents."""
    kind = kind_of(item)
    names = set() if kind.is_numbered else {own.latest("version").key}
    if not item.is_erased:
        sort_names = _list_sort_names(getattr(item, "sort_name", None))
        names |= {item.slug, str(item), *getattr(item, "aliases", ()), *sort_names}
    for document in (decode_json(text) for text in own.values_list("document", flat=True) if text):
        headings = (document[kind.heading], document.get("label"))
        names |= {*headings, *list_all_names(document), *_list_sort_names(document.get("sort_name"))}
    return {name for name in names if name and name.strip()}


def _list_sort_names(text: str | None) -> list[str]:
    """A family name alone says who it is."""
    return [text, text.partition(",")[0]] if text else []


def reach_everything(item: Desk, entry: LedgerEntry, names: set[str], report: ProgressReport) -> Erasure:
    """Blank all that an erased thing left behind its last ledger entry."""
    erasure = Erasure(entry.kind, entry.key, entry.seq, names)
    twins = dict(find_twins(erasure, report))
    erasure.documents = find_own_entries(item).exclude(document=None).update(document=None)
    erasure.twins = LedgerEntry.objects.filter(seq__in=twins).update(document=None)
    erasure.past_rows = erase_superseded(entry.kind, entry.key) + _delete_past_rows(twins)
    erasure.corrections = _delete_corrections(erasure, twins)
    erasure.log_lines = blank_log_lines(item, names)
    if not item.is_erased:
        blank_copy(item, entry.seq)
    return erasure


def find_twins(erasure: Erasure, report: ProgressReport) -> Iterator[tuple[int, str]]:
    """Find (seq, collection) of superseded documents of other things that show the erased one."""
    is_numbered = LEDGER_KINDS[erasure.collection].is_numbered
    needle = f'"claim":{erasure.key}' if is_numbered else f'"slug":"{erasure.key}"'
    entries = LedgerEntry.objects.exclude(kind=erasure.collection, key=erasure.key).filter(document__contains=needle)
    for start in range(0, erasure.seq, SEARCHED_ENTRIES):
        report("ledger entries searched", start, erasure.seq)
        some = entries.filter(seq__gt=start, seq__lte=min(start + SEARCHED_ENTRIES, erasure.seq))
        for seq, collection, text in some.values_list("seq", "kind", "document"):
            if text and shows_item(LEDGER_KINDS[collection].schema, decode_json(text), erasure.collection, erasure.key):
                yield seq, collection


def shows_item(schema: dict[str, Field], document: JsonObject, collection: str, key: str) -> bool:
    """Say whether a document refers to a thing: by its slug where the schema says so, or by a claim's number."""
    is_numbered = LEDGER_KINDS[collection].is_numbered
    for name, node in schema.items():
        if is_numbered and name == "claim" and str(document.get(name)) == key:
            return True
        value = document.get(name) if node.keys else None
        for part in value if isinstance(value, list) else [value] if value else ():
            if (node.ref == collection and part["slug"] == key) or shows_item(node.keys, part, collection, key):
                return True
    return False


def _delete_past_rows(twins: dict[int, str]) -> int:
    """What a twin's document gave to the projection goes with it."""
    return sum(
        delete_rows(kind.past, "seq", [seq for seq, of in twins.items() if of == collection])
        for collection, kind in LEDGER_KINDS.items()
    )


def _delete_corrections(erasure: Erasure, twins: dict[int, str]) -> int:
    """A correction tells what a document said before it, too."""
    before = LedgerEntry.objects.filter(
        seq__in=list(twins), kind=OuterRef("kind"), key=OuterRef("key"), version=OuterRef("version") - 1
    )
    entries = LedgerEntry.objects.filter(Exists(before), action__in=CORRECTIONS_LOG_ACTIONS)
    seqs = [*twins, *entries.values_list("seq", flat=True)]
    rows = PublishedCorrection.objects.filter(Q(kind=erasure.collection, key=erasure.key) | Q(seq__in=seqs))
    return rows.delete()[0]
