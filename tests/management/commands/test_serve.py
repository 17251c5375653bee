"""`manage.py serve` as a newsroom runs it: real processes, on a directory and a port of their own."""

import json
import os
import pty
import re
import signal
import socket
import stat
import subprocess
import sys
import threading
import time
from http.client import HTTPConnection, HTTPException
from urllib.parse import quote
from urllib.request import Request, urlopen

import pytest
from django.db import connections

from tests.processes import (
    ROOT,
    SERVE,
    Site,
    directory,
    environment,
    free_port,
    left_behind,
    refusal,
    running,
    wait_until,
)


@pytest.fixture
def fresh():
    with directory() as path:
        yield path


@pytest.fixture(scope="module")
def var():
    """A directory after its first run and a clean stop."""
    with directory() as path:
        site = Site(path)
        site.wait_until_ready()
        assert site.stop() == 0
        yield path


def test_clean_stop_leaves_no_process(var):
    assert left_behind(var) == []


def test_second_start_repeats_nothing(var):
    """What takes time is done once; the seconds themselves are measured by .ci/smoke.py, on a machine left alone."""
    made = [var / name for name in ("postgres/PG_VERSION", "logins.txt", "secrets.json", "static.stamp")]
    before = [path.stat().st_mtime_ns for path in made]
    with running(var) as site:
        assert "Published" not in site.said
    assert [path.stat().st_mtime_ns for path in made] == before


def test_site_that_goes_by_one_name_alone_starts_in_silence(var, monkeypatch):
    monkeypatch.setenv("ALLOWED_HOSTS", "facts.example")
    site = Site(var)
    site.wait_until_ready()
    site.process.terminate()
    assert site.process.communicate(timeout=60)[1] == ""


def test_database_of_ones_own_starts_empty_and_names_the_first_command(fresh, empty_database):
    own = connections["default"].get_connection_params()
    host = quote(own["host"], safe="")
    url = f"postgresql://{own['user']}:{own['password']}@{host}/{empty_database}"
    site = Site(fresh, DATABASE_URL=url, SECRET_KEY="x" * 60)
    site.wait_until_ready()
    try:
        with urlopen(f"http://127.0.0.1:{site.port}/") as response:
            assert "No claims have been published yet." in response.read().decode()
        site.process.stdout.readline()
        assert site.process.stdout.readline().endswith("manage.py createsuperuser\n")
    finally:
        site.stop()


def test_ctrl_c_stops_everything(var):
    """A terminal sends it to every process of the group, and none of them may hang or complain."""
    with running(var) as site:
        assert site.answers()
        os.killpg(site.process.pid, signal.SIGINT)
        said, complaints = site.process.communicate(timeout=60)
        assert ("refused" in said, complaints, site.process.returncode) == (False, "", 0)
    assert left_behind(var) == []


@pytest.mark.parametrize("send", [os.kill, os.killpg])
@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_signals_that_follow_do_not_disturb_the_stop(var, send, number):
    with running(var) as site:
        for _ in range(20):
            send(site.process.pid, number)
        _, complaints = site.process.communicate(timeout=15)
        assert (complaints, site.process.returncode) == ("", 0)
    assert left_behind(var) == []


@pytest.mark.parametrize("delay", [0.0, 0.05, 0.3])
def test_signal_during_the_start_leaves_nothing(var, delay):
    """From the moment on when the database starts."""
    (var / "postgres.log").unlink()
    site = Site(var)
    while not (var / "postgres.log").exists():
        time.sleep(0.001)
    time.sleep(delay)
    for _ in range(3):
        os.killpg(site.process.pid, signal.SIGINT)
    _, complaints = site.process.communicate(timeout=15)
    assert (complaints, site.process.returncode in (0, 130)) == ("", True)
    assert left_behind(var) == []


def test_hangup_replaces_the_workers_without_a_failed_request(var):
    with running(var) as site:
        before = site.workers()
        asked = Asking(site.port)
        site.process.send_signal(signal.SIGHUP)
        wait_until(lambda: not set(site.workers()) & set(before) and len(site.workers()) == 2, "two workers are new")
        assert asked.stop() == set()
        assert asked.count > 100


def ask_again(connection):
    """What the answer says of its connection."""
    connection.request("GET", "/healthz")
    response = connection.getresponse()
    assert response.read() == b"ok\n"
    return response.headers["Connection"]


def test_worker_that_is_replaced_answers_open_connections_once_more(var):
    with running(var) as site:
        connection = HTTPConnection("127.0.0.1", site.port, timeout=5)
        assert ask_again(connection) is None
        site.process.send_signal(signal.SIGHUP)
        wait_until(lambda: ask_again(connection) == "close", "the last answer says so")


class Asking:
    """Two clients who never stop: one on connections that stay open, one on a new one each time."""

    def __init__(self, port):
        self.port, self.count, self.failures, self.goes_on = port, 0, set(), True
        self.threads = [threading.Thread(target=self.ask, args=[keeps]) for keeps in (True, False)]
        for thread in self.threads:
            thread.start()

    def ask(self, keeps):
        connection = HTTPConnection("127.0.0.1", self.port, timeout=5)
        while self.goes_on:
            try:
                connection.request("GET", "/api/v1/claims/1/", headers={} if keeps else {"Connection": "close"})
                assert connection.getresponse().read().startswith(b'{"id":1,')
                self.count += 1
            except (OSError, HTTPException, AssertionError) as failure:
                self.failures.add(repr(failure))
        connection.close()

    def stop(self):
        self.goes_on = False
        for thread in self.threads:
            thread.join()
        return self.failures


def test_killed_worker_is_replaced(var):
    with running(var) as site:
        first, second = site.workers()
        os.kill(first, signal.SIGKILL)
        wait_until(lambda: len(set(site.workers()) - {first}) == 2, "there are two workers again")
        assert second in site.workers()
        assert site.answers()


def test_closed_terminal_stops_the_site(var):
    pid, terminal = pty.fork()
    if not pid:
        os.chdir(ROOT)
        os.execve(sys.executable, SERVE, environment(var, free_port()))  # noqa: S606
    said = b""
    while not re.search(rb"FactDB is ready: \S+\s", said):
        said += os.read(terminal, 1000)
    os.close(terminal)
    assert os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]) == 0
    assert left_behind(var) == []


def test_only_static_files_named_by_their_content_are_immutable(var):
    with running(var) as site:
        with urlopen(f"http://127.0.0.1:{site.port}/") as home:
            named = re.search(r"/static/factdb/base[.]\w+[.]css", home.read().decode())[0]
        kept = [site.headers(path)["Cache-Control"] for path in (named, "/static/factdb/base.css")]
        assert kept == ["max-age=315360000, public, immutable", "max-age=60, public"]


def test_part_of_a_release_is_sent_by_the_server(var):
    folder = var / "releases" / "first"
    command = [sys.executable, "manage.py", "export", str(folder)]
    subprocess.run(command, cwd=ROOT, env=environment(var, free_port()), check=True, capture_output=True)
    with running(var) as site:
        part = Request(f"http://127.0.0.1:{site.port}/releases/first/SHA256SUMS", headers={"Range": "bytes=3-70"})
        with urlopen(part) as response:
            assert (response.status, response.read()) == (206, (folder / "SHA256SUMS").read_bytes()[3:71])


def test_logins_are_printed_once_and_kept_for_their_owner_alone(var):
    file = var / "logins.txt"
    before = file.read_text()
    site = Site(var)
    site.wait_until_ready()
    said = site.process.stdout.readline()
    site.stop()
    assert (str(file) in said, before.split()[-1] in said, file.read_text()) == (True, False, before)
    assert [line.split()[0] for line in before.splitlines()] == ["reporter", "editor", "administrator"]
    assert stat.S_IMODE(file.stat().st_mode) == 0o600


@pytest.mark.parametrize(("switch", "count"), [("1", 1), ("0", 0)])
def test_answers_are_told_on_stdout_unless_that_is_switched_off(var, switch, count):
    site = Site(var, FACTDB_ACCESS_LOG=switch)
    site.wait_until_ready()
    with urlopen(f"http://127.0.0.1:{site.port}/claims/1/?q=secret") as response:
        name = response.headers["X-Request-ID"]
    site.process.terminate()
    said, _ = site.process.communicate(timeout=60)
    assert len(re.findall(rf"127.0.0.1 GET /claims/1/ 200 [\d.]+ms \[{name}\]\n", said)) == count


def test_short_secret_key_is_one_sentence(var, monkeypatch):
    monkeypatch.setenv("SECRET_KEY", "too-short")
    command = [*SERVE[:2], "check"]
    done = subprocess.run(command, cwd=ROOT, env={**os.environ, "FACTDB_VAR": str(var)}, capture_output=True, text=True)
    assert done.stderr == "FactDB: SECRET_KEY has 9 characters: set it to at least 50 random ones.\n"


def test_killed_site_starts_again(var):
    site = Site(var)
    site.wait_until_ready()
    site.stop(signal.SIGKILL)
    assert left_behind(var) == []
    with running(var) as again:
        assert again.answers()
    assert left_behind(var) == []


def test_killed_database_comes_back_at_the_next_connection(var):
    with running(var):
        os.kill(postmaster(var), signal.SIGKILL)
        assert subprocess.call([sys.executable, "manage.py", "audit"], cwd=ROOT, env=environment(var, 1)) == 0
    assert left_behind(var) == []


def test_pid_of_a_dead_database_may_belong_to_someone_else_now(var):
    with running(var):
        content = (var / "postgres/postmaster.pid").read_text()
    (var / "postgres/postmaster.pid").write_text(content.replace(content.split()[0], str(os.getpid()), 1))
    with running(var) as site:
        assert site.answers()


def postmaster(var):
    return int((var / "postgres/postmaster.pid").read_text().split()[0])


def test_second_site_on_the_same_directory_is_refused(var):
    with running(var):
        assert refusal(var).startswith(f"FactDB: Another `make run` already uses {var}: ")


def test_taken_port_is_one_sentence(var):
    with socket.create_server(("127.0.0.1", 0)) as other:
        port = other.getsockname()[1]
        assert refusal(var, port).startswith(f"FactDB: http://127.0.0.1:{port} cannot be used (Address already in use)")


def test_var_that_is_no_directory_is_one_sentence(fresh):
    (fresh / "var").write_text("")
    assert "make " + str(fresh / "var") + " a directory that you may write to" in refusal(fresh / "var")


def test_cluster_of_another_major_version_is_one_sentence(fresh, var):
    (fresh / "secrets.json").write_text((var / "secrets.json").read_text())
    (fresh / "postgres").mkdir()
    (fresh / "postgres/PG_VERSION").write_text("14\n")
    assert "was made by PostgreSQL 14 and this FactDB brings 18: make a backup" in refusal(fresh)


def test_lost_passwords_are_one_sentence(fresh):
    (fresh / "postgres").mkdir()
    assert f"{fresh}/secrets.json is damaged or gone" in refusal(fresh)


def test_interrupted_first_run_is_made_good(fresh):
    site = Site(fresh)
    while not (fresh / "postgres.new/PG_VERSION").exists():
        time.sleep(0.01)
    site.stop(signal.SIGKILL)
    assert not (fresh / "postgres").exists()
    with running(fresh) as again:
        assert again.answers()
    assert json.loads((fresh / "secrets.json").read_text()).keys() >= {"factdb", "factdb_public"}


def test_interrupted_installation_is_one_sentence(fresh):
    """The requirement cannot be had before the signal comes: the package index is this socket, and it is silent."""
    (fresh / "config").mkdir()
    (fresh / "config/bootstrap.py").write_text((ROOT / "config/bootstrap.py").read_text())
    (fresh / "requirements-venv.txt").write_text(f"factdb-none==1 --hash=sha256:{'0' * 64}\n")
    with socket.create_server(("127.0.0.1", 0)) as silent:
        index = {"PIP_INDEX_URL": f"http://127.0.0.1:{silent.getsockname()[1]}/", "PIP_CONFIG_FILE": os.devnull}
        process = subprocess.Popen(
            [sys.executable, "config/bootstrap.py", "requirements.txt"],
            cwd=fresh,
            env={**os.environ, **index, "PIP_FIND_LINKS": ""},
            stderr=subprocess.PIPE,
            text=True,
            # A shell's background jobs ignore Ctrl-C, and so would everything that they start.
            preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_DFL),
        )
        held, _ = silent.accept()
        with held:
            process.send_signal(signal.SIGINT)
            _, said = process.communicate(timeout=60)
    assert said.splitlines()[-1] == "FactDB: interrupted; the next run takes up the installation again."
