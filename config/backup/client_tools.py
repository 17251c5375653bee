"""PostgreSQL's own `pg_dump` and `pg_restore`: which ones are new enough, and how they log in."""

import os
import re
import shutil
import subprocess
import tempfile
from collections.abc import Iterable, Iterator
from typing import Any

from django.conf import settings
from django.db import connections
from psycopg.conninfo import make_conninfo
from psycopg.pq import Conninfo

from config.backup.archive import BackupProblem, read_chunks
from config.database import NEWEST_POSTGRESQL
from config.embedded.cluster import find_tool
from config.problems import SetupProblem


def find_client_tool(name: str, oldest: int, newest: int = NEWEST_POSTGRESQL) -> str:
    """Give the path of a tool between two majors, the oldest that there is: what it writes is read by most others.

    Raises `BackupProblem` where there is none.
    """
    majors = {read_major(tool): tool for tool in _list_installed(name)}
    fitting = [major for major in majors if oldest <= major <= newest]
    if not fitting:
        wanted = f"{oldest}" if oldest >= newest else f"{oldest} to {newest}"
        raise BackupProblem(
            f"There is no {name} of PostgreSQL {wanted} here: install its client tools"
            f" (Debian: apt install postgresql-client-{oldest})."
        )
    return majors[min(fitting)]


def _list_installed(name: str) -> Iterator[str]:
    if not settings.EMBEDDED and (in_path := shutil.which(name)):
        yield in_path
    try:
        yield find_tool(name)
    except SetupProblem:
        return


def read_major(tool: str) -> int:
    """Read the major that `--version` says; 0 where the tool does not run."""
    done = subprocess.run([tool, "--version"], capture_output=True, text=True)
    version = re.search(r"\) (\d+)", done.stdout)
    return int(version[1]) if version else 0


def read_server_major() -> int:
    connections["default"].ensure_connection()
    return int(connections["default"].connection.info.server_version) // 10000


def stream_output(command: list[str]) -> Iterator[bytes]:
    """Give what a tool that is logged in writes. Raises `BackupProblem` with its last sentence where it fails."""
    with tempfile.TemporaryFile() as complaints:
        with subprocess.Popen(
            [*command, *_log_in()], stdout=subprocess.PIPE, stderr=complaints, env=_with_password()
        ) as process:
            try:
                yield from read_chunks(process.stdout)
            except BaseException:
                process.kill()
                raise
        _require_success(process, complaints)


def feed_tool(command: list[str], chunks: Iterable[bytes], logs_in: bool = True) -> None:
    """Give the chunks to a tool. Raises `BackupProblem` with its last sentence where it fails."""
    with tempfile.TemporaryFile() as complaints:
        login = _log_in() if logs_in else []
        with subprocess.Popen(
            [*command, *login], stdin=subprocess.PIPE, stdout=complaints, stderr=complaints, env=_with_password()
        ) as process:
            try:
                _write_all(process.stdin, chunks)
            except BaseException:
                process.kill()
                raise
        _require_success(process, complaints)


def _write_all(pipe: Any, chunks: Iterable[bytes]) -> None:
    """A tool that has given up closes its end, and says why in its own words."""
    try:
        for chunk in chunks:
            pipe.write(chunk)
        pipe.close()
    except BrokenPipeError:
        return


def _log_in() -> list[str]:
    return ["--dbname", make_conninfo(**{**_list_login_options(), "password": None})]


def _with_password() -> dict[str, str]:
    """Not on the command line, which others on the machine can read."""
    return {**os.environ, "PGPASSWORD": _list_login_options().get("password", "")}


def _list_login_options() -> dict[str, Any]:
    """What the settings say, and no more: psycopg's own libpq may know options that an older tool refuses."""
    known = {option.keyword.decode() for option in Conninfo.get_defaults()}
    params = connections["default"].get_connection_params()
    return {name: value for name, value in params.items() if name in known and value}


def _require_success(process: subprocess.Popen[bytes], complaints: Any) -> None:
    if process.returncode:
        complaints.seek(0)
        lines = complaints.read().decode(errors="replace").split("\n")
        errors = [line for line in lines if "error:" in line] or [f"it ended with {process.returncode}"]
        raise BackupProblem(f"PostgreSQL's tool failed: {errors[0].partition('error:')[2].strip() or errors[0]}")
