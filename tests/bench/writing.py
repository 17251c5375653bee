"""How fast the record grows: one claim, a name that many documents show, and the projection from the ledger."""

import threading
import time
from collections.abc import Callable

from django.contrib.auth.models import User
from django.db import connection

from factdb import models as m
from factdb.public.questions.list_query import ListQuery
from factdb.publishing import publish
from factdb.publishing.rebuild import rebuild_projection
from factdb.publishing.rerender_dependents import BATCH
from tests.bench.others import Figure

TOUCHED = 50_000


def one_claim(times: int = 50) -> list[Figure]:
    """A new claim of a published article, from the desk's row to the commit."""
    editor, article = User.objects.get(username="editor"), m.Article.objects.first()
    taken = sorted(_publish_one(editor, article, number) for number in range(times))
    p50 = taken[times // 2] * 1e3
    return [Figure("publishing one claim", f"{p50:.1f} ms", "under 20 ms", p50 < 20)]


def _publish_one(editor: User, article: m.Article, number: int) -> float:
    claim = m.Claim.objects.create(
        slug=f"bench-{time.time_ns()}-{number}",
        text="The agency counted again.",
        kind="statement",
        article=article,
        stated_on=article.published_on,
        state="submitted",
        edited_by=[User.objects.get(username="reporter").pk],
    )
    m.Attribution.objects.create(
        claim=claim, position=1, kind="organization", organization=article.outlet, verb="reports"
    )
    claim = m.Claim.objects.get(pk=claim.pk)
    began = time.perf_counter()
    publish.publish_items([claim], by=editor)
    return time.perf_counter() - began


def rename() -> list[Figure]:
    """A person whom about 50,000 claims show; meanwhile a reader asks for the claims of that person."""
    person, shown = _shown_by_most()
    reader = Reader(person.slug)
    person.name += " II"
    person.state, person.edited_by = "submitted", [User.objects.get(username="reporter").pk]
    person.save()
    reader.start()
    began = time.perf_counter()
    publish.publish_items([person], by=User.objects.get(username="editor"))
    taken = time.perf_counter() - began
    longest = reader.stop()
    goal = 60 * shown / TOUCHED
    return [
        Figure(
            f"rename that touches {shown:,} claims, {BATCH} a transaction",
            f"{taken:.0f} s, {shown / taken:,.0f}/s",
            f"within {goal:.0f} s",
            taken <= goal,
        ),
        Figure("longest answer to a reader meanwhile", f"{longest * 1e3:.0f} ms", "never blocked", longest < 1),
    ]


def _shown_by_most() -> tuple[m.Person, int]:
    """Whoever is shown by the number of claims that is nearest to what is wanted."""
    counted = m.PublishedTally.objects.filter(dimension="person", by="").values_list("value", "claims")
    value, shown = min(counted, key=lambda row: abs(row[1] - TOUCHED))
    return m.Person.objects.get(slug=m.PublishedPerson.objects.get(pk=value).slug), shown


class Reader(threading.Thread):
    """Asks again and again, with a connection of its own."""

    def __init__(self, slug: str) -> None:
        super().__init__(daemon=True)
        self.slug, self.is_over, self.longest = slug, threading.Event(), 0.0

    def run(self) -> None:
        while not self.is_over.wait(0.02):
            began = time.perf_counter()
            question = ListQuery("claims", {"person": [self.slug]})
            question.resolve_slugs()
            question.fetch_page()
            self.longest = max(self.longest, time.perf_counter() - began)

    def stop(self) -> float:
        self.is_over.set()
        self.join()
        return self.longest


def projection(report: Callable[[str], None]) -> list[Figure]:
    """The whole projection from the ledger; takes minutes."""
    claims = m.PublishedClaim.objects.count()
    began = time.perf_counter()
    rebuild_projection(
        lambda collection, done, total: report(f"rebuild: {collection} {done:,}") if done % 100_000 == 0 else None
    )
    taken = time.perf_counter() - began
    with connection.cursor() as cursor:
        cursor.execute("VACUUM (ANALYZE)")
    goal = 300 * claims / 10**6
    told = f"{taken:.0f} s, {claims / taken:,.0f}/s"
    return [Figure(f"rebuild of {claims:,} claims", told, f"within {goal:.0f} s", taken <= goal)]
