import time

import pytest
from django.core.cache import cache

from config.rate_limit import LOCAL_CACHE_BACKEND, count_request, share_of_limit


@pytest.fixture
def rate(settings, monkeypatch):
    settings.FACTDB_RATE, settings.FACTDB_WORKERS = (3, 60), 1
    monkeypatch.setattr(time, "time", lambda: 1_000_000_015.0)
    yield
    cache.clear()


def asked(client, times, **more):
    return [client.get("/api/v1/claims/", **more).status_code for _ in range(times)]


def test_one_too_many_is_429_and_says_when_to_come_back(client, record, rate):
    assert asked(client, 4) == [200, 200, 200, 429]
    response = client.get("/api/v1/claims/")
    assert (response["Content-Type"], response["Retry-After"]) == ("application/problem+json", "6")


def test_next_window_begins_anew(client, record, rate, monkeypatch):
    asked(client, 4)
    monkeypatch.setattr(time, "time", lambda: 1_000_000_045.0)
    assert asked(client, 1) == [200]


def test_addresses_are_counted_apart(client, record, rate):
    asked(client, 4)
    assert asked(client, 1, REMOTE_ADDR="192.0.2.7") == [200]


def test_many_addresses_do_not_push_one_out(client, record, rate):
    asked(client, 3)
    for number in range(1000):
        count_request(f"rate:192.0.2.{number}", 60)
    assert asked(client, 1) == [429]


def test_forwarded_address_is_not_believed_without_a_proxy(client, record, rate):
    assert asked(client, 3) == [200] * 3
    assert asked(client, 1, headers={"X-Forwarded-For": "192.0.2.8"}) == [429]


def test_without_a_rate_nothing_is_counted(client, record, settings):
    settings.FACTDB_RATE = None
    assert asked(client, 5) == [200] * 5


def test_pages_and_feeds_are_counted_with_the_api(client, record, rate):
    addresses = ["/claims/", "/claims.atom", "/api/v1/claims/", "/claims/1/"]
    assert [client.get(address).status_code for address in addresses] == [200, 200, 200, 429]
    response = client.get("/people/")
    assert (response["Content-Type"], response["Retry-After"]) == ("text/html; charset=utf-8", "6")


def test_who_watches_the_site_is_not_counted(client, record, rate):
    assert [client.get("/healthz").status_code for _ in range(4)] == [200] * 4
    assert asked(client, 1) == [200]


def test_workers_without_a_shared_cache_get_a_share_each(settings):
    settings.FACTDB_WORKERS = 2
    settings.CACHES = {"default": {"BACKEND": LOCAL_CACHE_BACKEND}}
    assert share_of_limit(61, 60) == (31, 60)
    settings.CACHES = {"default": {"BACKEND": "django.core.cache.backends.redis.RedisCache"}}
    assert share_of_limit(61, 60) == (61, 60)
