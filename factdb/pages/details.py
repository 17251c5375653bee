"""One page for each public thing, with what the record holds about it."""

from abc import abstractmethod
from collections.abc import Callable
from functools import cached_property
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render

from factdb.kinds import PUBLIC_KINDS
from factdb.public.facts import citations, history
from factdb.public.facts.corroboration import ClaimCounts, fetch_counts, find_corroboration
from factdb.public.filters.fields import is_today
from factdb.public.filters.validation import query_params, read_params
from factdb.public.questions.list_query import AS_OF_FIELD, ListQuery
from factdb.public.questions.relations import fetch_related_claims
from factdb.public.record import queries
from factdb.public.record.as_of import find_entry_as_of, require_past
from factdb.rules.figure_conflicts import build_series
from factdb.schemas import JsonObject

from . import charts, jsonld, presenters, relations
from .base import PublicPageView
from .cards import present_cards
from .lists import count_total, format_count

EXCERPT_ROWS = 20
# As many as one page draws; whoever needs more follows the link to the list.
MAX_LISTED_ROWS = 200

REVIEW_TEXTS = {True: "By a second person", False: "By one person: nobody else has read it against the source yet"}


class DetailPage(PublicPageView):
    collection = ""
    template_name = ""

    def build_response(self, request: HttpRequest, key: int | str) -> HttpResponse:
        params = query_params(request)
        values, errors = read_params({"as_of": AS_OF_FIELD}, params, lenient=True)
        if errors:
            return render(request, "factdb/refused.html", {"section": self.collection, "errors": errors}, status=400)
        self.as_of = values.get("as_of")
        # As it was asked, for the lists of the page.
        self.moment = {"as_of": params["as_of"][0]} if self.as_of else {}
        text = self.find_document(key)
        if text is None:
            return self.render_missing(request, key)
        (item,) = presenters.present_documents(self.collection, [text])
        context = {
            "section": self.collection,
            "section_title": PUBLIC_KINDS[self.collection].title,
            "canonical": request.build_absolute_uri(item["url"]),
            "thing": item,
            "as_of": self.as_of,
            "became": self.became,
            **self.build_context(item, request.build_absolute_uri),
        }
        response = render(request, self.template_name, context)
        if any(map(is_today, self.moment.values())):
            response["Cache-Control"] = "no-store"
        return response

    def find_document(self, key: int | str) -> str | None:
        """As it is public now, or stood at the moment that is asked for."""
        self.became = "current"
        if not self.as_of:
            return queries.find_document(self.collection, key)
        require_past()
        entry = find_entry_as_of(self.collection, str(key), self.as_of)
        if entry and entry.document:
            self.became = history.find_status_since(entry)
        return entry.document if entry else None

    def list_related(self, collection: str, size: int = EXCERPT_ROWS, **filters: str) -> "ListExcerpt":
        return ListExcerpt(collection, size, **filters, **self.moment)

    @abstractmethod
    def build_context(self, item: JsonObject, absolute: Callable[[str], str]) -> dict[str, Any]:
        """What the template needs beside the thing itself."""

    def render_missing(self, request: HttpRequest, key: int | str) -> HttpResponse:
        """410 with the reason for what was taken back; the same 404 for a draft as for what never was."""
        then = find_entry_as_of(self.collection, str(key), self.as_of) if self.as_of else None
        entry = None if self.as_of and then is None else history.find_absence(self.collection, str(key), then)
        if entry is None:
            raise Http404
        context = {
            "section": self.collection,
            "entry": entry,
            "shown_key": queries.show_key(entry),
            "at": entry.at.isoformat(),
        }
        return render(request, "factdb/gone.html", context, status=410)


class ClaimPage(DetailPage):
    collection, template_name = "claims", "factdb/claim_detail.html"

    def build_context(self, claim: JsonObject, absolute: Callable[[str], str]) -> dict[str, Any]:
        others = presenters.present_documents("claims", fetch_related_claims(claim["id"], MAX_LISTED_ROWS, self.as_of))
        groups = relations.group_relations(claim, others)
        article = self.find_article(claim["article"]["slug"])
        counts = {} if self.as_of else fetch_counts(of["id"] for of in (claim, *others))
        return {
            "claim": claim,
            "article": article,
            "behind": presenters.present_corroboration(find_corroboration(claim["id"], self.as_of)),
            "counts": counts.get(claim["id"]),
            "json_ld": jsonld.build_claim_jsonld(claim, absolute),
            "evidence": presenters.present_evidence(claim["verdict"]["evidence"]),
            "has_words": bool(claim["quote"] and (claim["quote"]["exact"] or claim["quote"]["first"])),
            "passage_link": presenters.build_passage_link(claim, article["source"] or article["archive"]),
            "citation": citations.format_plain_citation(claim, absolute(claim["url"])),
            "since": [group for group in groups if group["weakens"]],
            "related": [
                group | {"claims": present_cards(group["claims"], counts)} for group in groups if not group["weakens"]
            ],
            "versions": presenters.present_versions(self.list_shown_versions(claim)) if claim["version"] > 1 else [],
            "review": REVIEW_TEXTS[claim["reviewed_by_second_person"]],
        }

    def find_article(self, slug: str) -> JsonObject:
        """The article as it is, or stood at the moment: a claim shows only its name and address."""
        if self.as_of:
            entry = find_entry_as_of("articles", slug, self.as_of)
            text = entry.document if entry else None
        else:
            text = queries.find_document("articles", slug)
        return presenters.present_article(text) if text else {}

    def list_shown_versions(self, claim: JsonObject) -> list[JsonObject]:
        """Until the one that is shown."""
        versions = history.list_versions("claims", str(claim["id"]))
        return [version for version in versions if version["version"] <= claim["version"]]


class PersonPage(DetailPage):
    collection, template_name = "people", "factdb/person_detail.html"

    def build_context(self, person: JsonObject, absolute: Callable[[str], str]) -> dict[str, Any]:
        slug = person["slug"]
        statements = self.list_related("claims", speaker=slug)
        concerns = self.list_related("claims", person=slug)
        mentions = [claim for claim in concerns.rows if not claim["speaker"] or claim["speaker"]["slug"] != slug]
        return {
            "heading": person["name"],
            "json_ld": jsonld.build_person_jsonld(person, absolute),
            "atom": concerns.atom,
            "groups": [
                statements.build_group(
                    "said", f"What {person['name']} said", none="No published claim begins with them."
                ),
                concerns.build_group(
                    "named", "Where others speak of them", rows=mentions, none="Nobody else's claim names them."
                ),
            ],
        }


class OrganizationPage(DetailPage):
    collection, template_name = "organizations", "factdb/organization_detail.html"

    def build_context(self, organization: JsonObject, absolute: Callable[[str], str]) -> dict[str, Any]:
        slug = organization["slug"]
        ran = self.list_related("articles", outlet=slug)
        statements, concerns = self.list_related("claims", origin=slug), self.list_related("claims", organization=slug)
        return {
            "heading": organization["name"],
            "json_ld": jsonld.build_organization_jsonld(organization, absolute),
            "atom": concerns.atom,
            "articles": ran.rows,
            "articles_url": ran.url,
            "groups": [
                statements.build_group("said", "What it said", none="No published claim begins with it."),
                concerns.build_group(
                    "named", "Claims that name it or came through it", none="No published claim names it."
                ),
            ],
        }


class ArticlePage(DetailPage):
    collection, template_name = "articles", "factdb/article_detail.html"

    def build_context(self, article: JsonObject, absolute: Callable[[str], str]) -> dict[str, Any]:
        claims = self.list_related("claims", MAX_LISTED_ROWS, article=article["slug"], ordering="id")
        return {
            "heading": article["title"],
            "json_ld": jsonld.build_article_jsonld(article, absolute),
            "atom": claims.atom,
            "groups": [claims.build_group("claims", "Its claims, in order of place", none="None is published yet.")],
        }


class PolicyPage(DetailPage):
    collection, template_name = "policies", "factdb/policy_detail.html"

    def build_context(self, policy: JsonObject, absolute: Callable[[str], str]) -> dict[str, Any]:
        claims = self.list_related("claims", MAX_LISTED_ROWS, policy=policy["slug"])
        return {
            "heading": policy["name"],
            "json_ld": jsonld.build_policy_jsonld(policy, absolute),
            "atom": claims.atom,
            "timeline": build_timeline(policy["events"], claims.rows),
            "counted": claims.counted,
            "all_url": claims.url,
        }


class MeasurePage(DetailPage):
    collection, template_name = "measures", "factdb/measure_detail.html"

    def build_context(self, measure: JsonObject, absolute: Callable[[str], str]) -> dict[str, Any]:
        claims = self.list_related("claims", MAX_LISTED_ROWS, measure=measure["slug"])
        series = build_series(measure["nature"], claims.rows)
        by_number = {claim["id"]: claim for claim in claims.rows}
        figures = [by_number[figure["claim"]] for figure in series["figures"]]
        return {
            "heading": measure["name"],
            "atom": claims.atom,
            "figures": figures,
            "chart": charts.build_chart(figures),
            "conflicts": series["conflicts"],
            "counted": claims.counted,
            "all_url": claims.url,
        }


class ListExcerpt:
    """The first rows of a list, and where the whole of it is."""

    def __init__(self, collection: str, size: int = EXCERPT_ROWS, **filters: str) -> None:
        self.collection = collection
        query = ListQuery(collection, {name: [value] for name, value in filters.items()} | {"page_size": [str(size)]})
        query.resolve_slugs()
        page = query.fetch_page()
        self.rows = presenters.present_documents(collection, page.rows)
        self.counted = format_count(collection, count_total(query, page))
        self.more = page.next is not None
        self.is_past = query.as_of is not None
        self.query = query.query_string(page_size=None)
        # A feed has an order of its own.
        self.atom = f"/{collection}.atom?{query.query_string(page_size=None, ordering=None)}"

    @property
    def url(self) -> str:
        return f"/{self.collection}/?{self.query}"

    @cached_property
    def counts(self) -> dict[int, ClaimCounts]:
        """What is kept of its claims; that is of today, so nothing of a moment that is past."""
        return {} if self.is_past else fetch_counts(row["id"] for row in self.rows)

    def build_group(self, name: str, title: str, *, none: str, rows: list[JsonObject] | None = None) -> dict[str, Any]:
        return {
            "id": name,
            "title": title,
            "claims": present_cards(self.rows if rows is None else rows, self.counts),
            "counted": self.counted,
            "more": self.more,
            "all_url": self.url,
            "none": none,
        }


def build_timeline(events: list[JsonObject], claims: list[JsonObject]) -> list[JsonObject]:
    """Status changes and claims in order of time; on the same day the change comes after what announced it."""
    statements = [
        {"on": claim["stated_on"], "precision": claim["stated_on_precision"], "said": claim} for claim in claims
    ]
    return sorted([*statements, *events], key=lambda entry: (entry["on"], "said" not in entry))
