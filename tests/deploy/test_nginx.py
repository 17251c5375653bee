"""The nginx sample in front of a real site: what readers, scripts and the desk get through it."""

import os
import re
from collections import Counter
from shutil import which
from urllib.parse import urlencode, urlsplit

import pytest

from config.locks import open_lock_file, try_lock
from tests.deploy.nginx import NAME, Nginx
from tests.processes import Site, directory, wait_until
from tests.tools import find_nginx

pytestmark = pytest.mark.skipif(
    not (find_nginx() and which("openssl")), reason="no nginx, or no openssl that makes its certificate"
)


@pytest.fixture(scope="module")
def site():
    with directory() as var:
        more = {"FACTDB_RATE": "60/min", "FACTDB_DOWNLOADS": "1", "FACTDB_HTTPS": "1", "ALLOWED_HOSTS": NAME}
        site = Site(var, **more, FACTDB_WORKERS="1")
        site.wait_until_ready()
        yield site
        site.stop()


@pytest.fixture
def nginx(site, tmp_path):
    with Nginx(tmp_path, site.port).running() as nginx:
        yield nginx


def test_page_comes_through_with_each_header_once(nginx):
    page = nginx.ask("/claims/1/", Accept_Encoding="identity")
    assert page.status == 200
    assert "</html>" in page.text
    counts = Counter(name.lower() for name in page.headers)
    assert [name for name, count in counts.items() if count > 1] == []
    assert {"strict-transport-security", "content-security-policy", "x-request-id", "etag"} <= counts.keys()


def test_api_answer_is_304_for_whoever_has_it(nginx):
    etag = nginx.ask("/api/v1/claims/1/").headers["ETag"]
    again = nginx.ask("/api/v1/claims/1/", If_None_Match=etag)
    assert (again.status, again.text, again.headers["ETag"]) == (304, "", etag)


def test_forms_of_an_answer_are_kept_apart(nginx):
    for _ in range(2):
        types = [nginx.ask("/api/v1/claims/", Accept=kind).headers["Content-Type"] for kind in ("text/csv", "*/*")]
        assert [kind.partition(";")[0] for kind in types] == ["text/csv", "application/json"]
    assert nginx.ask("/claims/", Accept_Encoding="gzip").headers["Content-Encoding"] == "gzip"
    assert nginx.ask("/claims/", Accept_Encoding="identity").headers["Content-Encoding"] is None
    assert nginx.ask("/api/v1/", Origin="https://other.example").headers["Access-Control-Allow-Origin"] == "*"


def test_answer_is_kept_for_as_long_as_the_site_allows(nginx):
    ids = {nginx.ask("/about/").headers["X-Request-ID"] for _ in range(3)}
    assert len(ids) == 1
    ids = {nginx.ask("/readyz").headers["X-Request-ID"] for _ in range(3)}
    assert len(ids) == 3


def test_stream_comes_whole(nginx):
    lines = nginx.ask("/api/v1/claims.ndjson").text.splitlines()
    assert len(lines) > 300
    assert all(line.startswith('{"id":') for line in lines)


def test_busy_site_says_so_itself(nginx, site):
    place = open_lock_file(site.var / "download-0.lock")
    assert try_lock(place)
    try:
        answer = nginx.ask("/api/v1/claims.csv")
    finally:
        os.close(place)
    assert (answer.status, answer.headers["Retry-After"]) == (503, "5")
    assert "All downloads are taken" in answer.text


def test_readers_are_counted_by_their_own_address(nginx):
    """Whatever they say of themselves: the site's own limit, beyond the first sixty."""
    answers = [nginx.ask(f"/about/?{n}", client="127.0.0.7", X_Forwarded_For=f"10.0.0.{n}") for n in range(70)]
    assert {answer.status for answer in answers[:60]} == {200}
    assert answers[-1].status == 429
    assert "Too many requests from this address; try again in" in answers[-1].text
    assert int(answers[-1].headers["Retry-After"]) <= 60
    assert nginx.ask("/about/?1", client="127.0.0.8").status == 200


def test_flood_is_stopped_before_the_site(nginx):
    answers = [nginx.ask("/admin/login/", "POST", "", client="127.0.0.9") for _ in range(14)]
    assert (answers[0].status, answers[-1].status) == (403, 429)
    assert answers[-1].text == "Too many requests from this address; try again in 5 seconds.\n"
    assert answers[-1].headers["Cache-Control"] == "no-store"


def test_administrator_logs_in(nginx, site):
    password = re.search(r"administrator +(\S+)", (site.var / "logins.txt").read_text())[1]
    address = "/admin/"
    while (page := nginx.ask(address)).status == 302:
        address = page.headers["Location"]
    token = re.search(r'name="csrfmiddlewaretoken" value="(\w+)"', page.text)[1]
    form = {"csrfmiddlewaretoken": token, "password": password, "next": "/admin/"}
    cookie = page.headers["Set-Cookie"].partition(";")[0]
    answer = nginx.ask(
        urlsplit(address).path,
        "POST",
        urlencode({**form, "username": "administrator", "login": "administrator"}),
        Cookie=cookie,
        Content_Type="application/x-www-form-urlencoded",
        Origin=f"https://{NAME}",
    )
    assert (answer.status, answer.headers["Location"]) == (302, "/admin/")


def test_body_that_is_too_large_is_refused(nginx):
    assert nginx.ask("/claims/", "POST", "x" * 100_000).status == 413
    assert nginx.ask("/admin/login/", "POST", "x" * 2_900_000).status == 413


def test_request_keeps_the_name_that_it_has(nginx):
    assert nginx.ask("/readyz", X_Request_ID="abc-1").headers["X-Request-ID"] == "abc-1"
    log = nginx.scratch / "factdb.log"
    wait_until(lambda: "abc-1" in log.read_text(), "the line is written")


def test_site_that_is_away_is_a_sentence(tmp_path):
    with Nginx(tmp_path, 1).running() as nginx:
        answer = nginx.ask("/claims/")
    assert (answer.status, answer.headers["Retry-After"]) == (503, "5")
    assert answer.text == "The site does not answer at the moment; try again in 5 seconds.\n"
