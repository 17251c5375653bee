"""A document shows the keys of its shape, in their order, at every depth: nothing else of a working copy is public."""

import json
from decimal import Decimal

import pytest

from factdb.kinds import LEDGER_KINDS
from factdb.models import (
    Article,
    Attribution,
    Evidence,
    Organization,
    PolicyEvent,
    PublishedArticle,
    PublishedClaim,
    PublishedOrganization,
    PublishedPolicy,
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
        value=Decimal(1200),
        hedge="exact",
        scope="Adults at the crossing",
    )
    Attribution.objects.create(claim=claim, position=2, kind="organization", organization=agency, verb="reports")
    claim.policies.add(order)
    claim.people.add(make.person("ben-roy"))
    claim.organizations.add(*Organization.objects.all())
    PolicyEvent.objects.create(policy=order, on="2024-05-01", status="in_force", note="Begins.", claim=claim)
    suit = PolicyEvent.objects.create(policy=order, on="2024-05-03", kind="litigation", note="A suit is filed.")
    Evidence.objects.create(event=suit, title="Docket", url="https://example.org/docket")
    claim.article.rests_on.add(agency)
    verdict = Verdict.objects.create(claim=claim, rating="confirmed", summary="Counted.", reviewed_on="2024-05-02")
    table = {"title": "Table", "url": "https://example.org/table", "words": "In all, 1,200", "bearing": "supports"}
    Evidence.objects.create(verdict=verdict, reading="live", read_on="2024-05-02", **table)
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
    (table,) = claim["verdict"]["evidence"]
    assert (table["words"], table["reading"], table["read_on"]) == ("In all, 1,200", "live", "2024-05-02")
    assert [relation["kind"] for relation in claim["relations"]] == ["supports"]


def test_event_without_a_claim_shows_its_evidence(record):
    begins, suit = json.loads(PublishedPolicy.objects.get().document)["events"]
    assert (begins["status"], begins["claim"], begins["evidence"]) == ("in_force", 1, [])
    assert (suit["status"], suit["claim"], suit["kind"]) == (None, None, "litigation")
    assert [evidence["title"] for evidence in suit["evidence"]] == ["Docket"]


def test_article_shows_whose_report_it_rests_on(record):
    article = PublishedArticle.objects.get()
    assert [agency["slug"] for agency in json.loads(article.document)["rests_on"]] == ["agency"]
    assert article.rests_on == [PublishedOrganization.objects.get(slug="agency").pk]


def test_label_is_for_an_article_without_a_headline():
    make.article(headline="", label="Report on a count")
    publish.publish_first([make.claim()])
    article = PublishedArticle.objects.get()
    document = json.loads(article.document)
    assert (document["headline"], document["label"], article.headline) == (
        None,
        "Report on a count",
        "Report on a count",
    )


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
