"""What nobody means well at the desk: refused with a sentence, never a 500, and nothing lost that was typed."""

from io import BytesIO
from itertools import islice
from pathlib import Path

import pytest
from django.contrib import admin
from django.core import signals
from django.core.handlers.wsgi import WSGIHandler
from django.db import close_old_connections, connection
from django.test import Client
from psycopg import errors
from psycopg.cursor import Cursor

from config.problems import disk_full_problem
from config.wsgi import SplitHandler
from factdb.models import Claim, Person
from tests import factories as make
from tests import hostile

from . import desk

pytestmark = pytest.mark.django_db
# Every lookup takes minutes: the drill has that.
SHARE = 150
MODELS = sorted(admin.site._registry, key=lambda model: model._meta.label)
ANSWERED = {200, 302, 400, 403, 404, 405}


def send(client, attack):
    return client.generic(attack.method, attack.path, attack.body, attack.content_type or "text/plain").status_code


def failures(client, attacks):
    """What was neither answered nor refused."""
    statuses = {attack: send(client, attack) for attack in attacks}
    return {attack: status for attack, status in statuses.items() if status not in ANSWERED}


def ask_site(**environ):
    """Status and text, as a server asks for them: Django's client for tests makes requests of another class."""
    given = {"REQUEST_METHOD": "GET", "PATH_INFO": "/admin/", "SERVER_NAME": "localhost", "SERVER_PORT": "80"}
    told = []
    signals.request_started.disconnect(close_old_connections)
    try:
        response = SplitHandler(WSGIHandler())(
            given | {"wsgi.input": BytesIO(), "wsgi.url_scheme": "http"} | environ,
            lambda status, _: told.append(status),
        )
    finally:
        signals.request_started.connect(close_old_connections)
    return int(told[0][:3]), b"".join(response).decode()


@pytest.mark.parametrize("model", MODELS)
def test_lists_answer_or_refuse_every_parameter(visit, model):
    assert failures(visit("administrator"), islice(hostile.attack_lists([model]), None, None, SHARE)) == {}


def test_every_address_of_the_desk_answers_or_refuses_every_key(visit):
    attacks = [attack for attack in hostile.attack_paths() if attack.path.startswith("/admin/")]
    assert failures(visit("editor"), attacks[::10]) == {}


def test_picker_answers_or_refuses_every_parameter(visit):
    assert failures(visit(), hostile.attack_picker()) == {}


@pytest.mark.parametrize(
    "query",
    [
        "stated_on__year=9999",
        "stated_on__year=2024&stated_on__month=13",
        "edited_by__contains=1",
        "waiting__x=1",
        "article__outlet__note__contains=x",
        "policies__id__exact=x",
        "q=" + "a+" * 150,
    ],
)
def test_list_says_why_it_refuses_instead_of_showing_more(visit, query):
    # A filter that has nothing to choose from is left out.
    make.policy("one"), make.policy("two")
    response = visit().get(f"{desk.list_url('claim')}?{query}")
    assert response.status_code == 400
    assert any(word in response.content.decode() for word in ("beside the list", "in the list", "at most 200"))


@pytest.mark.parametrize("query", ["kind=a%00&kind=b", "a%00=1"])
def test_nul_is_refused_wherever_it_stands(visit, query):
    response = visit().get(f"{desk.list_url('claim')}?{query}")
    assert (response.status_code, b"NUL" in response.content) == (400, True)


def test_filters_that_the_list_offers_still_work(visit):
    claim = make.claim(stated_on="2024-05-01")
    query = f"?stated_on__year=2024&stated_on__month=5&kind__exact={claim.kind}&standing=draft&o=-1&outlet=herald"
    assert list(visit().get(desk.list_url("claim") + query).context["cl"].result_list) == [claim]


@pytest.mark.parametrize("count", ["99999999999", "-1", "x", "", "101", "3"])
@pytest.mark.parametrize("name", ["TOTAL_FORMS", "INITIAL_FORMS"])
def test_rows_that_were_not_sent_are_refused(visit, name, count):
    reporter, address = visit(), desk.add_url("person")
    data = desk.opened(reporter, address) | {"name": "Ana", f"roles-{name}": count}
    response = reporter.post(address, data)
    assert response.status_code == 400
    assert f"roles-{name}" in response.content.decode()


def test_group_that_is_no_number_is_an_error_of_the_form(visit):
    administrator, address = visit("administrator"), f"/admin/auth/user/{make.user().pk}/change/"
    response = administrator.post(address, desk.opened(administrator, address) | {"groups": ["x"]})
    assert desk.errors(response) != []


def test_token_of_an_impossible_offset_counts_as_stale(visit):
    claim, reporter = make.claim(), visit()
    response = desk.save(reporter, desk.url(claim), seen="2024-01-01T00:00:00+23:59 draft", text="New.")
    assert desk.errors(response)[0].startswith("Not saved:")


def fail_writes(monkeypatch, error):
    """PostgreSQL's own error, where the driver would raise it."""
    execute = Cursor.execute

    def refuse(self, query, *args, **kwargs):
        if str(query).startswith(("INSERT", "UPDATE")):
            raise error
        return execute(self, query, *args, **kwargs)

    monkeypatch.setattr(Cursor, "execute", refuse)


def make_failing_query(error):
    """As Django hands on what the driver raises."""

    def fail(*args, **kwargs):
        with connection.wrap_database_errors:
            raise error

    return fail


def test_full_disk_is_said_and_what_was_typed_is_kept(visit, monkeypatch):
    claim, reporter = make.claim(), visit()
    data = desk.opened(reporter, desk.url(claim)) | {"text": "Typed for an hour."}
    fail_writes(monkeypatch, errors.DiskFull("could not extend file"))
    response = reporter.post(desk.url(claim), data)
    assert (response.status_code, response["Retry-After"]) == (503, "5")
    assert "A disk of the desk is full" in response.content.decode()
    assert ("text", "Typed for an hour.") in response.context["sent"]


@pytest.mark.parametrize("error", [errors.DiskFull("x"), errors.IoError("x"), errors.InternalError_("x")])
def test_review_on_a_failing_disk_is_503(visit, monkeypatch, error):
    editor, claim = visit("editor"), make.claim()
    Claim.objects.update(state="submitted")
    address = desk.url(claim, "approve")
    assert editor.get(address).status_code == 200
    monkeypatch.setattr("factdb.publishing.ledger.Ledger.open_read_only", make_failing_query(error))
    assert editor.get(address).status_code == 503


def test_database_that_a_full_disk_has_ended_is_said(visit, monkeypatch):
    """The embedded one is started again by whoever asks, and says why it does not."""
    reporter = visit()
    monkeypatch.setattr(Cursor, "execute", make_failing_query(disk_full_problem(Path("/var"))))
    response = reporter.get(desk.list_url("claim"))
    assert response.status_code == 503
    assert "A disk of the desk is full" in response.content.decode()


def test_value_that_the_database_refuses_is_kept_in_the_page(visit, monkeypatch):
    reporter = visit()
    fail_writes(monkeypatch, errors.NumericValueOutOfRange("x"))
    data = desk.opened(reporter, desk.add_url("person")) | {"name": "Ana", "sort_name": "Ana", "slug": "ana"}
    response = reporter.post(desk.add_url("person"), data)
    assert response.status_code == 400
    assert ("name", "Ana") in response.context["sent"]
    assert not Person.objects.exists()


def test_full_disk_beneath_a_middleware_is_503(visit, monkeypatch):
    """The session is saved after every view."""
    client, user = Client(raise_request_exception=False), make.user(password="long enough it is")
    page = {"login": user.username, "password": "long enough it is"}
    monkeypatch.setattr(
        "django.contrib.sessions.backends.db.SessionStore.save", make_failing_query(errors.DiskFull("x"))
    )
    assert client.post("/accounts/login/", page).status_code == 503


@pytest.mark.parametrize("content_type", [name for name in hostile.CONTENT_TYPES if name.isascii()])
@pytest.mark.parametrize("method", ["GET", "POST"])
def test_content_types_fail_nothing(content_type, method):
    status, text = ask_site(REQUEST_METHOD=method, CONTENT_TYPE=content_type, CONTENT_LENGTH="0")
    assert status in ANSWERED
    assert text or status == 302


@pytest.mark.parametrize("part", hostile.PARTS)
def test_broken_forms_are_refused(part):
    status, text = ask_site(
        REQUEST_METHOD="POST",
        CONTENT_TYPE="multipart/form-data; boundary=b",
        CONTENT_LENGTH=str(len(part)),
        **{"wsgi.input": BytesIO(part)},
    )
    assert status in (400, 403)
    assert "<h1>" in text


@pytest.mark.parametrize("cookie", hostile.COOKIES)
def test_broken_cookies_are_nobodys(cookie):
    assert ask_site(HTTP_COOKIE=cookie)[0] == 302


@pytest.mark.parametrize("charset", ["idna", "hex", "undefined"])
def test_form_in_no_encoding_fails_no_page_of_readers(charset):
    """Whose browser was at the desk has a token, which Django would look for in the form."""
    environ = {"CONTENT_TYPE": f"{hostile.FORM}; charset={charset}", "HTTP_COOKIE": f"csrftoken={'t' * 32}"}
    assert ask_site(REQUEST_METHOD="POST", PATH_INFO="/nothing/", **environ)[0] == 404


def test_charset_of_a_request_is_no_encoding_of_its_address():
    """Of those that Python knows, `idna` reads no address with a broken byte."""
    environ = {"PATH_INFO": "/nothing/", "QUERY_STRING": "q=%FF", "CONTENT_TYPE": "text/html; charset=idna"}
    assert ask_site(**environ)[0] == 404
