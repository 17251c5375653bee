"""Signals become bytes in a pipe, whatever else is going on."""

import signal

import pytest

from config.server.signals import Signals


@pytest.fixture
def signals():
    before = signal.getsignal(signal.SIGUSR1)
    yield Signals(signal.SIGUSR1)
    signal.set_wakeup_fd(-1)
    signal.signal(signal.SIGUSR1, before)


def test_signal_is_read_once(signals):
    signal.raise_signal(signal.SIGUSR1)
    assert signals.read_pending() == {signal.SIGUSR1}
    assert signals.read_pending() == set()


def test_signal_inside_its_handler_is_one_more(signals):
    handler = signal.getsignal(signal.SIGUSR1)

    def enter_again(number, frame):
        signal.signal(signal.SIGUSR1, handler)
        signal.raise_signal(signal.SIGUSR1)
        handler(number, frame)

    signal.signal(signal.SIGUSR1, enter_again)
    signal.raise_signal(signal.SIGUSR1)
    assert signals.read_pending() == {signal.SIGUSR1}


def test_more_signals_than_the_pipe_holds_hold_nobody(signals):
    for _ in range(70_000):
        signal.raise_signal(signal.SIGUSR1)
    assert signals.read_pending() == {signal.SIGUSR1}
