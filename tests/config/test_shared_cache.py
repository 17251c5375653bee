"""Requests counted and answers kept in a real Redis, as several machines do, and readers served while it is away."""

import socket
import subprocess
import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager

import pytest

from config.cache import parse_cache_url
from config.rate_limit import count_request
from tests.processes import free_port, wait_until
from tests.tools import find_redis

THREADS, EACH = 8, 50


@contextmanager
def redis_at(port):
    """Keeps nothing on disk; on this machine alone."""
    command = [find_redis(), "--bind", "127.0.0.1", "--port", str(port), "--save", "", "--appendonly", "no"]
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL)
    try:
        wait_until(lambda: answers(port), "Redis answers")
        yield
    finally:
        process.terminate()
        process.wait(10)


def answers(port):
    try:
        with socket.create_connection(("127.0.0.1", port)) as connection:
            connection.sendall(b"PING\r\n")
            return connection.recv(7) == b"+PONG\r\n"
    except OSError:
        return False


@pytest.fixture
def port(settings, monkeypatch):
    """Where a Redis is looked for, and none is yet."""
    if not find_redis():
        pytest.skip("no Redis found")
    port = free_port()
    settings.CACHES = dict.fromkeys(("default", "answers"), parse_cache_url(f"rediscache://127.0.0.1:{port}/1"))
    settings.FACTDB_RATE, settings.FACTDB_WORKERS = (3, 86400), 2
    forgive(monkeypatch)
    return port


def forgive(monkeypatch):
    monkeypatch.setattr("config.shared_cache.SharedCache.paused_until", 0.0)


def asked(client, times):
    return [client.get("/api/v1/claims/").status_code for _ in range(times)]


def test_counts_of_all_machines_add_up(port):
    with redis_at(port), ThreadPoolExecutor(THREADS) as threads:
        counts = list(threads.map(lambda _: count_request("rate:here", 60), range(THREADS * EACH)))
    assert sorted(counts) == list(range(1, THREADS * EACH + 1))


def test_limit_is_exact_whatever_the_number_of_workers(client, record, port):
    with redis_at(port):
        assert asked(client, 5) == [200, 200, 200, 429, 429]


def test_count_is_forgotten_after_its_window(port):
    with redis_at(port):
        assert [count_request("rate:here", 1), count_request("rate:here", 1)] == [1, 2]
        time.sleep(2.1)
        assert count_request("rate:here", 1) == 1


def test_count_that_redis_forgot_refuses_nobody(client, record, port, monkeypatch):
    monkeypatch.setattr("config.shared_cache.SharedCache.add", lambda *args: False)
    with redis_at(port):
        assert asked(client, 1) == [200]


def test_answer_that_one_machine_kept_serves_another(client, record, port, django_assert_num_queries):
    with redis_at(port):
        first = client.get("/claims/")
        with django_assert_num_queries(1, using="public"):
            assert client.get("/claims/").content == first.content


def test_nobody_is_refused_while_redis_is_away_and_the_log_says_so_once(client, record, port, caplog):
    assert asked(client, 5) == [200] * 5
    assert client.get("/claims/1/").status_code == 200
    (line,) = [r.getMessage() for r in caplog.records if r.name == "config.shared_cache"]
    assert line.startswith("The shared cache does not answer and is left alone for 5 s: ")


def test_silent_redis_holds_a_reader_up_for_a_moment_only(client, record, port):
    with socket.create_server(("127.0.0.1", port)):
        began = time.monotonic()
        assert asked(client, 5) == [200] * 5
        assert time.monotonic() - began < 2


def test_counting_goes_on_when_redis_is_back(client, record, port, monkeypatch):
    with redis_at(port):
        asked(client, 2)
    assert asked(client, 1) == [200]
    forgive(monkeypatch)
    with redis_at(port):
        assert asked(client, 4) == [200, 200, 200, 429]
