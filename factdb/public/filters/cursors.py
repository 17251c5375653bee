"""Pages of a list: keyset cursors, equally fast at any depth."""

from hashlib import blake2b
from typing import Any, NamedTuple

from django.core.signing import BadSignature, Signer

from .ordering import RELEVANCE, Order

# An address would have to quote Django's own separator.
SIGNER = Signer(salt="factdb.cursor", sep=".")
# What a cursor's texts and numbers are, where it is not text that they are compared with.
TYPES = {
    **dict.fromkeys(("stated_on", "published_on"), "date"),
    **dict.fromkeys(("published_at", "updated_at"), "timestamptz"),
    **dict.fromkeys(("id", "seq"), "bigint"),
    RELEVANCE: "float8",
}


class Position(NamedTuple):
    """A place between rows: the sort values of a row, and on which side of it to go on."""

    values: list[Any]
    backwards: bool

    @property
    def params(self) -> dict[str, Any]:
        return {f"after_{place}": value for place, value in enumerate(self.values)}

    def list_placeholders(self, order: Order) -> list[str]:
        """Give SQL of the values, each with its type."""
        return [f"%(after_{place})s::{TYPES.get(name, 'text')}" for place, name in enumerate(order.column_names)]


def condition_after(order: Order, columns: list[str], values: list[str]) -> str:
    """Give SQL of the rows beyond these values. Whole rows compared are one range of an index, if all go one way."""
    signs = ["<" if column.startswith("-") else ">" for column in order.columns]
    if len(set(signs)) == 1:
        return f"({', '.join(columns)}) {signs[0]} ({', '.join(values)})"
    condition = "FALSE"
    for column, sign, value in reversed(list(zip(columns, signs, values, strict=True))):
        condition = f"({column} {sign} {value} OR ({column} = {value} AND {condition}))"
    return f"{columns[0]} {signs[0]}= {values[0]} AND {condition}"


class ResultPage(NamedTuple):
    rows: list[str]
    next: str | None
    previous: str | None


class Cursors:
    """The cursors of one question, to which `fingerprint` ties them. Signed, so no other values reach the database."""

    def __init__(self, order: Order, question: Any) -> None:
        self.keys = len(order.columns)
        self.fingerprint = blake2b(repr((order.name, question)).encode(), digest_size=8).hexdigest()

    def parse_cursor(self, cursor: str) -> Position | None:
        """Read a cursor; None where it is not one of this question."""
        try:
            fingerprint, values, backwards = SIGNER.unsign_object(cursor)
        except BadSignature:
            return None
        return Position(values, backwards) if fingerprint == self.fingerprint else None

    def cut_page(self, rows: list[tuple[Any, ...]], size: int, position: Position | None) -> ResultPage:
        """Make a page of rows (document, sort values, ...), read from a position on, one more than the page has."""
        backwards = bool(position and position.backwards)
        more, rows = len(rows) > size, rows[:size]
        if backwards:
            rows.reverse()
        return ResultPage(
            [row[0] for row in rows],
            next=self._make_cursor(rows[-1], False) if rows and (more or backwards) else None,
            previous=self._make_cursor(rows[0], True) if rows and (more if backwards else position) else None,
        )

    def _make_cursor(self, row: tuple[Any, ...], backwards: bool) -> str:
        values = [v if isinstance(v, str | int | float) else v.isoformat() for v in row[1 : self.keys + 1]]
        return SIGNER.sign_object([self.fingerprint, values, backwards])
