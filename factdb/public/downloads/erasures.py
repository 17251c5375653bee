"""What was erased by law since a release's ledger entry, and was public by then: the release must be without it."""

from collections.abc import Iterable
from typing import NamedTuple

from django.db.models import OuterRef

from factdb.choices import Action
from factdb.kinds import LEDGER_KINDS
from factdb.public.record.queries import query_ledger


class ErasedThing(NamedTuple):
    """Numbers of the ledger entries that erased a thing, and that first published it."""

    seq: int
    first_seq: int


def list_erasures() -> list[ErasedThing]:
    first = query_ledger().filter(kind=OuterRef("kind"), key=OuterRef("key"), version=1).values("seq")
    # By the index of kind and action, which is of entries beyond the first version.
    erased = query_ledger().filter(kind__in=LEDGER_KINDS, action=Action.ERASED, version__gt=1)
    return [ErasedThing(*seqs) for seqs in erased.order_by("seq").annotate(first=first).values_list("seq", "first")]


def select_erased_since(erasures: Iterable[ErasedThing], seq: int, made_without: Iterable[int] = ()) -> list[int]:
    """Select the entries that erased what entries up to `seq` had published, but for those that a release names."""
    return [thing.seq for thing in erasures if thing.first_seq <= seq < thing.seq and thing.seq not in made_without]
