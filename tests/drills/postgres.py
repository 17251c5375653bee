"""PostgreSQL servers of a drill: a primary from nothing, a standby from a base backup, each ended by who started it."""

import os
import signal
import subprocess
from pathlib import Path
from typing import Any

import psycopg
from psycopg.conninfo import make_conninfo
from psycopg.pq import PGconn, Ping

from config.embedded.account import as_account, open_tree
from config.embedded.cluster import find_installation, find_tool
from tests.processes import free_port, wait_until

HOST = "127.0.0.1"
PASSWORD = "only-for-the-drill"
PATIENCE = 30
# Passwords on the network, none on the socket, which lies in a directory closed to others.
INITDB = [
    "--username=postgres",
    "--encoding=UTF8",
    "--locale=C.UTF-8",
    "--auth-local=trust",
    "--auth-host=scram-sha-256",
]
PRIMARY = {"wal_level": "replica"}
STANDBY = {
    "hot_standby_feedback": "on",
    "max_standby_streaming_delay": "2s",
    "wal_receiver_timeout": "5s",
    "wal_retrieve_retry_interval": "1s",
}
ROLES = f"""
    CREATE ROLE replicator LOGIN REPLICATION PASSWORD '{PASSWORD}';
    CREATE ROLE factdb LOGIN PASSWORD '{PASSWORD}';
    CREATE ROLE factdb_public LOGIN PASSWORD '{PASSWORD}';
    GRANT factdb_public TO factdb;
"""


class Server:
    def __init__(self, home: Path, name: str, settings: dict[str, str]) -> None:
        self.data = home / name
        self.log = home / f"{name}.log"
        self.port = free_port()
        self.settings = settings
        self.process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        more = [f"--{name}={value}" for name, value in self.settings.items()]
        with self.log.open("ab") as log:
            self.process = subprocess.Popen(
                [find_tool("postgres"), "-D", self.data, "-k", self.data, "-h", HOST, "-p", str(self.port), *more],
                stdout=log,
                stderr=log,
                cwd="/",
                start_new_session=True,
                **as_account(),
            )
        wait_until(self.answers, f"{self.data.name} answers")

    def answers(self) -> bool:
        address = make_conninfo(host=str(self.data), port=self.port, user="postgres", dbname="postgres")
        return PGconn.ping(address.encode()) == Ping.OK

    def run(self, statement: str) -> Any:
        """The first value of a statement's answer, run by the administrator."""
        place = {"host": str(self.data), "port": self.port, "user": "postgres", "dbname": "postgres"}
        with psycopg.connect(**place, autocommit=True) as connection:
            done = connection.execute(statement)
            return done.fetchone()[0] if done.description else None

    def kill(self) -> None:
        """As when the machine loses power: nobody says goodbye."""
        self._end(signal.SIGKILL)

    def stop(self) -> None:
        self._end(signal.SIGINT)

    def _end(self, number: int) -> None:
        if self.process and self.process.poll() is None:
            os.kill(self.process.pid, number)
            self.process.wait(PATIENCE)


def make_primary(server: Server) -> None:
    open_tree(find_installation())
    done([find_tool("initdb"), "-D", server.data, *INITDB])
    server.start()
    server.run(ROLES)
    server.run("CREATE DATABASE factdb OWNER factdb")


def make_standby(server: Server, primary: Server) -> None:
    """By the commands that docs/scaling.md gives."""
    source = make_conninfo(host=HOST, port=primary.port, user="replicator", password=PASSWORD)
    slot = ["--create-slot", "--slot=standby1"]
    done([find_tool("pg_basebackup"), "-d", source, "-D", server.data, "-R", "-X", "stream", "-c", "fast", *slot])
    server.start()


def address(user: str, servers: list[Server], **options: str) -> str:
    hosts = ",".join(f"{HOST}:{server.port}" for server in servers)
    query = "&".join(f"{name}={value}" for name, value in options.items())
    return f"postgresql://{user}:{PASSWORD}@{hosts}/factdb?{query}".rstrip("?")


def done(command: list[Any]) -> None:
    ran = subprocess.run(command, capture_output=True, text=True, cwd="/", **as_account())
    if ran.returncode:
        raise AssertionError(f"{Path(command[0]).name} failed: {ran.stderr}")
