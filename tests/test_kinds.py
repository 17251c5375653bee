"""Every kind has all that a kind needs, asked of the things themselves: the database, the addresses, the screens."""

import json
from dataclasses import replace
from html import escape
from html.parser import HTMLParser

import pytest
from django.contrib import admin
from django.contrib.auth.models import Group
from django.db import connection
from django.urls import resolve, reverse

from factdb.admin.base import DeskAdmin
from factdb.api.openapi import generate_openapi
from factdb.choices import Collection
from factdb.kinds import LEDGER_KINDS, PUBLIC_KINDS, check_kinds, resolve_name
from factdb.models import PastBuilt
from factdb.models.desk import Desk
from factdb.public.downloads import datapackage, write_release
from factdb.public.filters.filtersets import PublicFilterSet, get_filterset
from factdb.publishing.links import list_link_tables
from tests import factories as make
from tests.connections import PublicClient
from tests.record import published, record  # noqa: F401

pytestmark = pytest.mark.usefixtures("record")
every_kind = pytest.mark.parametrize("kind", PUBLIC_KINDS.values(), ids=PUBLIC_KINDS)
every_ledger_kind = pytest.mark.parametrize("kind", LEDGER_KINDS.values(), ids=LEDGER_KINDS)


def query(sql, *values):
    with connection.cursor() as cursor:
        cursor.execute(sql, values)
        return [row[0] for row in cursor.fetchall()]


def ask(path):
    response = PublicClient().get(path)
    assert response.status_code == 200, path
    return response.getvalue().decode()


def first_of(kind):
    """(its key, its document)"""
    row = kind.published.objects.order_by("pk").values_list(kind.key_column, "document")[0]
    return row[0], json.loads(row[1])


class Links(HTMLParser):
    """The addresses of links within <nav>, once for each."""

    def __init__(self, page):
        super().__init__()
        self.depth, self.found = 0, []
        self.feed(page)

    def handle_starttag(self, tag, attrs):
        self.depth += tag == "nav"
        if tag == "a" and self.depth:
            self.found.append(dict(attrs)["href"])

    def handle_endtag(self, tag):
        self.depth -= tag == "nav"


def test_kinds_are_the_collections_of_the_ledger_and_the_log():
    assert sorted(LEDGER_KINDS) == sorted(Collection.values)
    assert sorted(PUBLIC_KINDS) == sorted([*LEDGER_KINDS, "corrections"])


def test_whoever_names_another_kind_comes_after_it():
    def list_targets(schema):
        for node in schema.values():
            yield from [node.ref] if node.ref else []
            yield from list_targets(node.keys)

    order = list(LEDGER_KINDS)
    for place, kind in enumerate(LEDGER_KINDS.values()):
        assert set(list_targets(kind.schema)) <= set(order[:place]), kind.collection


def test_check_passes_what_is_declared():
    assert check_kinds(None) == []


def test_check_names_a_path_that_leads_nowhere(monkeypatch):
    wrong = replace(LEDGER_KINDS["claims"], presenter="factdb.pages.presenters.present_claims")
    monkeypatch.setitem(PUBLIC_KINDS, "claims", wrong)
    (error,) = check_kinds(None)
    assert error.msg == "claims: `presenter` names factdb.pages.presenters.present_claims, and there is none."


@every_ledger_kind
def test_public_login_reads_its_rows_and_not_its_working_copies(kind):
    links = [model for table in list_link_tables(kind.collection) for model in (table.model, table.past)]
    tables = [model._meta.db_table for model in (kind.published, kind.past, *links)]
    may = "SELECT has_table_privilege('factdb_public', %s, 'SELECT')"
    assert {table for table in tables if query(may, table) != [True]} == set()
    assert query(may, resolve_name(kind.desk_model)._meta.db_table) == [False]


@every_ledger_kind
def test_database_keeps_rows_and_slugs_of_what_was_published(kind):
    table = resolve_name(kind.desk_model)._meta.db_table
    triggers = """
        SELECT array_to_string(regexp_match(pg_get_triggerdef(oid), 'BEFORE (\\w+)'), '') FROM pg_trigger
        WHERE tgrelid = %s::regclass AND tgfoid = 'factdb_published_stays'::regproc ORDER BY 1"""
    assert query(triggers, table) == ["DELETE", "UPDATE"]


@every_ledger_kind
def test_what_hangs_on_a_past_row_goes_with_it(kind):
    rules = "SELECT confdeltype FROM pg_constraint WHERE conrelid = %s::regclass AND confrelid = %s::regclass"
    past = kind.past._meta.db_table
    for table in list_link_tables(kind.collection):
        assert query(rules, table.past._meta.db_table, past) == ["c"], table.past


@every_ledger_kind
def test_past_rows_are_kept_from_some_entry_on(kind):
    assert PastBuilt.objects.filter(collection=kind.collection).exists()


@every_ledger_kind
def test_past_rows_have_the_columns_of_published_ones(kind):
    columns = {field.column for field in kind.published._meta.concrete_fields}
    assert {field.column for field in kind.past._meta.concrete_fields} == columns | {"valid_from", "valid_to"}


@every_ledger_kind
def test_roles_may_write_it(kind):
    model = resolve_name(kind.desk_model)._meta.model_name
    rights = {
        group.name: {p.codename.removesuffix(f"_{model}") for p in group.permissions.filter(content_type__model=model)}
        for group in Group.objects.all()
    }
    whole = {"add", "change", "view", "delete"}
    assert rights == {"reporter": whole - {"delete"}, "editor": whole, "administrator": whole}


@every_ledger_kind
def test_desk_has_its_form(kind):
    model = resolve_name(kind.desk_model)
    assert issubclass(model, Desk)
    assert isinstance(admin.site.get_model_admin(model), DeskAdmin)
    client = PublicClient()
    client.force_login(make.user())
    assert client.get(reverse(f"admin:factdb_{model._meta.model_name}_add")).status_code == 200
    front = client.get("/admin/").context["counts"]
    assert model._meta.verbose_name_plural.capitalize() in [row["name"] for row in front]


@every_kind
def test_list_can_be_asked_and_ordered(kind):
    filterset = get_filterset(kind.collection)
    assert issubclass(filterset, PublicFilterSet)
    assert filterset.default.removeprefix("-") in filterset.orderings
    assert set(kind.frequent_filters) <= {*filterset.base_filters, "ordering"}


@every_kind
def test_openapi_describes_it(kind, openapi):
    schemas, lists = openapi["components"]["schemas"], openapi["paths"][f"/api/v1/{kind.collection}/"]
    of_any_version = f"{kind.schema_name}Version" if kind.later_nodes else kind.schema_name
    assert list(schemas[of_any_version]["properties"]) == list(kind.schema)
    assert f"{kind.schema_name}Page" in schemas
    assert lists["get"]["operationId"] == f"{kind.collection}_list"


@pytest.fixture(scope="module")
def openapi():
    return generate_openapi()


@every_kind
def test_every_form_of_its_list_is_answered(kind):
    name = kind.collection
    addresses = [f"/{name}/", f"/{name}.atom", *(f"/api/v1/{name}.{form}" for form in ("json", "csv", "ndjson"))]
    answers = {address: ask(address) for address in addresses}
    if name in LEDGER_KINDS:
        url = first_of(kind)[1]["url"]
        assert [address for address, text in answers.items() if url not in text] == []


@every_ledger_kind
def test_item_has_its_page_and_its_document(kind):
    _, document = first_of(kind)
    page = resolve(document["url"]).func.view_class
    assert (page, page.collection) == (resolve_name(kind.page_class), kind.collection)
    assert f">{escape(document[kind.heading])}</h1>" in ask(document["url"])
    assert json.loads(ask(f"/api/v1{document['url']}")) == document


@every_ledger_kind
def test_item_can_be_followed(kind):
    key, document = first_of(kind)
    name = kind.collection
    assert json.loads(ask(f"/api/v1{document['url']}versions/"))["results"][-1]["version"] == 1
    assert {entry["kind"] for entry in json.loads(ask(f"/api/v1/changes/?kind={name}"))["results"]} == {name}
    assert json.loads(ask(f"/api/v1/check/?ids={name}/{key}"))["results"][0]["status"] == "current"


@every_ledger_kind
def test_search_engines_and_the_front_page_know_it(kind):
    assert f"/sitemaps/{kind.collection}-1.xml" in ask("/sitemap.xml")
    assert first_of(kind)[1]["url"] in ask(f"/sitemaps/{kind.collection}-1.xml")
    assert f'<li><a href="/{kind.collection}/"><strong>' in ask("/")


@every_kind
def test_menu_leads_to_it_from_the_head_and_the_foot_of_every_page(kind):
    assert Links(ask("/about/")).found.count(f"/{kind.collection}/") == 2


@every_kind
def test_release_holds_it(kind):
    assert {f"{kind.collection}.csv.gz", f"{kind.collection}.ndjson.gz"} <= set(write_release.DATA)
    assert datapackage.build_table_schema(kind.collection)["primaryKey"] == [kind.key_column]
