"""What was approved is what is published: no float stands between the form and any face of the record."""

import ast
import csv
import io
import json
from decimal import Decimal
from pathlib import Path

import pytest
from django.utils.html import escape

from factdb.models import Claim
from tests import factories as make
from tests.admin import desk
from tests.pages.html import page, text

pytestmark = pytest.mark.django_db

FACTDB = Path(__file__).parents[1] / "factdb"
# Seconds and ranks are no figures.
NO_FIGURES = {
    *("public/http/lag.py", "public/filters/cursors.py", "management/progress.py", "logins/attempts.py"),
    "publishing/shown_words.py",
}
# As it is typed, in JSON, and on the page.
NUMBERS = [
    ("0", "0", "0"),
    ("0.1", "0.1", "0.1"),
    ("-0.0001", "-0.0001", "-0.0001"),
    ("12.50", "12.5", "12.5"),
    ("1200", "1200", "1,200"),
    ("0.3", "0.3", "0.3"),
    ("123456789012.345", "123456789012.345", "123,456,789,012.345"),
    ("12345678901.2345", "12345678901.2345", "12,345,678,901.2345"),
    ("999999999999999", "999999999999999", "999,999,999,999,999"),
    ("52616000000000000", "52616000000000000", "52,616,000,000,000,000"),
    ("99999999999999900000", "99999999999999900000", "99,999,999,999,999,900,000"),
    ("5.2616e16", "52616000000000000", "52,616,000,000,000,000"),
]


def names_in(path):
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.Name | ast.alias):
            yield getattr(node, "id", getattr(node, "name", ""))
        if isinstance(node, ast.ImportFrom):
            yield node.module or ""


def test_no_float_is_made_of_a_figure():
    files = {str(path.relative_to(FACTDB)): path for path in FACTDB.rglob("*.py")}
    assert [n for n in sorted(files.keys() - NO_FIGURES) if {"float", "math"} & set(names_in(files[n]))] == []


def test_json_is_read_by_decimals_wherever_documents_are():
    files = [path for path in FACTDB.rglob("*.py") if "msgspec" in set(names_in(path))]
    assert sorted(str(path.relative_to(FACTDB)) for path in files) == [
        "exact_json.py",
        "public/record/raw_documents.py",
    ]


@pytest.fixture
def figure():
    return make.claim(kind="figure", measure=make.measure(), value=1, hedge="exact")


def publish_typed(visit, claim, number):
    """Type a number into the form, submit it, and have it approved by the page for that."""
    response = desk.save(visit(), desk.url(claim), "_submit", value=number)
    editor = visit("editor")
    page = editor.get(desk.url(claim, "approve"))
    if page.status_code == 200:
        answers = {"seen": page.context["seen"], "action": "updated", "reason": ""}
        editor.post(desk.url(claim, "approve"), answers, follow=True)
    return response


def faces(client):
    """The text of the number in each form of the claim."""
    address = "/api/v1/claims/"
    detail = json.loads(client.get(f"{address}1/").content, parse_float=str, parse_int=str)
    listed = json.loads(client.get(address).content, parse_float=str, parse_int=str)
    line = json.loads(b"".join(client.get(f"{address}?format=ndjson")), parse_float=str, parse_int=str)
    (row,) = csv.DictReader(io.StringIO(b"".join(client.get(f"{address}?format=csv")).decode()))
    documents = (detail, listed["results"][0], line)
    return {*(document["figure"]["value"] for document in documents), row["figure.value"]}


@pytest.mark.parametrize(("typed", "written", "shown"), NUMBERS)
def test_number_is_published_as_it_was_typed(visit, client, figure, typed, written, shown):
    publish_typed(visit, figure, typed)
    assert faces(client) == {written}
    assert escape(shown) in text(page(client, "/claims/1/"))
    assert len(client.get(f"/api/v1/claims/?value_min={written}&value_max={written}").json()["results"]) == 1


@pytest.mark.parametrize("typed", ["1234567890123.4567", "1000000000000.001", "9007199254740993"])
def test_number_that_readers_would_hold_as_another_is_refused(visit, figure, typed):
    response = publish_typed(visit, figure, typed)
    assert desk.errors(response) == [
        "A number has at most 15 digits from the first that is not 0 to the last, or readers would hold another one; "
        f"{typed} has {len(typed.replace('.', ''))}: round it, and say so with the hedge."
    ]


def test_such_a_number_that_came_in_by_another_way_is_not_published(figure):
    Claim.objects.update(value=Decimal("9007199254740993"))
    with pytest.raises(Exception, match="at most 15 digits"):
        make.publish(figure)
