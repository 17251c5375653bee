"""Where the names of an erased thing still stand in words: no machine can tell whom they mean, so people must look."""

from collections.abc import Iterator
from functools import reduce
from operator import or_

from django.apps import apps
from django.db import models
from django.db.models import Q

from factdb.models import LedgerEntry

from .ledger import compact
from .tables import KINDS_BY_MODEL

# Shorter names stand in too many other words.
SEARCHED_CHARACTERS = 4
RECORD_PREFIXES = ("Published", "Past", "Ledger")


def find_mentions(names: set[str], key: str) -> list[str]:
    """List what names it: versions of documents, reasons in the ledger, rows of the desk. `key` is its own."""
    texts = [name for name in names if len(name) >= SEARCHED_CHARACTERS]
    return [*_find_in_ledger(texts, key), *_find_at_desk(texts)] if texts else []


def _find_in_ledger(texts: list[str], key: str) -> Iterator[str]:
    in_json = [compact(text).decode()[1:-1] for text in texts]
    documents = LedgerEntry.objects.filter(_match_texts("document", in_json)).order_by("seq")
    for kind, of, version in documents.values_list("kind", "key", "version"):
        yield f"{kind}/{of}@{version}"
    for seq in LedgerEntry.objects.filter(_match_texts("reason", texts)).exclude(key=key).values_list("seq", flat=True):
        yield f"the reason of ledger entry {seq}"


def _find_at_desk(texts: list[str]) -> Iterator[str]:
    for model in apps.get_app_config("factdb").get_models():
        fields = [field.name for field in model._meta.concrete_fields if _is_words(field)]
        if fields and not model.__name__.startswith(RECORD_PREFIXES):
            rows = model._base_manager.filter(reduce(or_, (_match_texts(name, texts) for name in fields)))
            yield from (f"{_name_row(row)} at the desk" for row in rows.order_by("pk"))


def _name_row(row: models.Model) -> str:
    """As readers name it, where it is something that they may know one day."""
    kind = KINDS_BY_MODEL.get(type(row))
    if kind is None:
        return f"{row._meta.verbose_name} {row.pk}"
    return f"{kind.collection}/{getattr(row, kind.desk_key) or row.slug}"  # type: ignore[attr-defined]


def _is_words(field: models.Field) -> bool:
    return isinstance(field, models.CharField | models.TextField) and not field.choices


def _match_texts(name: str, texts: list[str]) -> Q:
    return reduce(or_, (Q(**{f"{name}__contains": text}) for text in texts))
