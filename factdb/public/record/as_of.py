"""A moment that is past, as a condition: what stood then is public now and no newer, or was superseded later.

Superseded rows are kept in twins of the published tables (`models/past.py`). SQL is written once, about what is public
now; here it becomes SQL about what stood. In it a row `c` of a published table has its instant in `changed_at`, and
what hangs on it is said to be its by `..._id = c.id`: of a past row, that is its `row_id`.
"""

import re
from datetime import date, datetime

from django.db import OperationalError

from factdb.models.ledger import LedgerEntry
from factdb.models.past import PastBuilt, PastHorizon

from .queries import Sql, fetch_rows, list_entries

STILL = "c.changed_at <= %(as_of)s"
THEN = "c.valid_from <= %(as_of)s AND c.valid_to > %(as_of)s"
HANGS = re.compile(r"\b\w+_id = c\.id\b")
# Between these stands a question about other rows than `c` itself.
OTHERS = re.compile(r"\[\[(.*?)\]\]", re.DOTALL)
# What claims make of one another is kept of today alone, and says so of what stood as well.
PUBLISHED = re.compile(r"factdb_published(?!corroboration\b)")
UNBUILT = f"SELECT FROM {PastBuilt._meta.db_table} WHERE filled_to < kept_after"
HORIZON = f"SELECT max(stated_on) FROM {PastHorizon._meta.db_table} WHERE at <= %(as_of)s"  # noqa: S608


class PastNotBuilt(OperationalError):
    """What was superseded before this version came is not there yet. Answered as a busy database is: 503."""

    detail = "Earlier moments are being prepared from the ledger; ask again later, or leave out as_of."


def require_past() -> None:
    """Raise `PastNotBuilt` while past rows are not all there."""
    if fetch_rows(Sql(f"{UNBUILT} LIMIT 1", is_prepared=True)):
        raise PastNotBuilt(PastNotBuilt.detail)


def find_horizon(as_of: datetime) -> date | None:
    """Find the latest day on which a claim was stated that was public then. None where none was public."""
    ((horizon,),) = fetch_rows(Sql(HORIZON, {"as_of": as_of}, is_prepared=True))
    return horizon


def mark_others(sql: str) -> str:
    """Mark a SELECT about rows `c` of its own within a condition: of a moment, it is about those that stood."""
    return f"[[{sql}]]"


def resolve_others(sql: str, *, as_of: bool) -> str:
    """Give the SQL of a condition on what is public now, or on what stood, without its marks."""
    return OTHERS.sub(lambda match: select_stood(match[1]) if as_of else match[1], sql)


def select_stood(sql: str) -> str:
    """Turn a SELECT about published rows `c`, with a WHERE at its end, into one about what stood."""
    return f"{sql} AND {STILL} UNION ALL {read_past(sql)} AND {THEN}"


def read_past(sql: str) -> str:
    """Turn SQL about published rows into SQL about past rows. What is marked is about other rows, so it stays."""
    parts = re.split(r"(\[\[.*?\]\])", sql, flags=re.DOTALL)
    return "".join(part if part.startswith("[[") else _read_past(part) for part in parts)


def _read_past(sql: str) -> str:
    return PUBLISHED.sub("factdb_past", HANGS.sub("row_id = c.seq", sql))


def find_entry_as_of(collection: str, key: str, at: datetime) -> LedgerEntry | None:
    return list_entries(collection, key).filter(at__lte=at).order_by("-version").first()
