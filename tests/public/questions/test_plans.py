"""No list is slow for the values that are asked: with 100,000 claims a page of a filter is a short walk of an index.

Where no index has the filter's rows in the order asked, the most that may be read instead stands beside the value.
"""

import json

import pytest

from factdb.kinds import PUBLIC_KINDS
from factdb.models import PublishedPerson
from factdb.public.filters.filtersets import get_filterset
from factdb.public.filters.ordering import RELEVANCE, list_ordering_names
from factdb.public.questions.list_query import PAGE_SIZE
from factdb.publishing import rerender_dependents
from tests.connections import cloned_database
from tests.explained import Explained, most_read, most_sorted, nodes, sequential
from tests.public.questions import many

# One more than the page, and ties of what is sorted within a date.
WALK = PAGE_SIZE + 3
# What is common enough is met every few rows of a walk through all.
NEAR = 4 * WALK
# Tables of a few thousand narrow rows may be read and sorted whole.
SMALL = {f"published{name}" for name in ("organization", "measure", "person", "role", "policy", "correction")}
ASKED = {
    "claims": {
        # All hits are read, and sorted, unless they are common.
        "q": {"common": WALK, "seldom": WALK, "word7": 2 * WALK, "common -word7": WALK, "seldom OR word7": 3 * WALK},
        "id": {"5": WALK, "5,9": WALK},
        "article": {"article-1": WALK, "article-200": WALK, "article-1,article-200": NEAR},
        "outlet": {"organization-1": WALK, "organization-200": WALK, "organization-1,organization-200": NEAR},
        "speaker": {"person-1": WALK, "person-200": WALK, "person-200,person-201": NEAR},
        "person": {"person-1": WALK, "person-200": WALK, "person-1,person-200": NEAR},
        "policy": {"policy-1": WALK, "policy-200": WALK, "policy-1,policy-200": NEAR},
        "organization": {"organization-1": WALK, "organization-200": WALK},
        "measure": {"measure-1": WALK, "measure-200": WALK},
        "kind": {"figure": WALK, "denial": WALK, "plan": WALK, "figure,denial": NEAR},
        "attribution": {"person": WALK, "anonymous": WALK, "document": WALK},
        "rating": {"unchecked": WALK, "false": WALK, "disputed": WALK},
        "weight": {"normal": WALK, "lead": WALK, "lead,background": NEAR},
        # Where less than a page is left, claims of that year before the day are passed over: some may be of all of it.
        "stated_after": {"2005-01-01": WALK, "2024-08-10": WALK, "2024-08-21": many.YEAR, "2030-01-01": WALK},
        "stated_before": {"2020-01-01": WALK, "2000-01-02": WALK, "1990-01-01": WALK},
        # Claims that were stated later but published out of the range are passed over.
        "published_after": {"2024-01-02": WALK, "2024-03-10": 1000, "2030-01-01": WALK},
        "published_before": {"2024-01-02": many.CLAIMS, "2024-03-08": 3000, "1990-01-01": WALK},
        "has_figure": {"true": NEAR, "false": NEAR},
        "has_quote": {"true": WALK, "false": WALK},
        "value_min": {"10": NEAR, "99990": WALK, "1000000": WALK},
        "value_max": {"99990": NEAR, "10": WALK, "0": WALK},
        "corrected": {"true": WALK, "false": WALK},
        "corroborated": {"true": NEAR, "false": NEAR},
        # The ten that are contradicted are looked through for each.
        "contradicted": {"true": NEAR, "false": 11 * WALK},
        "origin": {"organization-1": WALK, "person-1": WALK, "person-200": WALK},
        # All of its relations are read.
        "related": {"1": NEAR, "500": WALK},
        "updated_since": {"2024-01-02": WALK, "2024-03-10": 1000, "2030-01-01": WALK},
    },
    "articles": {
        "q": {"common": WALK, "seldom": WALK},
        "outlet": {"organization-1": NEAR, "organization-200": WALK},
        # The claims of the articles are read until a page is full.
        "person": {"person-1": many.CLAIMS, "person-200": NEAR},
        "policy": {"policy-1": many.CLAIMS, "policy-200": NEAR},
        "published_after": {"2001-01-01": WALK, "2013-09-01": 366},
        "published_before": {"2012-01-01": WALK, "2001-01-01": 366, "1990-01-01": WALK},
        "updated_since": {"2024-01-02": WALK, "2030-01-01": WALK},
    },
    "people": {
        "q": {"common": NEAR, "seldom": WALK},
        "organization": {"organization-1": many.PEOPLE, "organization-200": WALK},
        "wikidata": {"Q5": WALK, "Q5,Q7": WALK},
        "role": {"Title 5": many.PEOPLE, "nobody": many.PEOPLE},
        "updated_since": {"2024-01-02": many.PEOPLE, "2030-01-01": WALK},
    },
    "policies": {
        "q": {"common": NEAR, "seldom": WALK},
        "wikidata": {"Q5": WALK},
        "status": {"in_force": many.POLICIES, "proposed": many.POLICIES},
        "kind": {"law": many.POLICIES, "order": many.POLICIES},
        "jurisdiction": {"land 3": many.POLICIES},
        "active_on": {"2012-01-01": 3 * many.POLICIES, "2010-01-03": 3 * many.POLICIES},
        "updated_since": {"2024-01-02": many.POLICIES},
    },
    "organizations": {
        "q": {"common": many.ORGANIZATIONS},
        "wikidata": {"Q5": WALK},
        "kind": {"outlet": many.ORGANIZATIONS, "agency": many.ORGANIZATIONS},
        "updated_since": {"2024-01-01": many.ORGANIZATIONS},
    },
    "measures": {
        "q": {"seldom": WALK},
        "unit": {"unit 5": many.MEASURES},
        "nature": {"total": many.MEASURES},
        "updated_since": {"2024-01-02": many.MEASURES},
    },
    "corrections": {
        "kind": {"claims": many.CORRECTIONS, "articles": many.CORRECTIONS},
        "action": {"corrected": many.CORRECTIONS, "retracted": many.CORRECTIONS},
        "after": {"2024-01-02": WALK},
        "before": {"2024-01-02": many.CORRECTIONS},
    },
}
SINGLE = [
    pytest.param(collection, {name: value}, most, id=f"{collection}-{name}={value}")
    for collection, filters in ASKED.items()
    for name, values in filters.items()
    for value, most in values.items()
]
# Each order of claims and articles has an index, of the others the default one: the rest sort what is there.
ROWS = {"claims": WALK, "articles": WALK, "people": many.PEOPLE, "policies": many.POLICIES}
ROWS |= {"organizations": many.ORGANIZATIONS, "measures": many.MEASURES, "corrections": WALK}
ORDERS = [
    pytest.param(collection, {"ordering": name}, ROWS[collection], id=f"{collection} by {name}")
    for collection in PUBLIC_KINDS
    for name in list_ordering_names(get_filterset(collection))
    if name != RELEVANCE
]
DEFAULTS = [
    pytest.param(collection, {}, many.ORGANIZATIONS if collection == "organizations" else WALK, id=collection)
    for collection in PUBLIC_KINDS
]
TOGETHER = [
    ({"policy": "policy-1", "stated_after": "2005-01-01", "stated_before": "2010-01-01"}, WALK),
    ({"speaker": "person-1", "stated_before": "2010-01-01"}, NEAR),
    ({"kind": "figure", "stated_before": "2010-01-01"}, NEAR),
    # The rarer leads: nothing is common to both.
    ({"policy": "policy-1", "organization": "organization-2"}, many.CLAIMS // 9),
    ({"policy": "policy-2", "organization": "organization-1"}, many.CLAIMS // 9),
    ({"policy": "policy-1", "outlet": "organization-2"}, many.CLAIMS // 9),
    ({"policy": "policy-1", "outlet": "organization-200"}, NEAR),
    ({"policy": "policy-1", "person": "person-1"}, NEAR),
    ({"policy": "policy-1", "person": "person-200"}, NEAR),
    ({"policy": "policy-200", "person": "person-1"}, NEAR),
    ({"policy": "policy-1", "kind": "figure"}, 2 * NEAR),
    ({"policy": "policy-1", "rating": "false"}, NEAR),
    ({"policy": "policy-1", "rating": "disputed"}, NEAR),
    ({"policy": "policy-1", "speaker": "person-200"}, NEAR),
    ({"policy": "policy-1", "has_quote": "false"}, NEAR),
    ({"outlet": "organization-1", "corrected": "true"}, NEAR),
    ({"outlet": "organization-1", "value_min": "99990"}, NEAR),
    ({"speaker": "person-1", "page_size": 1000}, 1001),
    ({"policy": "policy-1", "page_size": 1000}, 1001),
]


@pytest.fixture(scope="module")
def claims(django_db_setup, django_db_blocker):
    with django_db_blocker.unblock(), cloned_database():
        many.fill()
        yield


@pytest.fixture
def explained(claims, django_db_blocker, monkeypatch):
    with django_db_blocker.unblock():
        yield Explained(monkeypatch)


def pages(explained, collection, parameters):
    """The plans of the first page, the next one, and the way back."""
    plan, page = explained.ask(collection, **parameters)
    yield plan
    if page.next:
        plan, page = explained.ask(collection, **parameters, cursor=page.next)
        yield plan
        yield explained.ask(collection, **parameters, cursor=page.previous)[0]


def costs(explained, collection, parameters):
    plans = list(pages(explained, collection, parameters))
    whole = set().union(*map(sequential, plans)) - SMALL
    return whole, max(map(most_sorted, plans)), max(map(most_read, plans))


def test_every_filter_of_every_list_is_asked():
    assert {c: set(ASKED[c]) for c in ASKED} == {c: set(get_filterset(c).base_filters) for c in PUBLIC_KINDS}


@pytest.mark.parametrize(("collection", "parameters", "most"), [*SINGLE, *ORDERS, *DEFAULTS])
def test_page_reads_little(explained, collection, parameters, most):
    whole, ordered, read = costs(explained, collection, parameters)
    assert (whole, ordered <= most, read <= most) == (set(), True, True), (ordered, read)


@pytest.mark.parametrize(("parameters", "most"), TOGETHER, ids=str)
def test_filters_together_read_little(explained, parameters, most):
    whole, ordered, read = costs(explained, "claims", parameters)
    assert (whole, ordered <= most, read <= most) == (set(), True, True), (ordered, read)


@pytest.mark.parametrize("name", [name for name in get_filterset("claims").base_filters if name != "q"])
def test_filter_in_another_order_reads_no_table_whole(explained, name):
    for value in ASKED["claims"][name]:
        assert costs(explained, "claims", {name: value, "ordering": "-updated_at"})[0] == set()


def test_rank_reads_the_hits_alone(explained):
    """Of what is common PostgreSQL reads all there is: each hit has to be ranked."""
    assert costs(explained, "claims", {"q": "word7", "ordering": RELEVANCE}) == (set(), 100, 100)


# Claims are published here in the order of their dates: a list begins at the latest day that was published by then, or
# with what was published until then, where that is little. In April eleven thousand were changed, and those that were
# superseded may be read whole.
MOMENTS = {"2024-01-02": many.CHANGES, "2024-02-01": 6 * WALK, "2024-03-31": 6 * WALK, "2024-04-05": 6 * WALK}
EARLIER = [{}, {"policy": "policy-1"}, {"policy": "policy-200"}, {"kind": "figure"}, {"outlet": "organization-1"}]
EARLIER += [{"policy": "policy-1", "kind": "figure"}, {"q": "seldom"}, {"stated_after": "2005-01-01"}]


@pytest.mark.parametrize("filters", EARLIER, ids=str)
@pytest.mark.parametrize("as_of", MOMENTS)
def test_earlier_moment_reads_little_more(explained, as_of, filters):
    whole, ordered, read = costs(explained, "claims", {"as_of": as_of, **filters})
    there = {name for name in whole if name.startswith("published")}
    assert (there, ordered <= many.CLAIMS // 30, read <= MOMENTS[as_of]) == (set(), True, True), (whole, ordered, read)


@pytest.mark.parametrize("filters", [{"policy": "policy-2"}, {"person": "person-2"}], ids=str)
def test_no_page_waits_for_a_worker_to_start(explained, filters):
    plans = pages(explained, "claims", {"published_after": "2024-03-08", **filters})
    assert not [node for plan in plans for node in plan if "Gather" in node["Node Type"]]


def test_rename_goes_on_where_its_last_batch_ended(claims, django_db_blocker):
    with django_db_blocker.unblock():
        half = many.CLAIMS // 2
        rows = rerender_dependents.select_dependents("people", PublishedPerson.objects.get(pk=1), half)["claims"]
        plan = json.loads(rows.order_by("pk")[: rerender_dependents.BATCH].explain(format="json", analyze=True))
    assert most_read([*nodes(plan[0]["Plan"])]) < 3 * rerender_dependents.BATCH
