"""A release described for machines: a Data Package (datapackage.org, version 2) that types every CSV column.

Everything that it says of a column is taken from the shapes, so that it cannot say something else than they do.
"""

from typing import Any

from django.conf import settings

from factdb.kinds import PUBLIC_KINDS
from factdb.models.ledger import LedgerEntry
from factdb.public.record.sparse_fields import Shape, shape_of
from factdb.schemas import Field

from .columns import build_csv_columns, follow_path, is_partial_date, list_entry_keys

Described = dict[str, Any]

PACKAGE = "https://datapackage.org/profiles/2.0/datapackage.json"
RESOURCE = "https://datapackage.org/profiles/2.0/dataresource.json"
INSTANT_FORMAT = "%Y-%m-%dT%H:%M:%S.%fZ"
COLUMN_TYPES = {"date": {"type": "date"}, "date-time": {"type": "datetime", "format": INSTANT_FORMAT}}
# Table Schema has no type for a date of which only the month or year may be known.
PARTIAL_DATE = {
    "type": "string",
    "description": "A day, or the month or year where no more is known.",
    "constraints": {"required": True, "pattern": r"\d{4}(-\d{2}(-\d{2})?)?"},
}
RESOURCE_MEDIA_TYPES = {"csv": "text/csv", "ndjson": "application/x-ndjson"}
STORED = {"encoding": "utf-8", "compression": "gz"}
ABOUT_PACKAGE = "Single facts of news articles: who said what, how it reached us, and where it is written."
# What PostgreSQL writes: LF line ends, and empty for null.
DIALECT = {"delimiter": ",", "lineTerminator": "\n", "quoteChar": '"', "doubleQuote": True, "header": True}


def build_package(head: LedgerEntry, files: list[Described], erased: list[int]) -> Described:
    """`created` is the instant of the ledger entry, not of the export, which must not show in the bytes.

    `erased` are the later entries that erased by law what was public then, and so is not in the files.

    The documents are not among the resources: readers of packages would take NDJSON for tables of one row an object,
    and refuse a file without any.
    """
    site = settings.SITE
    return {
        "$schema": PACKAGE,
        "name": site.slug,
        "id": head.sha256,
        "title": f"{site.name}, ledger entry {head.seq}",
        "description": " ".join(filter(None, [ABOUT_PACKAGE, site.covers])),
        "version": str(head.seq),
        "created": head.at.strftime(INSTANT_FORMAT),
        "licenses": [{"name": site.licence.id, "path": site.licence.url, "title": site.licence.name}],
        "contributors": [describe_publisher()],
        "sources": [{"title": "News articles, each with its outlet and address", "path": "articles.csv.gz"}],
        "ledger": {"seq": head.seq, "sha256": head.sha256, **({"erased": erased} if erased else {})},
        "resources": [file for file in files if "schema" in file],
        "documents": [file for file in files if "schema" not in file],
    }


def describe_publisher() -> Described:
    publisher = settings.SITE.publisher
    path = {"path": publisher.url} if publisher.url else {}
    return {"title": publisher.name, **path, "roles": ["publisher"]}


def describe_file(collection: str, form: str, file: Described) -> Described:
    """Describe one file. `file` is what is known of its bytes."""
    common = {"name": collection, **file, "format": form, "mediatype": RESOURCE_MEDIA_TYPES[form], **STORED}
    if form != "csv":
        return common
    return {
        **common,
        "$schema": RESOURCE,
        "type": "table",
        "dialect": DIALECT,
        "schema": build_table_schema(collection),
    }


def build_table_schema(collection: str) -> Described:
    shape = shape_of(collection)
    return {
        "fields": [describe_shape_column(shape, name) for name in build_csv_columns(shape)],
        "primaryKey": [PUBLIC_KINDS[collection].key_column],
        "missingValues": [""],
    }


def describe_shape_column(shape: Shape, name: str) -> Described:
    path = name.split(".")
    column = describe_column(name, follow_path(shape, path))
    return {**column, **PARTIAL_DATE} if is_partial_date(shape, path) else column


def describe_column(name: str, nodes: list[Field]) -> Described:
    column = {"name": name, **_describe_type(nodes[-1]), "description": _write_description(nodes)}
    constraints = _list_constraints(nodes)
    return {**column, "constraints": constraints} if constraints else column


def _describe_type(node: Field) -> Described:
    if node.many:
        return {"type": "string"}
    if node.format in COLUMN_TYPES:
        return COLUMN_TYPES[node.format]
    return {"type": node.type, **({"format": node.format} if node.format else {})}


def _write_description(nodes: list[Field]) -> str:
    sentences = [node.help for node in nodes if node.help]
    if nodes[-1].many:
        sentences.append(_describe_join(nodes[-1]))
    if len(nodes) > 1 and nodes[-2].ref:
        sentences.append(f"Of one of {nodes[-2].ref}.")
    return " ".join(sentences)


def _describe_join(node: Field) -> str:
    if "verb" in node.keys:
        return "Names joined by ' > '."
    entry = ", ".join(list_entry_keys(node))
    return f"The {entry} of each, joined by '|'." if entry else "Joined by '|'."


def _list_constraints(nodes: list[Field]) -> Described:
    """A cell is always filled where nothing on the way to it may be null, but for a list, which may have no entries."""
    constraints: Described = {}
    if not any(node.nullable or node.many for node in nodes):
        constraints["required"] = True
    if nodes[-1].choices:
        constraints["enum"] = list(nodes[-1].choices.values)
    return constraints
