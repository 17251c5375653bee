"""Nothing of the desk reaches a reader: every address, read with sentinels at the desk, and the walls behind that."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from itertools import product
from pathlib import Path
from typing import NamedTuple

import pytest
from django.apps import apps
from django.contrib.auth.models import User
from django.core.cache import caches
from django.db import ProgrammingError, connection, connections, transaction
from django.http import HttpResponse
from django.test import RequestFactory, override_settings
from django.urls import resolve
from psycopg.errors import InsufficientPrivilege

from config.site_file import load_site_identity
from factdb.api.about import encode_openapi
from factdb.api.openapi import generate_openapi
from factdb.kinds import LEDGER_KINDS, resolve_name
from factdb.models import Claim, LedgerEntry, Person, Policy, PolicyEvent, Relation, Verdict
from factdb.public.downloads.write_release import FILES
from factdb.public.http.wall import BrokenWall, Wall
from factdb.publishing import erasure, publish, removal
from tests import factories as make
from tests.addresses import list_crawl, list_expected_routes, list_public_routes
from tests.connections import PublicClient, SiteClient, public_on_default_connection
from tests.record import publish_record
from tests.releases import contents, export
from tests.sentinels import OTHER_EDITOR, Sentinels, is_record, list_desk_models, list_text_fields, name_hidden

EXAMPLE_SITE = Path(__file__).parents[1] / "docs/site/example.toml"
# Far from the passage: what stands beside it is public.
FAR = "A line between the first one and the passage.\n" * 20
RETRACTED, ERASED = 2, 5
# Where the slug of what is erased stays, because the chain covers it.
CHAINED = ("/api/v1/changes/",)
WITH_TOKEN = "/api/v1/docs/?script="
EMPTY_FEED_INSTANT = re.compile(rb"<updated>[^<]*</updated>")
# One address of each kind of view.
WRONGLY_SELECTED = [
    *(
        "/",
        "/claims/",
        "/claims/3/",
        "/claims.atom",
        "/sitemap.xml",
        "/api/v1/",
        "/api/v1/claims/",
        "/api/v1/claims/3/",
    ),
    *("/api/v1/claims.csv", "/api/v1/claims/facets/?by=kind", "/api/v1/changes/", "/api/v1/claims/3/citation/"),
]


class Crawl(NamedTuple):
    """What each address answered: before anything was hidden, to nobody, and to a browser that is logged in."""

    before: dict[str, bytes]
    nobody: dict[str, bytes]
    staff: dict[str, bytes]
    sentinels: Sentinels
    hidden: int
    releases: tuple[dict[str, bytes], dict[str, bytes]]


@contextmanager
def full_site(folder: Path) -> Iterator[None]:
    """With a logo, pages of its own and a folder of releases, so that each route has something to give."""
    with override_settings(SITE=load_site_identity(str(EXAMPLE_SITE)), FACTDB_RELEASES=folder):
        encode_openapi.cache_clear()
        yield
    encode_openapi.cache_clear()


@pytest.fixture(scope="module")
def crawl(django_db_setup, django_db_blocker, tmp_path_factory):
    folder = tmp_path_factory.mktemp("releases")
    with django_db_blocker.unblock(), full_site(folder), transaction.atomic(), public_on_default_connection():
        result = crawl_site(folder)
        transaction.set_rollback(True)
    return result


def crawl_site(folder: Path) -> Crawl:
    sentinels = Sentinels()
    publish_with_sentinels(sentinels)
    withdraw_release(sentinels, folder / "withdrawn")
    export(folder / "release")
    addresses = list_crawl(generate_openapi(), list_keys(), find_moment())
    before = read_all(PublicClient(), addresses)
    sentinels.add_staff_rows()
    hidden = sentinels.hide_things()
    sentinels.plant_everywhere()
    nobody, staff = PublicClient(), PublicClient()
    staff.force_login(User.objects.create_superuser("chief"))
    answers = read_all(nobody, addresses), read_all(staff, addresses)
    export(folder.parent / f"{folder.name}-again")
    releases = contents(folder / "release"), contents(folder.parent / f"{folder.name}-again")
    return Crawl(before, *answers, sentinels, hidden, releases)


def publish_with_sentinels(sentinels: Sentinels) -> None:
    """Publish twice what is public, with sentinels in all that publishing reads and must leave out."""
    publish_record()
    add_far_claims(sentinels)
    first, third, draft = Claim.objects.get(number=1), Claim.objects.get(number=3), Claim.objects.get(number=None)
    Verdict.objects.create(claim=first, rating="false", summary="It stayed open.", reviewed_on=date(2024, 6, 2))
    Relation.objects.create(claim=third, kind="repeats", target=draft, note=sentinels.make_text())
    policy = Policy.objects.get(slug="visa-law")
    PolicyEvent.objects.create(policy=policy, on=date(2024, 6, 1), status="in_force", note="Begins.", claim=third)
    editor = sentinels.add_editor()
    publish.publish_items(list(edit_public_things(sentinels)), by=editor)
    first = Claim.objects.get(number=1)
    publish.publish_items([first], by=editor, action="corrected", reason="It stayed open.")
    removal.retract_item(Claim.objects.get(number=RETRACTED), by=editor, reason="Other guards.")
    other = make.user("editor")
    erasure.erase_item(Claim.objects.get(number=ERASED), by=editor, asked_by=other, reason="A court said so.")


def withdraw_release(sentinels: Sentinels, release: Path) -> None:
    """Erase by law a person who is in a release, in a claim's first version, in its correction, and in a reason."""
    editor, slug, name = make.user("editor"), sentinels.make_text(), sentinels.make_text()
    sentinels.chained |= {slug, name}
    claim = make.claim(text="Somebody said so.", speaker=make.person(slug, name=name, aliases=[sentinels.make_text()]))
    publish.publish_items([claim], by=editor)
    export(release)
    claim.attribution.update(kind="organization", person=None, organization=claim.article.outlet)
    for item in (Claim.objects.get(pk=claim.pk), Person.objects.get(slug=slug)):
        publish.publish_items([item], by=editor, action="corrected", reason=f"Not {name}.")
    person = Person.objects.get(slug=slug)
    erasure.erase_item(person, by=editor, asked_by=make.user("editor"), reason="A court said so.")


def add_far_claims(sentinels: Sentinels) -> None:
    """Publish two claims of an article whose text begins with a sentinel; one of them will be erased."""
    text = f"{sentinels.make_text()}\n{FAR}{make.TEXT}{FAR}{sentinels.make_text()}\n"
    article = make.article("herald-2024-07-01", text=text, published_on=date(2024, 7, 1))
    for words in ("Another count.", f"To be erased: {sentinels.make_text()}."):
        claim = make.claim(article=article, text=words)
        publish.publish_items([claim], by=make.user("editor"))


def edit_public_things(sentinels: Sentinels) -> Iterator:
    for kind in LEDGER_KINDS.values():
        model = resolve_name(kind.desk_model)
        for item in model.objects.filter(is_public=True):
            item.note, item.edited_by = sentinels.make_text(), [OTHER_EDITOR]
            item.save()
            yield model.objects.get(pk=item.pk)


def list_keys() -> dict[str, list[str]]:
    """Every key that there was ever, what is public first, one of a hidden thing, and one that nobody uses."""
    keys: dict[str, list[str]] = {kind: [] for kind in LEDGER_KINDS}
    for kind, key in LedgerEntry.objects.order_by("-seq").values_list("kind", "key"):
        keys[kind].append(key)
    erased = set(LedgerEntry.objects.filter(action="erased").values_list("kind", "key"))
    for kind, texts in keys.items():
        texts.sort(key=lambda key, kind=kind: (kind, key) in erased)
    seqs = map(str, LedgerEntry.objects.exclude(reason="").values_list("seq", flat=True))
    lists = {kind: [*dict.fromkeys(texts), name_hidden(kind), "99"] for kind, texts in keys.items()}
    lists["claims"].sort(key=lambda key: key != "3")
    return {**lists, "corrections": [*seqs, "99999"]}


def find_moment() -> str:
    """Give a moment between the first version and the second."""
    at = LedgerEntry.objects.filter(version=1).latest("seq").at
    return at.isoformat().replace("+00:00", "Z")


def read_all(client: SiteClient, addresses: list[str]) -> dict[str, bytes]:
    caches["answers"].clear()
    return {address: read_answer(client, address) for address in addresses}


def read_answer(client: SiteClient, address: str) -> bytes:
    """Give status line, headers and body; the request's id is the same for all."""
    response = client.get(address, headers={"X-Request-ID": "crawl"})
    lines = [
        f"{response.status_code} {response.reason_phrase}",
        *(f"{name}: {text}" for name, text in response.items()),
    ]
    return "\n".join([*lines, response.cookies.output(), ""]).encode() + response.getvalue()


def leave_out_chance(answers: dict[str, bytes]) -> dict[str, bytes]:
    """Leave out what Django makes anew for each request: a token, and the instant of a feed without entries."""
    return {
        address: answer if b"<entry>" in answer else EMPTY_FEED_INSTANT.sub(b"", answer)
        for address, answer in answers.items()
        if address != WITH_TOKEN
    }


def find_leaks(sentinels: Sentinels, answers: dict[str, bytes]) -> dict[str, set[str]]:
    leaks = {address: sentinels.find_in(answer, address) for address, answer in answers.items()}
    for address in leaks:
        leaks[address] -= sentinels.chained if address.startswith(CHAINED) else set()
    return {address: texts for address, texts in leaks.items() if texts}


def test_every_route_says_what_to_ask_of_it():
    """A route that is added must be added to `tests/addresses.py`."""
    assert list_public_routes() - list_expected_routes() == set()


def test_every_route_gives_something(crawl):
    good = [address.partition("?")[0] for address, answer in crawl.nobody.items() if answer[:1] in (b"2", b"3")]
    assert list_public_routes() - {resolve(path).route for path in good} == {"api/"}


def test_refusals_are_among_the_answers_and_failures_are_not(crawl):
    statuses = {int(answer[:3]) for answer in crawl.nobody.values()}
    assert {200, 302, 400, 404, 410} <= statuses
    assert max(statuses) < 500


def test_every_text_of_the_desk_holds_a_sentinel(crawl):
    fields = {str(field) for model in list_desk_models() for field in list_text_fields(model)}
    assert fields - crawl.sentinels.fields == set()
    assert len(crawl.sentinels.texts) > 1000


@pytest.mark.parametrize("who", ["before", "nobody", "staff"])
def test_nobody_reads_a_sentinel(crawl, who):
    answers = getattr(crawl, who)
    assert find_leaks(crawl.sentinels, answers) == {}
    assert len(answers) > 1000


def test_slug_and_reasons_of_what_is_erased_are_where_the_chain_covers_them(crawl):
    changes = b"".join(answer for address, answer in crawl.nobody.items() if address.startswith(CHAINED))
    assert [text for text in crawl.sentinels.chained if text.encode() not in changes] == []


def test_withdrawn_release_is_gone(crawl):
    files = [address for address in crawl.nobody if address.startswith("/releases/withdrawn/")]
    assert {crawl.nobody[address][:3] for address in files if "none" not in address} == {b"410"}
    assert len(files) > len(FILES)


def test_no_release_holds_a_sentinel(crawl):
    assert find_leaks(crawl.sentinels, crawl.releases[1]) == {}


@pytest.mark.parametrize("who", ["nobody", "staff"])
def test_answers_are_the_same_with_hidden_things(crawl, who):
    before, after = leave_out_chance(crawl.before), leave_out_chance(getattr(crawl, who))
    assert [address for address, answer in before.items() if after[address] != answer] == []
    assert crawl.hidden > 200


def test_releases_are_the_same_with_hidden_things(crawl):
    before, after = crawl.releases
    assert before == after


def fetch_all(sql: str) -> set[tuple[str, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(sql)
        return set(cursor.fetchall())


def list_columns(*, public: bool) -> set[tuple[str, str]]:
    """(table, column) of all that readers may read, or of all that they may not, as the database has them."""
    record = {model._meta.db_table for model in apps.get_models() if is_record(model)}
    staff = {(LedgerEntry._meta.db_table, column) for column in LedgerEntry.STAFF_ONLY}
    columns = fetch_all(
        "SELECT table_name, column_name FROM information_schema.columns WHERE table_schema = current_schema()"
    )
    readable = {(table, column) for table, column in columns if table in record} - staff
    return readable if public else columns - readable


def list_secret_selections() -> list[str]:
    return [f'SELECT "{column}" FROM "{table}"' for table, column in sorted(list_columns(public=False))]  # noqa: S608


@pytest.mark.django_db
def test_grants_are_the_columns_of_the_record_alone():
    grants = fetch_all(
        "SELECT table_name, column_name, privilege_type FROM information_schema.column_privileges"
        " WHERE grantee IN ('factdb_public', 'PUBLIC') AND table_schema = current_schema()"
    )
    assert grants == {(*column, "SELECT") for column in list_columns(public=True)}


def test_public_login_is_refused_every_column_of_the_desk(real_database):
    selections = list_secret_selections()
    assert len(selections) > 100
    with connections["public"].cursor() as cursor:
        for sql in selections:
            with pytest.raises(ProgrammingError, match="permission denied"):
                cursor.execute(sql)


def test_wrong_selection_of_a_public_answer_is_refused_by_the_database(real_database):
    """Whatever the application selects, in its place a table of the desk is asked for."""
    tables = sorted({table for table, _ in list_columns(public=False)})
    refusals: list = []
    client = SiteClient(raise_request_exception=False)
    for table, address in product(tables, WRONGLY_SELECTED):
        caches["answers"].clear()
        with connections["public"].execute_wrapper(swap_selection(f'SELECT * FROM "{table}"', refusals)):  # noqa: S608
            assert client.get(address).status_code in (500, 503)
    assert {type(error) for error in refusals} == {InsufficientPrivilege}
    assert len(refusals) >= len(tables) * len(WRONGLY_SELECTED)


def swap_selection(selection, refusals):
    def execute_swapped(execute, sql, params, many, context):
        try:
            return execute(selection, (), False, context)
        except Exception as error:
            refusals.append(error.__cause__)
            raise

    return execute_swapped


@pytest.mark.django_db
def test_public_request_asks_nothing_of_the_desks_connection():
    for model in apps.get_models():
        with pytest.raises(BrokenWall):
            Wall(lambda request, model=model: HttpResponse(model._base_manager.first()))(RequestFactory().get("/"))
