"""Starts, shares and stops the embedded PostgreSQL.

Three lock files say who does what, and no process id is ever trusted: `users.lock` is held shared by each
process that uses the server, `server.lock` by the server itself (it inherits it), `start.lock` by whoever
starts or stops it just now.
"""

import atexit
import fcntl
import hashlib
import os
import signal
import subprocess
import time
from functools import cache
from pathlib import Path

from psycopg.conninfo import make_conninfo
from psycopg.pq import PGconn, Ping

from config.embedded.account import as_account, get_system_account, give_to_account
from config.embedded.cluster import DATABASE, OWNER, ensure_cluster, find_tool, postgres_problem
from config.locks import hold_exclusive_lock, open_lock_file, try_lock
from config.problems import SetupProblem, explain_file_errors
from config.secrets import open_private

SERVER_WAIT_SECONDS = 60
# After a crash the server first reads again what it had not written to its tables yet: up to `max_wal_size`.
RECOVERY_SECONDS = 300
MEGABYTE = 2**20
# The kernel's limit of 107 bytes for a socket's path, less the file name.
LONGEST_SOCKET_DIRECTORY = 107 - len("/.s.PGSQL.5432")


def compute_tuning() -> dict[str, str]:
    """PostgreSQL's own defaults suit a machine of 1 GB. Checkpoints so often took a quarter of a bulk's time."""
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES")
    buffers = max(128 * MEGABYTE, min(memory // 8, 1024 * MEGABYTE))
    return {"shared_buffers": f"{buffers // MEGABYTE}MB", "max_wal_size": "4GB", "checkpoint_timeout": "15min"}


# What a failed statement wanted to write may be a draft. Its error goes to the application; the server's log gets what
# befalls the server itself, without the statement, its parameters and what PostgreSQL quotes of rows.
QUIET_LOG = {
    "log_min_messages": "log",
    "log_min_error_statement": "panic",
    "log_error_verbosity": "terse",
    "log_parameter_max_length": "0",
    "log_parameter_max_length_on_error": "0",
}


@cache
def get_embedded_server(var: Path) -> "Server":
    return Server(var)


class Server:
    def __init__(self, var: Path) -> None:
        self.var = var
        self.data = var / "postgres"
        self.log = var / "postgres.log"
        self.process: subprocess.Popen[bytes] | None = None
        self.users: int | None = None
        self.joined_by = 0

    @property
    def socket_directory(self) -> str:
        if len(os.fsencode(self.data)) <= LONGEST_SOCKET_DIRECTORY:
            return str(self.data)
        # Not the TMPDIR of the day: all users of the server must come to the same path, and a short one.
        return f"/tmp/factdb-{hashlib.sha256(os.fsencode(self.data)).hexdigest()[:16]}"  # noqa: S108

    def join(self) -> None:
        """Keep the server for this process until `leave`. A forked child joins for itself."""
        if self.joined_by == os.getpid():
            return
        if self.users is not None:
            # The parent's, inherited: as long as it is open here, the parent counts as a user.
            os.close(self.users)
        with explain_file_errors(self.var), hold_exclusive_lock(self.var / "start.lock"):
            self.users = open_lock_file(self.var / "users.lock")
            fcntl.flock(self.users, fcntl.LOCK_SH)
        self.joined_by = os.getpid()
        atexit.register(self.leave)

    def leave(self) -> None:
        """Give the server up; the last one out stops it."""
        if self.joined_by != os.getpid() or self.users is None:
            return
        self.joined_by = 0
        with hold_exclusive_lock(self.var / "start.lock"):
            if try_lock(self.users):
                self._stop_process()
            os.close(self.users)
            self.users = None

    def is_answering(self) -> bool:
        address = make_conninfo(host=self.socket_directory, port=5432, user=OWNER, dbname=DATABASE, connect_timeout=2)
        return PGconn.ping(address.encode()) == Ping.OK

    def start(self) -> None:
        """Return when the server answers, whatever state the last one left behind. Raises `SetupProblem`."""
        with explain_file_errors(self.var), hold_exclusive_lock(self.var / "start.lock"):
            if not self.is_answering():
                self._start_locked()

    def _start_locked(self) -> None:
        lock = open_lock_file(self.var / "server.lock")
        try:
            if self._is_free(lock):
                ensure_cluster(self.var, self.data, lock)
                self._prepare_directories()
                self._launch_process(lock)
                self._wait_until_answering()
        finally:
            os.close(lock)

    def _is_free(self, lock: int) -> bool:
        """A server that shuts down, or the children of a killed one, go away by themselves; one may also come up."""
        until = time.monotonic() + SERVER_WAIT_SECONDS
        while not try_lock(lock):
            if self.is_answering():
                return False
            if time.monotonic() > until:
                raise SetupProblem(
                    f"A PostgreSQL on {self.data} is running but does not answer: end its processes (`ps -ef | grep "
                    "postgres`), then start again."
                )
            time.sleep(0.1)
        return True

    def _prepare_directories(self) -> None:
        """Nobody holds the server's lock, so a pid file or socket is a dead server's, even if the pid lives again."""
        directory = Path(self.socket_directory)
        if directory != self.data:
            self._make_socket_directory(directory)
        for stale in (self.data / "postmaster.pid", directory / ".s.PGSQL.5432", directory / ".s.PGSQL.5432.lock"):
            stale.unlink(missing_ok=True)

    def _make_socket_directory(self, directory: Path) -> None:
        if not directory.is_symlink() and not directory.exists():
            directory.mkdir(mode=0o700)
            give_to_account(directory)
        user = get_system_account()
        owner_id = user.pw_uid if user else os.geteuid()
        if directory.is_symlink() or directory.stat().st_uid != owner_id:
            raise SetupProblem(f"{directory} belongs to someone else: choose a shorter FACTDB_VAR, or remove it.")

    def _launch_process(self, lock: int) -> None:
        if self.log.exists():
            # Older versions let others read it.
            self.log.chmod(0o600)
            self.log.replace(self.log.with_suffix(".log.1"))
        with open_private(self.log) as log:
            self.process = subprocess.Popen(
                [
                    *(find_tool("postgres"), "-D", str(self.data), "-k", self.socket_directory, "-h", "", "-p", "5432"),
                    *(f"--{name}={value}" for name, value in (compute_tuning() | QUIET_LOG).items()),
                ],
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                cwd="/",
                pass_fds=[lock],
                # Ctrl-C in the terminal is for the site, which stops its database in good order.
                start_new_session=True,
                **as_account(),
            )

    def _wait_until_answering(self) -> None:
        assert self.process is not None
        until = time.monotonic() + RECOVERY_SECONDS
        while not self.is_answering():
            if self.process.poll() is not None or time.monotonic() > until:
                raise postgres_problem(self.var, self.log.read_text(errors="replace"))
            time.sleep(0.05)

    def _stop_process(self) -> None:
        lock = open_lock_file(self.var / "server.lock")
        until = time.monotonic() + SERVER_WAIT_SECONDS
        # A server that answers wrote the id in its file, so this one may be trusted; one that only starts is waited
        # for, and a dying one needs no signal.
        while not try_lock(lock, 0.1) and time.monotonic() < until:
            if self.is_answering():
                os.kill(int((self.data / "postmaster.pid").read_text().split()[0]), signal.SIGINT)
        os.close(lock)
        if self.process is not None:
            self.process.poll()
