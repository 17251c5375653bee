"""Readers go through Django as Django documents it: its middlewares, signals and errors."""

import pytest
from django.core import signals

from factdb.pages.site import HomePage

ADDRESSES = [
    "/",
    "/claims/",
    "/claims/1/",
    "/claims.atom",
    "/api/v1/claims/",
    "/api/v1/claims/1/",
    "/api/v1/claims.csv",
]
ADDRESSES += ["/nothing/", "/api/v1/nothing/", "/healthz", "/api/v1/claims/?foo=1"]
SEEN = []


def counting(get_response):
    def middleware(request):
        response = get_response(request)
        SEEN.append((request.path, response.status_code))
        response["X-Counted"] = str(len(SEEN))
        return response

    return middleware


@pytest.fixture
def counted(settings):
    settings.PUBLIC_MIDDLEWARE = [f"{__name__}.counting", *settings.PUBLIC_MIDDLEWARE]
    SEEN.clear()
    return SEEN


@pytest.mark.parametrize("address", ADDRESSES)
def test_middleware_sees_every_request(client, record, counted, address):
    for _ in range(2):
        response = client.get(address)
    assert response["X-Counted"] == "2"
    etag = response.get("ETag", "none")
    assert client.get(address, headers={"If-None-Match": etag})["X-Counted"] == "3"


def test_desk_does_not_pass_the_middlewares_of_readers(client, record, counted):
    assert "X-Counted" not in client.get("/accounts/login/")
    assert counted == []


@pytest.mark.parametrize("address", ADDRESSES)
def test_signals_tell_of_every_request(client, record, address):
    told = []
    receivers = [(signals.request_started, "started"), (signals.request_finished, "finished")]
    for signal, name in receivers:
        signal.connect(lambda name=name, **_: told.append(name), weak=False, dispatch_uid="told")
    try:
        client.get(address)
    finally:
        for signal, _ in receivers:
            signal.disconnect(dispatch_uid="told")
    assert told == ["started", "finished"]


@pytest.mark.parametrize("address", ["/", "/api/v1/claims/"])
def test_failing_answer_is_reported_once(client, record, monkeypatch, caplog, address):
    reported = []
    signals.got_request_exception.connect(lambda **_: reported.append(1), weak=False, dispatch_uid="told")
    monkeypatch.setattr(HomePage, "build_context", lambda self: 1 / 0)
    monkeypatch.setattr("factdb.api.views.ListApiView.render_page", lambda *_: 1 / 0)
    client.raise_request_exception = False
    try:
        assert client.get(address).status_code == 500
    finally:
        signals.got_request_exception.disconnect(dispatch_uid="told")
    assert (reported, caplog.text.count("ZeroDivisionError: ")) == ([1], 1)
