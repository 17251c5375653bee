"""What `/readyz` tells: whether readers can be answered, and what whoever watches the site wants to know."""

from datetime import datetime
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import DatabaseError, connections
from django.utils import timezone

from factdb.models.ledger import LedgerEntry
from factdb.models.published import PublishedAudit
from factdb.public.record.queries import PUBLIC_ALIAS, Sql, fetch_rows

from .lag import Late, read_replay_age

MIGRATIONS = Path(__file__).parents[2] / "migrations"
# Readers may not read the table of migrations, so a function does (migration 0020).
READINESS = f"""
    SELECT (SELECT max(seq) FROM {LedgerEntry._meta.db_table}), ARRAY(SELECT factdb_applied_migrations()),
        audit.at, audit.seq, audit.faults
    FROM (SELECT 1) AS always LEFT JOIN {PublishedAudit._meta.db_table} audit ON true
"""  # noqa: S608


def read_readiness() -> dict[str, Any]:
    """Read how the record stands through the login that readers use; what cannot be known is null.

    `lag` is in seconds, and null where the database is no standby; `audit` is null where there was none yet.
    """
    try:
        (head, applied, *audit), lag = fetch_rows(Sql(READINESS))[0], read_replay_age(connections[PUBLIC_ALIAS])
    except Late as late:
        return _describe_record("late", str(late))
    except DatabaseError:
        return _describe_record("away", "The record does not answer.")
    return _describe_record(
        "ok", head=head or 0, migrations=_list_pending(applied), lag=lag, audit=_describe_audit(*audit)
    )


def _describe_record(database: str, detail: str | None = None, **known: Any) -> dict[str, Any]:
    unknown = dict.fromkeys(("head", "migrations", "lag", "audit"))
    return {"database": database, "detail": detail, **unknown, "max_lag": settings.FACTDB_MAX_LAG, **known}


def _list_pending(applied: list[str]) -> dict[str, list[str]]:
    """List migrations of this version that the database lacks; a newer version may have made more."""
    return {"pending": sorted({path.stem for path in MIGRATIONS.glob("0*.py")} - set(applied))}


def _describe_audit(at: datetime | None, seq: int, faults: int) -> dict[str, Any] | None:
    if at is None:
        return None
    age = round((timezone.now() - at).total_seconds())
    return {"at": at.isoformat(), "age": age, "seq": seq, "faults": faults}
