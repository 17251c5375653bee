"""Slow clients are cut, others are not, and memory has an end."""

import socket
import time

import pytest

from config.server.pace import Pace, Turn
from tests.config.server.sites import whole


@pytest.fixture(autouse=True)
def short(monkeypatch):
    monkeypatch.setattr("config.server.pace.SILENCE_SECONDS", 1.0)
    monkeypatch.setattr("config.server.pace.RATE_SECONDS", 2.0)
    monkeypatch.setattr("config.server.limits.TICK_SECONDS", 0.1)


def seconds_until_cut(client, drip=b""):
    began = time.monotonic()
    client.socket.settimeout(0.2)
    while time.monotonic() - began < 10:
        try:
            if drip:
                client.send(drip)
            if client.socket.recv(1) == b"":
                return time.monotonic() - began
        except TimeoutError:
            continue
        except ConnectionError:
            return time.monotonic() - began
    raise AssertionError("It was not cut.")


@pytest.mark.parametrize(
    "begun", [b"", b"GET / HTTP/1.1\r\nHost:", b"POST /desk/ HTTP/1.1\r\nContent-Length: 100\r\n\r\nabc"]
)
def test_silent_client_is_cut(running, begun):
    assert 0.5 < seconds_until_cut(running().client().send(begun)) < 2


def test_client_that_sends_a_byte_now_and_then_is_cut(running):
    assert 1.5 < seconds_until_cut(running().client().send(b"GET / HTTP/1.1\r\n"), b"X") < 4


@pytest.mark.parametrize("path", ["/large", "/api/endless.csv", "/endless", "/file?{}"])
def test_client_that_takes_nothing_is_cut(running, path, tmp_path):
    (tmp_path / "a").write_bytes(b"x" * 30_000_000)
    site = running()
    client = site.client().ask(path.format(tmp_path / "a"))
    time.sleep(0.5)
    assert len(site.worker.active_channels) == 1
    time.sleep(1.5)
    assert site.worker.active_channels == {}
    with pytest.raises(ConnectionError):
        client.exactly(30_000_000)


def test_client_that_takes_slowly_but_steadily_is_not_cut(running):
    """Ten times the lowest rate, while the kernel's buffers hide most of it from the worker."""
    client = running().client()
    client.ask("/large")
    client.head()
    for _ in range(40):
        client.exactly(65536)
        time.sleep(0.1)
    assert len(client.exactly(20_000_000 - 40 * 65536)) == 20_000_000 - 40 * 65536


def test_slow_application_is_not_the_clients_fault(running):
    def waits(environ, start_response):
        time.sleep(2.5)
        return whole(start_response, b"at last")

    assert running(waits).client().ask("/").answer()[2] == b"at last"


def test_many_small_requests_are_not_slow(running):
    client = running().client()
    for _ in range(15):
        assert client.ask("/").answer()[0] == 200
        time.sleep(0.2)


def test_rate_is_that_of_one_request():
    pace = Pace(0)
    pace.record_progress(0.0, Turn.SENDING, 1, 100)
    pace.record_progress(1.9, Turn.SENDING, 2, 200)
    assert not pace.is_too_slow(2.1)
    pace.record_progress(3.8, Turn.SENDING, 2, 300)
    assert pace.is_too_slow(4.0)


def test_oldest_waiting_client_makes_room_for_others(running, monkeypatch):
    monkeypatch.setattr("config.server.limits.MOST_CONNECTIONS", 20)
    monkeypatch.setattr("config.server.pace.SILENCE_SECONDS", 60)
    site = running()
    silent = [site.client() for _ in range(40)]
    assert site.client().ask("/").answer()[0] == 200
    assert seconds_until_cut(silent[0]) < 1
    assert silent[-1].ask("/").answer()[0] == 200


def test_unread_answers_have_an_end_in_memory(running, monkeypatch):
    monkeypatch.setattr("config.server.limits.MOST_HELD", 50_000_000)
    monkeypatch.setattr("config.server.pace.SILENCE_SECONDS", 60)
    site = running()
    for _ in range(8):
        site.client().ask("/large")
    time.sleep(1)
    held = sum(connection.held_bytes() for connection in list(site.worker.active_channels.values()))
    assert held <= 50_000_000
    assert site.client().ask("/").answer()[0] == 200


def test_client_for_whom_nothing_is_held_makes_no_room_in_memory(running, monkeypatch):
    monkeypatch.setattr("config.server.limits.MOST_HELD", 50_000_000)
    monkeypatch.setattr("config.server.pace.SILENCE_SECONDS", 60)
    site = running()
    silent = site.client()
    for _ in range(8):
        site.client().ask("/large")
    time.sleep(1)
    assert len(site.worker.active_channels) < 9
    assert silent.ask("/").answer()[0] == 200


def test_pipelined_requests_hold_no_thread(running):
    """Answers that nobody reads are not made one after the other."""
    site = running()
    for _ in range(8):
        site.client().send(b"GET /large HTTP/1.1\r\n\r\n" * 50)
    time.sleep(0.3)
    assert site.client().ask("/").answer()[0] == 200


def test_urgent_data_ends_the_connection(running):
    client = running().client()
    client.socket.send(b"x", socket.MSG_OOB)
    assert seconds_until_cut(client) < 0.5


def test_what_a_cut_client_has_not_taken_is_given_up(running):
    """Else the kernel would keep it for minutes."""
    client = running().client().ask("/large")
    time.sleep(2)
    with pytest.raises(ConnectionResetError):
        client.exactly(20_000_000)
