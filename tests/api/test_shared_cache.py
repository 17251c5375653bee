"""Requests counted in a real Redis, as several machines do, and readers served while it is away."""

import socket
import subprocess
import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager

import pytest
from django.core.cache import cache

from config.cache import cache_at
from factdb.api.throttling import Rate, counted
from tests.conftest import found_redis
from tests.test_setup import free_port

THREADS, EACH = 8, 50


@contextmanager
def redis_at(port):
    """Keeps nothing on disk; on this machine alone."""
    command = [found_redis(), "--bind", "127.0.0.1", "--port", str(port), "--save", "", "--appendonly", "no"]
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL)
    try:
        wait_for_cache()
        yield
    finally:
        process.terminate()
        process.wait(10)


def wait_for_cache():
    until = time.monotonic() + 10
    while True:
        try:
            return cache.get("anything")
        except Exception:
            if time.monotonic() > until:
                raise
            time.sleep(0.02)


@pytest.fixture
def port(settings, monkeypatch):
    """Where a Redis is looked for, and none is yet."""
    if not found_redis():
        pytest.skip("no Redis found")
    port = free_port()
    settings.CACHES = {"default": cache_at(f"rediscache://127.0.0.1:{port}/1")}
    settings.FACTDB_RATE, settings.FACTDB_WORKERS = "3/day", 2
    monkeypatch.setattr(Rate, "paused_until", 0.0)
    return port


def asked(client, times):
    return [client.get("/api/v1/claims/").status_code for _ in range(times)]


def test_counts_of_all_machines_add_up(port):
    with redis_at(port), ThreadPoolExecutor(THREADS) as threads:
        counts = list(threads.map(lambda _: counted("rate:here", 60), range(THREADS * EACH)))
    assert sorted(counts) == list(range(1, THREADS * EACH + 1))


def test_limit_is_exact_whatever_the_number_of_workers(client, record, port):
    with redis_at(port):
        assert asked(client, 5) == [200, 200, 200, 429, 429]


def test_count_is_forgotten_after_its_window(port):
    with redis_at(port):
        assert [counted("rate:here", 1), counted("rate:here", 1)] == [1, 2]
        time.sleep(2.1)
        assert counted("rate:here", 1) == 1


def test_nobody_is_refused_while_redis_is_away_and_the_log_says_so_once(client, record, port, caplog):
    assert asked(client, 5) == [200] * 5
    (line,) = [r.getMessage() for r in caplog.records if r.name == "factdb.api.throttling"]
    assert line.startswith("The cache does not answer, so requests are not counted for 5 s: ")


def test_silent_redis_holds_a_reader_up_for_a_moment_only(client, record, port):
    with socket.create_server(("127.0.0.1", port)):
        began = time.monotonic()
        assert asked(client, 5) == [200] * 5
        assert time.monotonic() - began < 2


def test_counting_goes_on_when_redis_is_back(client, record, port, monkeypatch):
    with redis_at(port):
        asked(client, 2)
    assert asked(client, 1) == [200]
    monkeypatch.setattr(Rate, "paused_until", 0.0)
    with redis_at(port):
        assert asked(client, 4) == [200, 200, 200, 429]
