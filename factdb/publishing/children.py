"""What hangs on working copies - hops, mentions, relations, roles, events - fetched for many at once.

Django's prefetch makes an object of every line, and one of a thing for every line that names it: for 100,000 claims
that costs more than all the rest. Here a line is a tuple, and a thing is one object however many name it.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any, NamedTuple

from factdb import models as m
from factdb.kinds import LEDGER_KINDS, resolve_name
from factdb.models import Article, Claim, Organization, Person, Policy
from factdb.models.desk import Desk
from factdb.schemas import JsonObject

from .quoted_words import NO_WORDS
from .tables import fetch_by_key, fetch_objects, select_rows

MENTIONS = ("policies", "people", "organizations")


class AttributionHop(NamedTuple):
    position: int
    kind: str
    person: Any
    organization: Any
    label: str
    verb: str
    apart: bool


class Related(NamedTuple):
    kind: str
    target_id: int
    note: str


class Office(NamedTuple):
    title: str
    organization: Any
    started_on: date | None
    ended_on: date | None


class Event(NamedTuple):
    on: date
    precision: str
    kind: str
    status: str
    note: str
    claim_id: int | None
    evidence: Sequence[m.Evidence] = ()


@dataclass(slots=True)
class ClaimChildren:
    attribution: list = field(default_factory=list)
    policies: list = field(default_factory=list)
    people: list = field(default_factory=list)
    organizations: list = field(default_factory=list)
    relations: list = field(default_factory=list)
    verdict: Any = None
    # Those of its passage that are public: `publishing.shown_words` chooses them.
    words: JsonObject = field(default_factory=lambda: NO_WORDS)


def fetch_children(collection: str, items: list[Desk]) -> Iterable[Desk]:
    """Give each thing its `lines`. Gives back everything that they and their lines name, each once."""
    fetcher = LEDGER_KINDS[collection].children_fetcher
    return resolve_name(fetcher)(items) if fetcher and items else []


def _join_foreign_keys(items: list[Any], *names: str) -> None:
    """Fetch what these foreign keys point to."""
    for name in names:
        relation = items[0]._meta.get_field(name)
        targets = fetch_by_key(relation.related_model, (getattr(item, relation.attname) for item in items))
        for item in items:
            relation.set_cached_value(item, targets.get(getattr(item, relation.attname)))


def fetch_claim_children(items: list[Claim]) -> list[Desk]:
    _join_foreign_keys(items, "article", "snapshot", "measure")
    claims = {claim.pk: claim for claim in items}
    for claim in items:
        claim.lines = ClaimChildren()
    articles = {claim.article_id: claim.article for claim in items}.values()
    measures = {claim.measure_id: claim.measure for claim in items if claim.measure}.values()
    people, organizations = _fetch_hops(claims)
    mentions = [target for column in MENTIONS for target in _fetch_mentions(column, claims)]
    for claim_id, *line in select_rows(m.Relation, ("claim_id", "kind", "target_id", "note"), "claim_id", claims):
        claims[claim_id].lines.relations.append(Related(*line))
    _fetch_verdicts(claims)
    return [*articles, *measures, *people, *organizations, *mentions]


def _fetch_hops(claims: dict[int, Claim]) -> tuple[Iterable[Person], Iterable[Organization]]:
    columns = ("claim_id", "position", "kind", "person_id", "organization_id", "label", "verb", "apart")
    rows = sorted(select_rows(m.Attribution, columns, "claim_id", claims))
    people = fetch_by_key(m.Person, (row[3] for row in rows))
    organizations = fetch_by_key(m.Organization, (row[4] for row in rows))
    for claim_id, position, kind, person, organization, *rest in rows:
        hop = AttributionHop(position, kind, people.get(person), organizations.get(organization), *rest)
        claims[claim_id].lines.attribution.append(hop)
    return people.values(), organizations.values()


def _fetch_mentions(column: str, claims: dict[int, Claim]) -> Iterable[Desk]:
    mention = getattr(m.Claim, column)
    rows = select_rows(mention.through, ("claim_id", mention.field.m2m_reverse_name()), "claim_id", claims)
    targets = fetch_by_key(mention.rel.model, (pk for _, pk in rows))
    for claim_id, pk in rows:
        getattr(claims[claim_id].lines, column).append(targets[pk])
    return targets.values()


def _fetch_verdicts(claims: dict[int, Claim]) -> None:
    pks = [pk for (pk,) in select_rows(m.Verdict, ("id",), "claim_id", claims)]
    for verdict in m.Verdict.objects.filter(pk__in=pks).prefetch_related("evidence") if pks else ():
        claims[verdict.claim_id].lines.verdict = verdict


def fetch_article_children(articles: list[Article]) -> list[Desk]:
    _join_foreign_keys(articles, "outlet", "syndicated_from")
    articles_by_key = {article.pk: article for article in articles}
    for article in articles:
        article.lines = []
    rows = select_rows(m.Article.rests_on.through, ("article_id", "organization_id"), "article_id", articles_by_key)
    organizations = fetch_by_key(m.Organization, (pk for _, pk in rows))
    for article_id, pk in rows:
        articles_by_key[article_id].lines.append(organizations[pk])
    return [
        organization
        for article in articles
        for organization in (article.outlet, article.syndicated_from, *article.lines)
        if organization
    ]


def fetch_policy_children(items: list[Policy]) -> list[Desk]:
    _join_foreign_keys(items, "issuer")
    policies = {policy.pk: policy for policy in items}
    for policy in items:
        policy.lines = []
    columns = ("policy_id", "id", "on", "precision", "kind", "status", "note", "claim_id")
    rows = select_rows(m.PolicyEvent, columns, "policy_id", policies)
    evidence_by_event: dict[int, list[m.Evidence]] = {}
    for evidence in fetch_objects(m.Evidence, "event_id", [row[1] for row in rows]):
        evidence_by_event.setdefault(evidence.event_id, []).append(evidence)
    for policy_id, event_id, *line in rows:
        policies[policy_id].lines.append(Event(*line)._replace(evidence=evidence_by_event.get(event_id, ())))
    return [policy.issuer for policy in items if policy.issuer]


def fetch_person_children(items: list[Person]) -> Iterable[Desk]:
    people = {person.pk: person for person in items}
    for person in items:
        person.lines = []
    columns = ("person_id", "title", "organization_id", "started_on", "ended_on")
    rows = select_rows(m.Role, columns, "person_id", people)
    organizations = fetch_by_key(m.Organization, (row[2] for row in rows))
    for person_id, title, organization, started_on, ended_on in rows:
        people[person_id].lines.append(Office(title, organizations.get(organization), started_on, ended_on))
    return organizations.values()
