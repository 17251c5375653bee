"""The database that a backup is restored into: what is in it, who uses it, and how it is emptied again."""

from typing import Any

from django.db import connections, transaction
from django.db.utils import Error

from config.backup.archive import BackupProblem
from config.backup.making import fetch_column
from config.database import PUBLIC_ROLE

# What is neither PostgreSQL's own nor an extension's.
LIST_RELATIONS = """
    SELECT c.oid, c.relname::text, c.relkind FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
    WHERE n.nspname !~ '^pg_' AND n.nspname <> 'information_schema' AND c.relkind IN ('r', 'p', 'v', 'm', 'S')
      AND NOT EXISTS (SELECT FROM pg_depend d WHERE d.objid = c.oid AND d.deptype = 'e')"""
LIST_NAMES = f"SELECT relname FROM ({LIST_RELATIONS}) AS o WHERE relkind <> 'S' ORDER BY 1"  # noqa: S608
# CASCADE takes sequences along with their tables, and triggers with their functions.
DROPS = (
    f"""SELECT format('DROP %s IF EXISTS %s CASCADE', CASE relkind WHEN 'v' THEN 'VIEW'
        WHEN 'm' THEN 'MATERIALIZED VIEW' ELSE 'TABLE' END, oid::regclass)
        FROM ({LIST_RELATIONS}) AS o WHERE relkind <> 'S'""",  # noqa: S608
    f"SELECT format('DROP SEQUENCE %s', oid::regclass) FROM ({LIST_RELATIONS}) AS o WHERE relkind = 'S'",  # noqa: S608
    """SELECT format('DROP ROUTINE %s CASCADE', p.oid::regprocedure) FROM pg_proc p
        JOIN pg_namespace n ON n.oid = p.pronamespace WHERE n.nspname !~ '^pg_' AND n.nspname <> 'information_schema'
        AND NOT EXISTS (SELECT FROM pg_depend d WHERE d.objid = p.oid AND d.deptype = 'e')""",
    """SELECT format('DROP TEXT SEARCH CONFIGURATION %s', c.oid::regconfig) FROM pg_ts_config c
        JOIN pg_namespace n ON n.oid = c.cfgnamespace WHERE n.nspname !~ '^pg_'""",
)
# Others are seen even by who may not see what they ask.
COUNT_SESSIONS = """
    SELECT count(*)::text FROM pg_stat_activity
    WHERE datname = current_database() AND usesysid IS NOT NULL AND pid <> pg_backend_pid()"""
MAKE_ROLE = f"CREATE ROLE {PUBLIC_ROLE} NOLOGIN"
GRANT_ROLE = f"GRANT {PUBLIC_ROLE} TO CURRENT_USER"


def require_empty(cursor: Any) -> None:
    names = fetch_column(cursor, LIST_NAMES)
    if names:
        shown = ", ".join(names[:3])
        raise BackupProblem(
            f"The database is not empty, it holds {len(names)} tables such as {shown}: restore into an"
            " empty one, or say --replace to throw away what is there."
        )


def require_unused(cursor: Any) -> None:
    (count,) = fetch_column(cursor, COUNT_SESSIONS)
    if count != "0":
        raise BackupProblem(f"{count} other connections use the database: stop the site and its commands first.")


def require_roles(cursor: Any, roles: list[str]) -> None:
    """Make the readers' role where it is missing. Raises `BackupProblem` for others, and where that is not allowed."""
    known = fetch_column(cursor, "SELECT rolname::text FROM pg_roles")
    missing = [role for role in roles if role not in known]
    if PUBLIC_ROLE in missing and can_make_public_role(cursor):
        missing.remove(PUBLIC_ROLE)
    if missing:
        statements = " ".join(f'CREATE ROLE "{role}";' for role in missing)
        raise BackupProblem(
            f"The backup gives rights to roles that this server lacks; an administrator runs: {statements}"
        )


def can_make_public_role(cursor: Any) -> bool:
    """Membership lets the application step down by SET ROLE where readers have no login of their own."""
    try:
        with transaction.atomic():
            cursor.execute(MAKE_ROLE)
            cursor.execute(GRANT_ROLE)
    except Error:
        return False
    return True


def empty_database() -> None:
    with transaction.atomic(), connections["default"].cursor() as cursor:
        for drops in DROPS:
            for statement in fetch_column(cursor, drops):
                cursor.execute(statement)
