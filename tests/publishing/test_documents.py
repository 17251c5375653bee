"""A document shows the keys of its shape, in their order, at every depth: nothing else of a working copy is public."""

import json

import pytest

from factdb.kinds import LEDGER_KINDS
from factdb.models import (
    Article,
    Attribution,
    Evidence,
    Organization,
    PolicyEvent,
    PublishedClaim,
    Relation,
    Role,
    Verdict,
)
from factdb.publishing import publish
from tests import factories as make

pytestmark = pytest.mark.django_db


def keys(value):
    """The keys of an object and of all below it."""
    if isinstance(value, list):
        return [keys(item) for item in value]
    return {key: keys(below) for key, below in value.items()} if isinstance(value, dict) else None


def shaped(shape, value):
    """The same as the shape wants them, for the objects and lists that `value` has."""
    return {key: _shaped(node, value[key]) for key, node in shape.items()}


def _shaped(node, value):
    if node.many:
        return [shaped(node.keys, item) if node.keys else None for item in value]
    return shaped(node.keys, value) if node.keys and value is not None else None


@pytest.fixture
def record():
    ana, agency = make.person(), make.organization("agency", kind="agency")
    Role.objects.update(organization=agency)
    order = make.policy(issuer=agency)
    claim = make.claim(
        "first",
        speaker=ana,
        kind="figure",
        measure=make.measure(),
        value="1200",
        hedge="exact",
        scope="Adults at the crossing",
    )
    Attribution.objects.create(claim=claim, position=2, kind="organization", organization=agency, verb="reports")
    claim.policies.add(order)
    claim.people.add(make.person("ben-roy"))
    claim.organizations.add(*Organization.objects.all())
    PolicyEvent.objects.create(policy=order, on="2024-05-01", status="in_force", note="Begins.", claim=claim)
    verdict = Verdict.objects.create(claim=claim, rating="confirmed", summary="Counted.", reviewed_on="2024-05-02")
    Evidence.objects.create(verdict=verdict, title="Table", url="https://example.org/table")
    other = make.claim("second", text="Another.")
    Relation.objects.create(claim=claim, kind="supports", target=other)
    publish.publish_first([claim, other])


@pytest.mark.parametrize("kind", LEDGER_KINDS.values(), ids=LEDGER_KINDS)
def test_document_has_the_keys_of_its_shape_in_their_order(record, kind):
    documents = [json.loads(row.document) for row in kind.published.objects.all()]
    assert documents
    for document in documents:
        assert json.dumps(keys(document)) == json.dumps(shaped(kind.schema, document))


def test_every_kind_of_line_is_shown(record):
    claim = json.loads(PublishedClaim.objects.get(pk=1).document)
    assert [hop["verb"] for hop in claim["attribution"]] == ["says", "reports"]
    assert (claim["speaker"]["slug"], claim["speaker"]["role"]) == ("ana-diaz", "Minister")
    assert [shown["slug"] for shown in claim["organizations"]] == ["agency", "herald"]
    assert [shown["slug"] for shown in claim["policies"] + claim["people"]] == ["border-order", "ben-roy"]
    assert claim["verdict"]["evidence"] == [{"url": "https://example.org/table", "title": "Table"}]
    assert [relation["kind"] for relation in claim["relations"]] == ["supports"]


def test_claims_of_articles_that_are_public_already():
    """Their outlets are no part of the publication: who is looked up while rows are copied waits for ever."""
    editor = make.user("editor")
    articles = [make.article(slug, outlet=make.organization(f"outlet-{slug}")) for slug in ("one", "two")]
    publish.publish_items(articles, by=editor)
    claims = [
        make.claim(f"of-{a.slug}", article=a, speaker=make.person(f"speaker-{a.slug}")) for a in Article.objects.all()
    ]
    publish.publish_items(claims, by=editor)
    assert sorted(PublishedClaim.objects.values_list("outlet__slug", flat=True)) == ["outlet-one", "outlet-two"]
