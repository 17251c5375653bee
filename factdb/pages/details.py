"""One page for each public thing, with what the record holds about it."""

from abc import abstractmethod

from django.http import Http404
from django.shortcuts import render

from factdb.choices import Action
from factdb.public.facts import citations, history
from factdb.public.facts.figures import series
from factdb.public.filters.fields import is_today
from factdb.public.filters.validation import query_params, read_params
from factdb.public.questions.list_query import AS_OF, ListQuery
from factdb.public.questions.relations import related_to
from factdb.public.record import queries
from factdb.public.record.as_of import entry_as_of, require_past

from . import charts, jsonld, presenters, relations
from .base import PublicView
from .kinds import KINDS
from .lists import counted, total

SHOWN = 20
# As many as one page draws; whoever needs more follows the link to the list.
SHOWN_WHOLE = 200

APPROVED = {True: "By a second person", False: "By one person: nobody else has read it against the source yet"}

TAKEN_BACK = (Action.RETRACTED, Action.ERASED)


class Detail(PublicView):
    collection = ""
    template_name = ""

    def answer(self, request, key):
        asked = query_params(request)
        values, errors = read_params({"as_of": AS_OF}, asked, lenient=True)
        if errors:
            return render(request, "factdb/refused.html", {"section": self.collection, "errors": errors}, status=400)
        self.as_of = values.get("as_of")
        # As it was asked, for the lists of the page.
        self.moment = {"as_of": asked["as_of"][0]} if self.as_of else {}
        text = self.find_document(key)
        if text is None:
            return self.missing(request, key)
        (thing,) = presenters.read_all(self.collection, [text])
        context = {
            "section": self.collection,
            "section_title": KINDS[self.collection].title,
            "canonical": request.build_absolute_uri(thing["url"]),
            "thing": thing,
            "as_of": self.as_of,
            "became": self.became,
            **self.context(thing, request.build_absolute_uri),
        }
        response = render(request, self.template_name, context)
        if any(map(is_today, self.moment.values())):
            response["Cache-Control"] = "no-store"
        return response

    def find_document(self, key):
        """As it is public now, or stood at the moment that is asked for."""
        self.became = "current"
        if not self.as_of:
            return queries.find_document(self.collection, key)
        require_past()
        entry = entry_as_of(self.collection, str(key), self.as_of)
        if entry and entry.document:
            self.became = history.status_since(entry)
        return entry and entry.document

    def list_things(self, collection, size=SHOWN, **asked):
        return Listed(collection, size, **asked, **self.moment)

    @abstractmethod
    def context(self, thing, absolute):
        """What the template needs beside the thing itself."""

    def missing(self, request, key):
        """410 with the reason for what was taken back; the same 404 for a draft as for what never was."""
        if self.as_of:
            entry = entry_as_of(self.collection, str(key), self.as_of)
        else:
            entry = queries.latest_entry(self.collection, key)
        if entry is None or entry.action not in TAKEN_BACK:
            raise Http404
        context = {"section": self.collection, "entry": entry, "at": entry.at.isoformat()}
        return render(request, "factdb/gone.html", context, status=410)


class ClaimPage(Detail):
    collection, template_name = "claims", "factdb/claim_detail.html"

    def context(self, claim, absolute):
        groups = relations.groups(
            claim, presenters.read_all("claims", related_to(claim["id"], SHOWN_WHOLE, self.as_of))
        )
        return {
            "claim": claim,
            "json_ld": jsonld.claim(claim, absolute),
            "evidence": presenters.evidence(claim),
            "passage_link": presenters.passage_link(claim),
            "citation": citations.plain(claim, absolute(claim["url"])),
            "since": [group for group in groups if group["weakens"]],
            "related": [group for group in groups if not group["weakens"]],
            "versions": presenters.versions(self.versions(claim)) if claim["version"] > 1 else [],
            "review": APPROVED[claim["reviewed_by_second_person"]],
        }

    def versions(self, claim):
        """Until the one that is shown."""
        return [v for v in history.versions("claims", str(claim["id"])) if v["version"] <= claim["version"]]


class PersonPage(Detail):
    collection, template_name = "people", "factdb/person_detail.html"

    def context(self, person, absolute):
        slug = person["slug"]
        said = self.list_things("claims", speaker=slug)
        concerns = self.list_things("claims", person=slug)
        named = [claim for claim in concerns.rows if not claim["speaker"] or claim["speaker"]["slug"] != slug]
        return {
            "heading": person["name"],
            "json_ld": jsonld.person(person, absolute),
            "atom": concerns.atom,
            "groups": [
                said.group("said", f"What {person['name']} said", none="No published claim begins with them."),
                concerns.group(
                    "named", "Where others speak of them", rows=named, none="Nobody else's claim names them."
                ),
            ],
        }


class OrganizationPage(Detail):
    collection, template_name = "organizations", "factdb/organization_detail.html"

    def context(self, organization, absolute):
        slug = organization["slug"]
        ran = self.list_things("articles", outlet=slug)
        said, concerns = self.list_things("claims", origin=slug), self.list_things("claims", organization=slug)
        return {
            "heading": organization["name"],
            "atom": concerns.atom,
            "articles": ran.rows,
            "articles_url": ran.url,
            "groups": [
                said.group("said", "What it said", none="No published claim begins with it."),
                concerns.group("named", "Claims that name it or came through it", none="No published claim names it."),
            ],
        }


class ArticlePage(Detail):
    collection, template_name = "articles", "factdb/article_detail.html"

    def context(self, article, absolute):
        claims = self.list_things("claims", SHOWN_WHOLE, article=article["slug"], ordering="id")
        return {
            "heading": article["headline"],
            "json_ld": jsonld.article(article, absolute),
            "atom": claims.atom,
            "groups": [claims.group("claims", "Its claims, in order of place", none="None is published yet.")],
        }


class PolicyPage(Detail):
    collection, template_name = "policies", "factdb/policy_detail.html"

    def context(self, policy, absolute):
        claims = self.list_things("claims", SHOWN_WHOLE, policy=policy["slug"])
        return {
            "heading": policy["name"],
            "atom": claims.atom,
            "timeline": timeline(policy["events"], claims.rows),
            "counted": claims.counted,
            "all_url": claims.url,
        }


class MeasurePage(Detail):
    collection, template_name = "measures", "factdb/measure_detail.html"

    def context(self, measure, absolute):
        claims = self.list_things("claims", SHOWN_WHOLE, measure=measure["slug"])
        told = series(measure["nature"], claims.rows)
        by_number = {claim["id"]: claim for claim in claims.rows}
        figures = [by_number[shown["claim"]] for shown in told["figures"]]
        return {
            "heading": measure["name"],
            "atom": claims.atom,
            "figures": figures,
            "chart": charts.bars(figures),
            "conflicts": told["conflicts"],
            "counted": claims.counted,
            "all_url": claims.url,
        }


class Listed:
    """The first rows of a list, and where the whole of it is."""

    def __init__(self, collection, size=SHOWN, **asked):
        self.collection = collection
        query = ListQuery(collection, {name: [value] for name, value in asked.items()} | {"page_size": [str(size)]})
        query.resolve()
        page = query.page()
        self.rows = presenters.read_all(collection, page.rows)
        self.counted = counted(collection, total(query, page))
        self.more = page.next is not None
        self.query = query.query_string(page_size=None)
        # A feed has an order of its own.
        self.atom = f"/{collection}.atom?{query.query_string(page_size=None, ordering=None)}"

    @property
    def url(self):
        return f"/{self.collection}/?{self.query}"

    def group(self, name, title, *, none, rows=None):
        return {
            "id": name,
            "title": title,
            "claims": self.rows if rows is None else rows,
            "counted": self.counted,
            "more": self.more,
            "all_url": self.url,
            "none": none,
        }


def timeline(events, claims):
    """Status changes and claims in order of time; on the same day the change comes after what announced it."""
    said = [{"on": c["stated_on"], "precision": c["stated_on_precision"], "said": c, "status": None} for c in claims]
    return sorted([*said, *events], key=lambda entry: (entry["on"], entry["status"] is not None))
