"""A policy on a day, a measure's series, a claim's origins, its citation."""

import json

import pybtex.database
import pytest
import rispy
from django.db import connections
from django.test.utils import CaptureQueriesContext

from factdb.models import Article, Attribution, Claim, Organization, Relation
from factdb.publishing import publish, removal
from tests import factories as f


def published(claim):
    publish.publish_items([Claim.objects.get(pk=claim.pk)], by=f.user("editor"))
    return Claim.objects.get(pk=claim.pk)


def saying(label, relay, *, kind="anonymous", apart=False, repeats=None, **fields):
    """A published claim of the Wire's article; `label` says it, `relay` passes it on."""
    made = f.claim(article=Article.objects.get(slug="wire-2024-06-01"), text=f"{label} say so.", **fields)
    made.attribution.all().delete()
    Attribution.objects.create(claim=made, position=1, kind=kind, label=label, verb="say", apart=apart)
    Attribution.objects.create(
        claim=made, position=2, kind="organization", organization=Organization.objects.get(slug=relay), verb="reports"
    )
    if repeats:
        Relation.objects.create(claim=made, kind="repeats", target=Claim.objects.get(number=repeats))
    return published(made).number


def rest_on(slug, *organizations):
    article = Article.objects.get(slug=slug)
    article.rests_on.set(organizations)
    publish.publish_items([article], by=f.user("editor"))


def corroboration(client, number):
    body = client.get(f"/api/v1/claims/{number}/corroboration/").json()
    return body["count"], [(o["origin"], o["kind"], o["claims"]) for o in body["origins"]]


def test_support_counts_either_way(client, record):
    both = 2, [("Ana Díaz", "person", [1]), ("Ministry", "organization", [3])]
    assert corroboration(client, 1) == corroboration(client, 3) == both


def test_origins_say_who_ran_them(client, record):
    body = client.get("/api/v1/claims/1/corroboration/").json()
    assert body["outlets"] == 2
    assert [origin["outlets"] for origin in body["origins"]] == [["Herald"], ["Wire"]]


def test_anonymous_people_through_the_same_relay_are_one_origin(client, record):
    saying("Aides", "wire", repeats=2)
    assert corroboration(client, 2) == (1, [("two officials", "anonymous", [2, 4])])


def test_people_whom_the_text_counts_apart_are_another_origin(client, record):
    saying("Aides", "wire", apart=True, repeats=2)
    assert corroboration(client, 2)[0] == 2


def test_own_voice_is_the_report_that_the_article_rests_on(client, record):
    ministry = Organization.objects.get(slug="ministry")
    rest_on("herald-2024-05-01", ministry)
    published(f.claim(article=Article.objects.get(slug="herald-2024-05-01"), text="It was closed."))
    assert corroboration(client, 4) == (1, [("Ministry", "organization", [4])])


def test_repeating_is_followed_transitively_and_both_ways(client, record):
    saying("memo", "wire", kind="document", repeats=2)
    saying("letter", "wire", kind="document", repeats=4)
    assert [corroboration(client, number)[0] for number in (2, 4, 5)] == [3, 3, 3]


def test_denials_never_count(client, record):
    made = f.claim(article=Article.objects.get(slug="wire-2024-06-01"), kind="denial", text="It is not so.")
    Relation.objects.create(claim=made, kind="denies", target=Claim.objects.get(number=2))
    Relation.objects.create(claim=made, kind="repeats", target=Claim.objects.get(number=2))
    published(made)
    assert corroboration(client, 2)[0] == 1


def test_state_of_a_policy_has_the_contracts_keys(client, record):
    assert client.get("/api/v1/policies/visa-law/state/?on=2022-05-24").json() == {
        "policy": {"slug": "visa-law", "name": "Visa law"},
        "on": "2022-05-24",
        "status": "unknown",
        "since": None,
        "since_precision": None,
        "claim": None,
        "last_known": None,
    }


def test_series_of_a_measure_has_its_figures(client, record):
    body = client.get("/api/v1/measures/people-counted/series/").json()
    assert body["measure"]["slug"] == "people-counted"
    assert [(entry["claim"], entry["figure"]["value"]) for entry in body["figures"]] == [(3, 1200)]
    assert (body["conflicts"], body["not_comparable"], body["truncated"]) == ([], [], False)


@pytest.mark.parametrize("number", [1, 3])
def test_series_costs_three_queries_with_one_figure_and_with_three(client, record, number):
    for value in range(1, number):
        published(f.claim(kind="figure", measure=f.Measure.objects.get(), value=value, hedge="exact"))
    with CaptureQueriesContext(connections["public"]) as queries:
        assert len(client.get("/api/v1/measures/people-counted/series/").json()["figures"]) == number
    assert len(queries) == 3


@pytest.mark.parametrize(
    "address",
    ["policies/x/state/", "measures/x/series/", "claims/4/corroboration/", "claims/4/citation/", "claims/x/citation/"],
)
def test_nothing_is_told_of_what_is_not_public(client, record, address):
    assert client.get(f"/api/v1/{address}").status_code == 404


def test_retracted_claim_has_no_citation(client, record):
    removal.retract_item(Claim.objects.get(number=2), by=f.user("editor"), reason="Other guards.")
    assert client.get("/api/v1/claims/2/citation/").status_code == 410


def cite(client, style, claim=2):
    response = client.get(f"/api/v1/claims/{claim}/citation/?style={style}")
    return response["Content-Type"], response.content.decode()


def test_apa_credits_origin_relay_and_outlet(client, record):
    assert cite(client, "apa") == (
        "text/plain; charset=utf-8",
        "Guards took bribes [Claim 2, version 1]. (2024, May 3). From two officials, relayed by Wire, in “A count”, "
        "Herald, 2024-05-01. FactDB. http://testserver/claims/2/\n",
    )


def test_csl_is_one_item(client, record):
    media, body = cite(client, "csl")
    (item,) = json.loads(body)
    assert media.startswith("application/vnd.citationstyles.csl+json")
    assert (item["id"], item["note"], item["issued"]) == (
        "factdb-claim-2-v1",
        "From two officials, relayed by Wire, in “A count”, Herald, 2024-05-01.",
        {"date-parts": [[2024, 5, 3]]},
    )


def test_people_without_a_name_are_no_author(client, record):
    assert "author" not in json.loads(cite(client, "csl")[1])[0]
    assert "author" not in cite(client, "bibtex")[1]
    assert "AU  -" not in cite(client, "ris")[1]


def test_organization_is_the_author_of_what_it_says(client, record):
    assert json.loads(cite(client, "csl", claim=3)[1])[0]["author"] == [{"literal": "Ministry"}]


@pytest.mark.parametrize(
    ("style", "day"), [("apa", "(2021)"), ("bibtex", "date = {2021}"), ("ris", "DA  - 2021\r\n"), ("csl", "[[2021]]")]
)
def test_citation_gives_no_day_of_what_is_known_by_the_year(client, record, style, day):
    Claim.objects.filter(number=1).update(stated_on="2021-05-03", stated_on_precision="year")
    publish.publish_items([Claim.objects.get(number=1)], by=f.user("editor"))
    assert day in cite(client, style, claim=1)[1]
    assert "2021-" not in cite(client, style, claim=1)[1]


def test_ris_lines_are_tags_and_values(client, record):
    lines = cite(client, "ris")[1].split("\r\n")
    assert lines[:3] == ["TY  - GEN", "TI  - Guards took bribes.", "T2  - A count"]
    assert lines[-2:] == ["ER  - ", ""]


def test_bibtex_escapes_what_tex_would_run(client, record):
    Claim.objects.filter(number=2).update(text="100 % of {guards} took $5 \\ & more_or_less~^#")
    publish.publish_items([Claim.objects.get(number=2)], by=f.user("editor"))
    title = r"100 \% of \{guards\} took \$5 \textbackslash{} \& more\_or\_less\textasciitilde{}\textasciicircum{}\#"
    assert f"  title = {{{{{title}}}}},\n" in cite(client, "bibtex")[1]


def test_bibtex_is_what_a_bibtex_parser_reads(client, record):
    (entry,) = pybtex.database.parse_string(cite(client, "bibtex")[1], "bibtex").entries.values()
    assert (entry.key, entry.type) == ("factdb-claim-2-v1", "misc")
    assert (entry.fields["title"], entry.fields["date"]) == ("{Guards took bribes.}", "2024-05-03")
    (entry,) = pybtex.database.parse_string(cite(client, "bibtex", claim=1)[1], "bibtex").entries.values()
    assert [str(person) for person in entry.persons["author"]] == ["{Ana Díaz}"]


def test_ris_is_what_a_ris_parser_reads(client, record):
    (entry,) = rispy.loads(cite(client, "ris", claim=1)[1])
    assert (entry["type_of_reference"], entry["authors"], entry["title"], entry["date"]) == (
        "GEN",
        ["Ana Díaz"],
        "Ana Díaz closed the crossing.",
        "2024/05/01",
    )


def test_unknown_style_is_400(client, record):
    assert client.get("/api/v1/claims/2/citation/?style=mla").json()["errors"][0]["allowed"] == [
        "apa",
        "bibtex",
        "ris",
        "csl",
    ]
