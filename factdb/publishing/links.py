"""The narrow rows that hang on published rows, so that filters need not open a document."""

from collections.abc import Callable, Iterable, Iterator
from typing import Any, NamedTuple

from django.db import connection

from factdb import models as m
from factdb.choices import Collection
from factdb.kinds import LEDGER_KINDS, resolve_name
from factdb.schemas import JsonObject

from .published_names import Catalogue, NameSource
from .tables import ArrayValues, TableRows, delete_rows, format_pg_array


class LinkTable(NamedTuple):
    """A table, its columns - the first is the published row's key - and what makes the rest from a document.

    `past` is its twin, for what hangs on past rows.
    """

    model: Any
    past: Any
    columns: tuple[str, ...]
    rows: Callable[[dict, Any], Any]


def list_link_tables(collection: str) -> tuple[LinkTable, ...]:
    tables = LEDGER_KINDS[collection].link_tables
    return resolve_name(tables) if tables else ()


def build_link_rows(
    collection: str, pairs: Iterable[tuple[int, JsonObject]], catalogue: NameSource
) -> Iterator[TableRows]:
    """Yield (model, columns, rows) of each table, for (published row's key, document)."""
    for table in list_link_tables(collection):
        yield (
            table.model,
            table.columns,
            [(pk, *rest) for pk, document in pairs for rest in table.rows(document, catalogue)],
        )


def fetch_link_rows(collection: str, ids: ArrayValues) -> set[tuple[Any, ...]]:
    """Fetch what there is of these, each row as (table's number, key, *rest), all as text."""
    rows: set[tuple] = set()
    for number, table in enumerate(list_link_tables(collection)):
        key, *rest = table.columns
        names = ", ".join(f'"{column}"::text' for column in rest)
        with connection.cursor() as cursor:
            sql = f'SELECT {number}, "{key}", {names} FROM "{table.model._meta.db_table}" WHERE "{key}" = ANY(%s)'  # noqa: S608
            cursor.execute(sql, [format_pg_array(ids)])
            rows.update(cursor)
    return rows


def find_wrong_links(
    collection: str, pairs: Iterable[tuple[int, JsonObject]], catalogue: Catalogue, link_rows: set[tuple[Any, ...]]
) -> set[int]:
    """Find the keys of those of (published row's key, document) of which `held` is not what the document says."""
    expected_rows: set[tuple[Any, ...]] = {
        (number, pk, *(None if value is None else str(value) for value in rest))
        for number, table in enumerate(list_link_tables(collection))
        for pk, document in pairs
        for rest in table.rows(document, catalogue)
    }
    return {row[1] for row in expected_rows ^ link_rows}


def find_stray_links(collection: str) -> list[int]:
    """Find the keys that narrow rows hang on, and that nothing public has."""
    public = LEDGER_KINDS[collection].published._meta.db_table
    keys: set[int] = set()
    for table in list_link_tables(collection):
        key = table.columns[0]
        with connection.cursor() as cursor:
            sql = f'SELECT n."{key}" FROM "{table.model._meta.db_table}" n LEFT JOIN "{public}" p ON p.id = n."{key}"'  # noqa: S608
            cursor.execute(f"{sql} WHERE p.id IS NULL")
            keys.update(pk for (pk,) in cursor)
    return sorted(keys)


def has_same_links(collection: str, before: JsonObject, after: JsonObject, catalogue: Catalogue) -> bool:
    """Say whether two documents of a thing have the same narrow rows."""
    return all(
        [*table.rows(before, catalogue)] == [*table.rows(after, catalogue)] for table in list_link_tables(collection)
    )


def delete_links(collection: str, ids: ArrayValues) -> None:
    for table in list_link_tables(collection):
        delete_rows(table.model, table.columns[0], ids)


def people_of(claim: JsonObject) -> dict[str, None]:
    """List the slugs of all who speak, relay or are mentioned, each once."""
    chain = [hop["person"] for hop in claim["attribution"] if hop["person"]]
    return dict.fromkeys(person["slug"] for person in chain + claim["people"])


def organizations_of(claim: JsonObject) -> dict[str, None]:
    """List the slugs of all that stand in the chain or are mentioned, each once."""
    chain = [hop["organization"] for hop in claim["attribution"] if hop["organization"]]
    return dict.fromkeys(organization["slug"] for organization in chain + claim["organizations"])


def build_role_links(person: JsonObject, catalogue: NameSource) -> Iterator[tuple[Any, ...]]:
    for role in person["roles"]:
        yield catalogue.id_of(Collection.ORGANIZATIONS, role["organization"]), role["title"]


def build_event_links(policy: JsonObject, catalogue: NameSource) -> Iterator[tuple[Any, ...]]:
    for position, event in enumerate(policy["events"]):
        yield position, event["on"], event["precision"], event["status"] or "", event["note"], event["claim"]


def build_policy_links(claim: JsonObject, catalogue: NameSource) -> Iterator[tuple[Any, ...]]:
    for policy in claim["policies"]:
        yield claim["stated_on"], catalogue.id_of(Collection.POLICIES, policy)


def build_person_links(claim: JsonObject, catalogue: NameSource) -> Iterator[tuple[Any, ...]]:
    for slug in people_of(claim):
        yield claim["stated_on"], catalogue.get_row(Collection.PEOPLE, slug).pk


def build_organization_links(claim: JsonObject, catalogue: NameSource) -> Iterator[tuple[Any, ...]]:
    for slug in organizations_of(claim):
        yield claim["stated_on"], catalogue.get_row(Collection.ORGANIZATIONS, slug).pk


def build_relation_links(claim: JsonObject, catalogue: NameSource) -> Iterator[tuple[Any, ...]]:
    for relation in claim["relations"]:
        yield relation["kind"], relation["claim"]


PERSON_LINKS = (LinkTable(m.PublishedRole, m.PastRole, ("person_id", "organization_id", "title"), build_role_links),)
POLICY_LINKS = (
    LinkTable(
        m.PublishedPolicyEvent,
        m.PastPolicyEvent,
        ("policy_id", "position", "on", "precision", "status", "note", "claim_id"),
        build_event_links,
    ),
)
CLAIM_LINKS = (
    LinkTable(m.PublishedClaimPolicy, m.PastClaimPolicy, ("claim_id", "stated_on", "policy_id"), build_policy_links),
    LinkTable(m.PublishedClaimPerson, m.PastClaimPerson, ("claim_id", "stated_on", "person_id"), build_person_links),
    LinkTable(
        m.PublishedClaimOrganization,
        m.PastClaimOrganization,
        ("claim_id", "stated_on", "organization_id"),
        build_organization_links,
    ),
    LinkTable(m.PublishedRelation, m.PastRelation, ("claim_id", "kind", "target_id"), build_relation_links),
)
