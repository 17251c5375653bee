"""Puts a corpus on desk and record: a part of the claims through the door, the rest by the door's own writers.

The desk has a row for every claim, so numbers go on without gaps; its lines only for what went through the door.
"""

import time
from collections.abc import Iterator
from hashlib import sha256
from itertools import islice

from django.contrib.auth.models import User
from django.db import connection, transaction
from psycopg.types.json import Jsonb

from factdb import models as m
from factdb.choices import Action, Collection, State
from factdb.kinds import CLAIM_KIND
from factdb.publishing import projection, publish, tallies
from factdb.publishing.corroborations import TouchedClaims
from factdb.publishing.documents import encode_document, fill_references, url_of
from factdb.publishing.ledger import Ledger, Responsible, format_utc_instant
from factdb.publishing.published_names import Catalogue
from factdb.publishing.tables import copy_in
from tests.bench.corpus import HEDGES, ORGANIZATION, PERSON, SUPPORTS, Corpus, Fact

BATCH = 5000


class Loader:
    def __init__(self, claims: int, through_door: int, report) -> None:
        self.corpus = Corpus(claims)
        self.through_door = min(through_door, claims)
        self.report = report
        self.figures: dict[str, float] = {}

    def load(self) -> dict[str, float]:
        """Claims a second by way of loading."""
        self.editor, self.reporter = (User.objects.create_user(name, is_staff=True) for name in ("editor", "reporter"))
        self.things()
        facts = self.corpus.facts()
        self.timed("door", self.door, islice(facts, self.through_door), self.through_door, self.through_door)
        self.timed("copied", self.copied, facts, self.corpus.claims - self.through_door, BATCH)
        self.finish()
        return self.figures

    def timed(self, name: str, put, facts: Iterator[Fact], many: int, at_once: int) -> None:
        done, taken, first = 0, 0.0, self.through_door + 1 if name == "copied" else 1
        while batch := list(islice(facts, at_once)):
            taken += put(list(enumerate(batch, first + done)))
            done += len(batch)
            self.report(f"{name}: {done:,} of {many:,}, {done / taken:,.0f} a second")
        self.figures[name] = done / taken if done else 0.0

    def things(self) -> None:
        corpus, by = self.corpus, self.editor
        with transaction.atomic():
            self.outlets = m.Organization.objects.bulk_create(corpus.organizations())
            self.people = m.Person.objects.bulk_create(corpus.people())
            m.Role.objects.bulk_create(
                m.Role(person=p, title="Minister", organization=self.outlets[p.pk % len(self.outlets)])
                for p in self.people
            )
            self.policies = m.Policy.objects.bulk_create(corpus.policies())
            self.measures = m.Measure.objects.bulk_create(corpus.measures())
            self.articles = m.Article.objects.bulk_create(corpus.article_rows(self.outlets))
            self.snapshots = m.Snapshot.objects.bulk_create(
                m.Snapshot(article=a, sha256=sha256(a.slug.encode()).hexdigest()) for a in self.articles
            )
        for things in (self.outlets, self.people, self.policies, self.measures, self.articles):
            publish.publish_items(list(type(things[0]).objects.all()), by=by)
        self.report(f"{len(self.articles):,} articles and what they name")

    @property
    def named(self) -> dict[str, list]:
        return {
            Collection.ORGANIZATIONS: self.outlets,
            Collection.PEOPLE: self.people,
            Collection.POLICIES: self.policies,
            Collection.MEASURES: self.measures,
            Collection.ARTICLES: self.articles,
        }

    def rows(self, facts: list[tuple[int, Fact]], state: str) -> Iterator[m.Claim]:
        for number, fact in facts:
            measure, value = (self.measures[fact.figure[0]], fact.figure[1]) if fact.figure else (None, None)
            yield m.Claim(
                slug=f"claim-{number}",
                number=None if state == State.SUBMITTED else number,
                version=None if state == State.SUBMITTED else 1,
                is_public=state == State.LIVE,
                state=state,
                edited_by=[self.reporter.pk],
                text=fact.text,
                kind=fact.kind,
                article=self.articles[fact.article],
                stated_on=fact.stated_on,
                snapshot=self.snapshots[fact.article],
                quote_start=fact.start,
                quote_end=fact.start + 120,
                quote_sha256=passage_of(fact),
                measure=measure,
                value=value,
                hedge=HEDGES[number % 2] if measure else "",
                # COPY has no defaults of the database.
                public_note="",
                translation="",
                waiting=Jsonb([]),
                created_at=self.editor.date_joined,
                changed_at=self.editor.date_joined,
            )

    def door(self, facts: list[tuple[int, Fact]]) -> float:
        """Desk rows first, which are not timed; then one publication with chain and four eyes."""
        with transaction.atomic():
            copy_in(m.Claim, self.rows(facts, State.SUBMITTED))
            slugs = [f"claim-{number}" for number, _ in facts]
            claims = {c.slug: c for c in m.Claim.objects.filter(slug__in=slugs)}
            self.lines([(claims[f"claim-{number}"], fact) for number, fact in facts])
        began = time.perf_counter()
        publish.publish_items(list(claims.values()), by=self.editor)
        return time.perf_counter() - began

    def lines(self, pairs: list[tuple[m.Claim, Fact]]) -> None:
        for column, things in (("policies", self.policies), ("people", self.people), ("organizations", self.outlets)):
            through = getattr(m.Claim, column).through
            target = through._meta.get_fields()[-1].attname
            copy_in(
                through,
                [
                    through(claim_id=c.pk, **{target: things[rank].pk})
                    for c, fact in pairs
                    for rank in getattr(fact, column)
                ],
            )
        copy_in(m.Attribution, [hop for c, fact in pairs for hop in self.hops(c, fact)])
        supported = m.Claim.objects.filter(number__in=[f.supports for _, f in pairs if f.supports])
        numbers = dict(supported.values_list("number", "pk"))
        copy_in(
            m.Relation,
            [
                m.Relation(claim=c, kind=SUPPORTS, target_id=numbers[f.supports])
                for c, f in pairs
                if f.supports in numbers
            ],
        )

    def hops(self, claim: m.Claim, fact: Fact) -> Iterator[m.Attribution]:
        if fact.speaker is None:
            yield m.Attribution(
                claim=claim,
                position=1,
                kind=ORGANIZATION,
                organization=self.outlet_of(fact),
                verb="reports",
                apart=False,
            )
        else:
            yield m.Attribution(
                claim=claim, position=1, kind=PERSON, person=self.people[fact.speaker], verb="says", apart=False
            )
        if fact.relay is not None:
            yield m.Attribution(
                claim=claim,
                position=2,
                kind=ORGANIZATION,
                organization=self.outlets[fact.relay],
                verb="reports",
                apart=False,
            )

    def outlet_of(self, fact: Fact) -> m.Organization:
        return self.articles[fact.article].outlet

    @transaction.atomic
    def copied(self, facts: list[tuple[int, Fact]]) -> float:
        began = time.perf_counter()
        ledger, catalogue = Ledger(), self.catalogue
        responsible = Responsible("editor", self.editor.pk, [self.reporter.pk])
        entries = []
        for number, fact in facts:
            document = self.document(number, fact, format_utc_instant(ledger.next_at()), catalogue)
            entries.append(
                ledger.chain_entry(
                    action=Action.PUBLISHED,
                    kind=Collection.CLAIMS,
                    key=str(number),
                    version=1,
                    responsible=responsible,
                    document=document,
                )
            )
        ledger.append(entries)
        counts, touched = tallies.Counts(catalogue), TouchedClaims()
        items = list(map(projection.parse_entry, entries))
        projection.prepare_write(Collection.CLAIMS, items, catalogue, {}, counts, touched)()
        touched.save()
        counts.save()
        copy_in(m.Claim, self.rows(facts, State.LIVE))
        return time.perf_counter() - began

    @property
    def catalogue(self) -> Catalogue:
        if not hasattr(self, "_catalogue"):
            self._catalogue = Catalogue()
            for collection, things in self.named.items():
                self._catalogue.load_rows(collection, [thing.slug for thing in things])
        return self._catalogue

    def document(self, number: int, fact: Fact, at: str, catalogue: Catalogue) -> str:
        named = {"policies": self.policies, "people": self.people, "organizations": self.outlets}
        shown = {
            key: sorted(({"slug": things[r].slug} for r in getattr(fact, key)), key=lambda s: s["slug"])
            for key, things in named.items()
        }
        values = {
            "id": number,
            "url": url_of(Collection.CLAIMS, str(number)),
            "version": 1,
            "text": fact.text,
            "kind": fact.kind,
            "stated_on": fact.stated_on.isoformat(),
            "stated_on_precision": "day",
            "speaker": None if fact.speaker is None else {"slug": self.people[fact.speaker].slug},
            "attribution": self.chain(fact),
            "article": {"slug": self.articles[fact.article].slug},
            "quote": {"exact": None, "prefix": None, "suffix": None, "start": fact.start, "end": fact.start + 120}
            | {"passage_sha256": passage_of(fact), "snapshot_sha256": self.snapshots[fact.article].sha256},
            **shown,
            "figure": self.figure(number, fact),
            "verdict": {"rating": fact.rating, "summary": None, "reviewed_on": None, "evidence": []},
            "relations": [{"kind": SUPPORTS, "claim": fact.supports, "note": None}] if fact.supports else [],
            "published_at": at,
            "updated_at": at,
            "corrected": False,
            "reviewed_by_second_person": True,
        }
        return encode_document(
            fill_references(Collection.CLAIMS, {k: values.get(k) for k in CLAIM_KIND.schema}, catalogue)
        )

    def chain(self, fact: Fact) -> list[dict]:
        hops = [
            (ORGANIZATION, None, self.outlet_of(fact).slug, "reports")
            if fact.speaker is None
            else (PERSON, self.people[fact.speaker].slug, None, "says")
        ]
        if fact.relay is not None:
            hops.append((ORGANIZATION, None, self.outlets[fact.relay].slug, "reports"))
        return [
            {
                "position": place,
                "kind": kind,
                "person": person and {"slug": person},
                "organization": organization and {"slug": organization},
                "label": None,
                "verb": verb,
            }
            for place, (kind, person, organization, verb) in enumerate(hops, 1)
        ]

    def figure(self, number: int, fact: Fact) -> dict | None:
        if not fact.figure:
            return None
        rank, value = fact.figure
        nothing = dict.fromkeys(("low", "high", "scope", "period_from", "period_to"))
        return {"measure": {"slug": self.measures[rank].slug}, "value": value, "hedge": HEDGES[number % 2]} | nothing

    def finish(self) -> None:
        """What a database that grew slowly would have done by itself."""
        with connection.cursor() as cursor:
            cursor.execute("VACUUM (ANALYZE)")


def passage_of(fact: Fact) -> str:
    return sha256(fact.text.encode()).hexdigest()
