"""What every answer carries, whoever gives it: asked of the real server, scored as the HTTP Observatory scores it."""

import re
from contextlib import closing, contextmanager, suppress
from functools import partial
from http.client import HTTPConnection, HTTPMessage
from io import StringIO
from typing import NamedTuple

import pytest
from django.conf import settings
from django.core.cache import caches
from django.core.handlers.wsgi import WSGIHandler
from django.core.management import call_command
from django.db import OperationalError, connections
from django.test import override_settings
from django.urls import Resolver404, get_resolver, resolve

from config.headers import list_headers
from config.server.worker import Site
from config.wsgi import SplitHandler
from factdb.api.renderers import LIST_MEDIA_TYPES
from factdb.kinds import PUBLIC_KINDS
from factdb.models import Claim
from factdb.pages.site import HomePage
from factdb.publishing import removal
from tests import factories as make
from tests.config.server.conftest import Running
from tests.connections import cloned_database
from tests.record import publish_record

POLICY = {
    "default-src 'none'",
    *(f"{name} 'self'" for name in ("script-src", "style-src", "img-src", "font-src", "connect-src", "form-action")),
    *("frame-ancestors 'none'", "base-uri 'none'"),
}
COMMON = {
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), display-capture=(), geolocation=(), microphone=(), payment=(), usb=()",
}
CROSS = {"Origin": "https://elsewhere.example"}
STYLE = "/static/factdb/base.css"
KEYS = {"claims": "3", "people": "ana-diaz", "policies": "visa-law", "articles": "wire-2024-06-01"}
KEYS |= {"organizations": "ministry", "measures": "people-counted"}
# Each kind of answer: what is asked, and the status. All of them carry the same.
PAGES = {
    **{
        f"list {name}": f"/{name}/"
        for name in ("claims", "articles", "people", "policies", "organizations", "measures")
    },
    **{f"feed {name}": f"/{name}.atom" for name in PUBLIC_KINDS},
    **{"home": "/", "claim": "/claims/3/", "person": "/people/ana-diaz/", "policy": "/policies/visa-law/"},
    **{"article": "/articles/wire-2024-06-01/", "organization": "/organizations/ministry/"},
    **{"measure": "/measures/people-counted/", "corrections": "/corrections/", "method": "/about/"},
    **{f"own page {name}": f"/about/{name}/" for name in ("corrections", "us", "privacy")},
    **{"feed measures": "/measures.atom", "feed corrections": "/corrections.atom", "releases": "/releases/"},
    **{
        "release": "/releases/one/claims.csv.gz",
        "release's files": "/releases/one/",
        "health": "/healthz",
        "ready": "/readyz",
        "robots": "/robots.txt",
    },
    **{"sitemap": "/sitemap.xml", "part of the sitemap": "/sitemaps/claims-1.xml"},
    **{"ratings": "/ratings/", "sitemap of pages": "/sitemaps/site.xml"},
    **{"security.txt": "/.well-known/security.txt", "static file": STYLE, "login": "/accounts/login/"},
}
API = {
    **{f"API {name}": f"{name}/" for name in PUBLIC_KINDS},
    **{f"{suffix} {name}": f"{name}.{suffix}" for name in PUBLIC_KINDS for suffix in LIST_MEDIA_TYPES},
    **{f"versions of {name}": f"{name}/{key}/versions/" for name, key in KEYS.items()},
    **{f"version of {name}": f"{name}/{key}/versions/1/" for name, key in KEYS.items()},
    **{"API root": "", "schema": "schema/", "docs": "docs/", "script of the docs": "docs/?script="},
    **{"changes": "changes/", "check": "check/?ids=claims/1@1", "facets": "claims/facets/?by=kind"},
    **{"API claim": "claims/3/", "API person": "people/ana-diaz/", "API policy": "policies/visa-law/"},
    **{"API article": "articles/wire-2024-06-01/", "API organization": "organizations/ministry/"},
    **{"API measure": "measures/people-counted/", "API corrections": "corrections/"},
    **{"citation": "claims/3/citation/", "corroboration": "claims/3/corroboration/"},
    **{"state": "policies/visa-law/state/", "series": "measures/people-counted/series/"},
}
ANSWERS = {
    **{name: ("GET", path, {}, 200) for name, path in PAGES.items()},
    **{name: ("GET", f"/api/v1/{path}", CROSS, 200) for name, path in API.items()},
    "no such correction": ("GET", "/api/v1/corrections/99/", {}, 404),
    "no such page": ("GET", "/nothing/", {}, 404),
    "no such logo": ("GET", "/logo", {}, 404),
    "no such address of the API": ("GET", "/api/v1/nothing/", {}, 404),
    "no such static file": ("GET", "/static/nothing.css", {}, 404),
    "no such address of the desk": ("GET", "/admin/login/nothing", {}, 302),
    "page of a retracted claim": ("GET", "/claims/2/", {}, 410),
    "API of a retracted claim": ("GET", "/api/v1/claims/2/", {}, 410),
    "refused parameters of a page": ("GET", "/claims/?kind=none", {}, 400),
    "refused parameters of the API": ("GET", "/api/v1/claims/?none=1", {}, 400),
    "another host": ("GET", "/", {"Host": "evil.example"}, 400),
    "another host of the API": ("GET", "/api/v1/claims/", {"Host": "evil.example"}, 400),
    "another host of the desk": ("GET", "/admin/", {"Host": "evil.example"}, 400),
    "form without a token": ("POST", "/accounts/login/", {"Content-Length": "0"}, 403),
    "media type that there is not": ("GET", "/api/v1/claims/", {"Accept": "image/png"}, 406),
    "method of a page": ("POST", "/claims/", {}, 405),
    "method of a feed": ("PUT", "/claims.atom", {}, 405),
    "method of a release": ("DELETE", "/releases/one/claims.csv.gz", {}, 405),
    "method of a plain text": ("POST", "/robots.txt", {}, 405),
    "method of the API": ("DELETE", "/api/v1/claims/", {}, 405),
    "method of a static file": ("POST", STYLE, {}, 405),
    "method of the desk": ("PUT", "/admin/", {}, 405),
    "method of the login": ("PROPFIND", "/accounts/login/", {}, 405),
    "body that is too large": ("POST", "/accounts/login/", {"Content-Length": "9999999999"}, 413),
    "head that is too large": ("GET", "/", {"X": "x" * 40_000}, 431),
    "length that is no number": ("GET", "/", {"Content-Length": "x"}, 400),
    "length that is no number, of the API": ("GET", "/api/v1/", {"Content-Length": "x"}, 400),
    "transfer that nobody knows": ("POST", "/", {"Transfer-Encoding": "zip"}, 501),
    "page without its slash": ("GET", "/claims", {}, 301),
    "newest release": ("GET", "/releases/latest/", {}, 302),
    "file of the newest release": ("GET", "/releases/latest/SHA256SUMS", {}, 302),
    "API without its slash": ("GET", "/api/v1/claims", {}, 308),
    "desk without a login": ("GET", "/admin/", {}, 302),
    "preflight": ("OPTIONS", "/api/v1/claims/", {**CROSS, "Access-Control-Request-Method": "GET"}, 200),
    "methods of the API": ("OPTIONS", "/api/v1/claims/", {}, 204),
    "methods of a page": ("OPTIONS", "/claims/", {}, 200),
    "part of a static file": ("GET", STYLE, {"Range": "bytes=0-9"}, 206),
    "beyond a static file": ("GET", STYLE, {"Range": "bytes=9999999-"}, 416),
}
UNCHANGED = [
    *("/", "/claims/3/", "/claims.atom", "/claims.atom?q=none", "/api/v1/claims/", "/api/v1/claims.csv"),
    *("/api/v1/docs/", "/api/v1/docs/?script=", STYLE),
]


@contextmanager
def asking(locks):
    """Asks the site as it is set up by then."""
    site = Site(
        SplitHandler(WSGIHandler()),
        locks=locks,
        paths_with_body=settings.STAFF_PATHS,
        largest_body=1000,
        downloads=8,
        headers=list_headers(),
        after_download=connections.close_all,
    )
    running = Running(site)
    yield partial(send_request, running.port)
    running.stop()


class Reply(NamedTuple):
    status: int
    headers: HTTPMessage
    text: str


def send_request(port, method, path, headers):
    with closing(HTTPConnection("127.0.0.1", port, timeout=10)) as connection:
        connection.putrequest(method, path, skip_host="Host" in headers)
        for name, value in headers.items():
            connection.putheader(name, value)
        connection.endheaders()
        response = connection.getresponse()
        return Reply(response.status, response.headers, response.read().decode(errors="replace"))


@pytest.fixture(scope="module")
def served_record(django_db_setup, django_db_blocker, tmp_path_factory):
    """The record on a database of its own, with a retraction and a release."""
    releases = tmp_path_factory.mktemp("releases")
    changed = override_settings(FACTDB_RELEASES=releases, WHITENOISE_USE_FINDERS=True, ALLOWED_HOSTS=["127.0.0.1"])
    with django_db_blocker.unblock(), cloned_database(), changed:
        publish_record()
        removal.retract_item(Claim.objects.get(number=2), by=make.user("editor"), reason="Other guards.")
        call_command("export", str(releases / "one"), stdout=StringIO())
        yield
        connections.close_all()


@pytest.fixture(scope="module")
def ask(served_record, tmp_path_factory):
    with asking(tmp_path_factory.mktemp("locks")) as ask:
        yield ask


def score(headers):
    """Of Mozilla's HTTP Observatory, version 4, for HTTPS with HSTS of half a year and all scripts from the site."""
    policy = {word.strip() for word in headers["Content-Security-Policy"].split(";")}
    is_strict = "default-src 'none'" in policy and not any("unsafe" in word or "data:" in word for word in policy)
    points = [
        (10 if is_strict else -20),
        (0 if headers["X-Content-Type-Options"] == "nosniff" else -5),
        (5 if "frame-ancestors 'none'" in policy else -20),
        (5 if headers["Referrer-Policy"] in ("same-origin", "no-referrer", "strict-origin") else 0),
        (10 if headers["Cross-Origin-Resource-Policy"] in ("same-origin", "same-site") else 0),
        (-50 if headers["Access-Control-Allow-Credentials"] else 0),
    ]
    return 100 + sum(points)


def require_common(headers):
    assert {name: headers[name] for name in COMMON} == COMMON
    assert {word.strip() for word in headers["Content-Security-Policy"].split(";")} == POLICY
    assert headers["X-Request-ID"]
    assert score(headers) == 130


@pytest.mark.parametrize("kind", ANSWERS)
def test_answer_carries_all_headers(ask, kind):
    method, path, sent, expected = ANSWERS[kind]
    status, headers, _ = ask(method, path, sent)
    assert status == expected
    require_common(headers)
    # Readers get no cookie.
    assert "Set-Cookie" not in headers or path.startswith(settings.STAFF_PATHS)


REFUSED = [kind for kind, (*_, expected) in ANSWERS.items() if expected in (400, 403, 404, 405, 410, 413, 431)]
SENTENCE = re.compile(r"<p>\s*(?=\S{2})[^<]{15,}|\"detail\": \".{15,}\"|\A(?!<).{15,}[.]\s*\Z")


@pytest.mark.parametrize("kind", REFUSED)
def test_refusal_says_why(ask, kind):
    method, path, sent, _ = ANSWERS[kind]
    assert SENTENCE.search(ask(method, path, sent).text)


@pytest.mark.parametrize("kind", [kind for kind in REFUSED if ANSWERS[kind][-1] == 405])
def test_refused_method_is_told_which_ones_work(ask, kind):
    method, path, sent, _ = ANSWERS[kind]
    reply = ask(method, path, sent)
    assert "GET, HEAD" in reply.headers["Allow"]
    assert f"than these: {reply.headers['Allow']}." in reply.text


@pytest.mark.parametrize("path", UNCHANGED)
def test_answer_that_has_not_changed_carries_all_headers(ask, path):
    etag = ask("GET", path, {})[1]["ETag"]
    status, headers, _ = ask("GET", path, {"If-None-Match": etag})
    assert status == 304
    require_common(headers)


@pytest.mark.parametrize("path", ["/", "/api/v1/claims/"])
@pytest.mark.parametrize(("failure", "expected"), [(ZeroDivisionError, 500), (OperationalError, 503)])
def test_failure_carries_all_headers(ask, monkeypatch, path, failure, expected):
    def fail(*given):
        raise failure

    caches["answers"].clear()
    monkeypatch.setattr(HomePage, "build_context", fail)
    monkeypatch.setattr("factdb.api.views.ListApiView.render_page", fail)
    status, headers, text = ask("GET", path, {})
    assert status == expected
    assert SENTENCE.search(text)
    require_common(headers)


def test_failure_outside_of_django_carries_all_headers(ask, monkeypatch):
    monkeypatch.setattr(SplitHandler, "__call__", lambda *_: 1 / 0)
    status, headers, _ = ask("GET", "/", {})
    assert status == 500
    require_common(headers)


@pytest.mark.parametrize("path", ["/", "/api/v1/claims/"])
def test_refusal_of_too_many_carries_all_headers(served_record, settings, tmp_path, path):
    settings.FACTDB_RATE = (1, 86400)
    with asking(tmp_path) as ask:
        answers = [ask("GET", path, {}) for _ in range(3)]
    assert answers[-1].status == 429
    assert SENTENCE.search(answers[-1].text)
    require_common(answers[-1].headers)


@pytest.fixture
def over_https(served_record, settings, tmp_path):
    settings.FACTDB_HTTPS = settings.SECURE_SSL_REDIRECT = settings.SECURE_HSTS_INCLUDE_SUBDOMAINS = True
    settings.SECURE_HSTS_SECONDS = 365 * 24 * 3600
    settings.SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
    with asking(tmp_path) as ask:
        yield ask


@pytest.mark.parametrize("kind", ["home", "API claims", "static file", "another host", "no such page", "preflight"])
def test_https_is_demanded_for_a_year_and_of_nobodys_list(over_https, kind):
    method, path, sent, expected = ANSWERS[kind]
    status, headers, _ = over_https(method, path, {**sent, "X-Forwarded-Proto": "https"})
    assert (status, headers["Strict-Transport-Security"]) == (expected, "max-age=31536000; includeSubDomains")


def test_refusal_of_the_server_demands_https_as_django_does(over_https):
    named = dict(list_headers())["Strict-Transport-Security"]
    assert named == over_https("GET", "/", {"X-Forwarded-Proto": "https"})[1]["Strict-Transport-Security"]


@pytest.mark.parametrize("path", ["/", "/api/v1/claims/", STYLE, "/admin/"])
def test_way_to_https_carries_all_headers(over_https, path):
    status, headers, _ = over_https("GET", path, {})
    assert status == 301
    require_common(headers)


@pytest.mark.parametrize("kind", API)
def test_scripts_elsewhere_may_read_the_api(ask, kind):
    method, path, sent, _ = ANSWERS[kind]
    assert ask(method, path, sent)[1]["Access-Control-Allow-Origin"] == "*"


def list_routes(patterns, before=""):
    for pattern in patterns:
        route = before + str(pattern.pattern)
        if hasattr(pattern, "url_patterns"):
            yield from list_routes(pattern.url_patterns, route)
        else:
            yield route


def find_route(path):
    with suppress(Resolver404):
        return resolve(path.partition("?")[0]).route


def test_every_address_has_an_answer_in_the_table():
    """But for the desk's, which pass one list of middlewares, whatever they show."""
    asked = {find_route(path) for _, path, *_ in ANSWERS.values()}
    readers = [r for r in list_routes(get_resolver().url_patterns) if not f"/{r}".startswith(settings.STAFF_PATHS)]
    assert sorted(set(readers) - asked) == []
