"""Which PostgreSQL: the one that DATABASE_URL names, or the embedded one, and the two logins on it."""

from pathlib import Path
from typing import Any
from urllib.parse import unquote

from django.db.backends.base.base import BaseDatabaseWrapper

from config.environment import Environment
from config.problems import SetupProblem
from config.secrets import load_secrets

OLDEST_POSTGRESQL, NEWEST_POSTGRESQL = 15, 18
PUBLIC_ROLE = "factdb_public"
STATEMENT_TIMEOUT_MS = 5000
# Readers meet a lock only while a migration holds one.
LOCK_TIMEOUT_MS = 1000
# Seconds; psycopg waits for no fewer.
CONNECT_TIMEOUT = 2

_PUBLIC_OPTIONS = (
    f"-c default_transaction_read_only=on -c statement_timeout={STATEMENT_TIMEOUT_MS} -c lock_timeout={LOCK_TIMEOUT_MS}"
)


def configure_databases(env: Environment, var: Path) -> dict[str, dict[str, Any]]:
    if env.text("DATABASE_URL"):
        default = _configure_from_url(env, "DATABASE_URL")
        public = _configure_public(env, default)
    else:
        default = _configure_embedded(var, "factdb")
        public = _configure_embedded(var, PUBLIC_ROLE)
    # As on the disks of today, and mostly from memory: PostgreSQL would sooner read all tallies than look up some.
    _add_options(default, "-c random_page_cost=1.1")
    _add_options(public, _PUBLIC_OPTIONS)
    # What readers ask is prepared and planned once: planning costs as much as reading a page. Where the best plan
    # depends on the values, they are written into the SQL instead (`queries.literal`).
    _add_options(public, "-c plan_cache_mode=force_generic_plan")
    # To start a worker takes 10 ms here, ten times what PostgreSQL reckons: a page of fifty rows must not wait for one.
    _add_options(public, "-c parallel_setup_cost=10000")
    public["OPTIONS"] |= {"server_side_binding": True, "prepare_threshold": 1}
    # One database, two logins: tests must not make a second, empty one for the public alias.
    public["TEST"] = {"MIRROR": "default"}
    return {"default": default, "public": public}


def _configure_public(env: Environment, default: dict[str, Any]) -> dict[str, Any]:
    if env.text("PUBLIC_DATABASE_URL"):
        return _configure_from_url(env, "PUBLIC_DATABASE_URL")
    public = {**default, "OPTIONS": dict(default["OPTIONS"])}
    _add_options(public, f"-c role={PUBLIC_ROLE}")
    return public


def _configure_from_url(env: Environment, variable: str) -> dict[str, Any]:
    database = env.postgresql(variable)
    # A socket directory stands percent-encoded in the place of the host, as in PostgreSQL's own addresses.
    return _keep_connections({**database, "HOST": unquote(database["HOST"] or "")})


def _configure_embedded(var: Path, login: str) -> dict[str, Any]:
    return _keep_connections(
        {
            "ENGINE": "config.embedded",
            "NAME": "factdb",
            "USER": login,
            "PASSWORD": load_secrets(var)[login],
            "PORT": "5432",
            "VAR": var,
        }
    )


def _keep_connections(settings: dict[str, Any]) -> dict[str, Any]:
    """Keep connections for good: making one costs more than most public reads."""
    options = {"connect_timeout": CONNECT_TIMEOUT, **settings.get("OPTIONS", {})}
    return {**settings, "OPTIONS": options, "CONN_MAX_AGE": None, "CONN_HEALTH_CHECKS": True}


def _add_options(settings: dict[str, Any], more: str) -> None:
    settings["OPTIONS"]["options"] = f"{settings['OPTIONS'].get('options', '')} {more}".strip()


def require_supported(connection: BaseDatabaseWrapper) -> None:
    connection.ensure_connection()
    major = connection.connection.info.server_version // 10000
    if not OLDEST_POSTGRESQL <= major <= NEWEST_POSTGRESQL:
        raise SetupProblem(
            f"The database is PostgreSQL {major} and FactDB needs {OLDEST_POSTGRESQL} to {NEWEST_POSTGRESQL}:"
            " point DATABASE_URL at one of these."
        )
