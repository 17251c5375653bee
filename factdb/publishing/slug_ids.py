"""One id for one slug, whenever its rows are public: by it past rows name what may be gone by now."""

from django.db import connection

from factdb.kinds import LEDGER_KINDS
from factdb.models import LedgerEntry, PublishedSlug

from .tables import ArrayValues, copy_rows, format_pg_array

SLUG_TABLE = PublishedSlug._meta.db_table
COMPLETE = (
    # Whatever is wrong goes first, since an id may have moved from one slug to another.
    f"DELETE FROM {SLUG_TABLE} t USING {{published}} p WHERE t.kind = %(kind)s"  # noqa: S608
    " AND p.slug = t.slug AND p.id <> t.row_id",
    f"DELETE FROM {SLUG_TABLE} t USING {{published}} p WHERE t.kind = %(kind)s"  # noqa: S608
    " AND p.id = t.row_id AND p.slug <> t.slug",
    f"INSERT INTO {SLUG_TABLE} (kind, slug, row_id) SELECT %(kind)s, slug, id FROM {{published}}"  # noqa: S608
    " ON CONFLICT DO NOTHING",
    f"""
    INSERT INTO {SLUG_TABLE} (kind, slug, row_id)
    SELECT %(kind)s, key, nextval(pg_get_serial_sequence('{{published}}', 'id')) FROM (
        SELECT key FROM {LedgerEntry._meta.db_table} WHERE kind = %(kind)s
        EXCEPT SELECT slug FROM {SLUG_TABLE} WHERE kind = %(kind)s) AS gone""",  # noqa: S608
)


# By collection and slug.
SlugIds = dict[tuple[str, str], int]


def find_slug_ids(collection: str, slugs: ArrayValues) -> dict[str, int]:
    """Give {slug: id} of those that were public before."""
    with connection.cursor() as cursor:
        sql = f"SELECT slug, row_id FROM {SLUG_TABLE} WHERE kind = %s AND slug = ANY(%s)"  # noqa: S608
        cursor.execute(sql, [collection, format_pg_array(slugs)])
        return dict(cursor.fetchall())


def find_all_slug_ids() -> SlugIds:
    """Give {(collection, slug): id} of all that were ever public."""
    return {(kind, slug): row_id for kind, slug, row_id in PublishedSlug.objects.values_list("kind", "slug", "row_id")}


def store_slug_ids(collection: str, ids: dict[str, int]) -> None:
    """Keep {slug: id} of slugs that are public for the first time."""
    if ids:
        copy_rows(SLUG_TABLE, ["kind", "slug", "row_id"], [(collection, slug, row_id) for slug, row_id in ids.items()])


def complete_slug_ids(collection: str) -> None:
    """Give an id to every slug that the ledger names: of those public now, theirs."""
    table = LEDGER_KINDS[collection].published._meta.db_table
    with connection.cursor() as cursor:
        for statement in COMPLETE:
            cursor.execute(statement.format(published=table), {"kind": collection})
