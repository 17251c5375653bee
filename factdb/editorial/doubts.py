"""What no rule can decide but a reviewer can: sentences that somebody ticks before the thing is published."""

import re
from collections.abc import Iterable
from datetime import date
from decimal import Decimal
from typing import Any

from factdb.choices import Bearing, ClaimKind, Hedge, InferredKey, PolicyStatus, Precision, Rating, RelationKind
from factdb.kinds import resolve_name
from factdb.models import Article, Claim, Evidence
from factdb.partial_dates import find_span
from factdb.publishing.children import Related
from factdb.publishing.publication_batch import Batch, describe_item
from factdb.publishing.tables import kind_of

MONTHS = {date(2000, n, 1).strftime("%B").lower(): n for n in range(1, 13)}
# 2022-07-31, 2022-07; 31 July 2022, July 31, 2022, July 2022.
ISO_DAY = re.compile(r"\b(\d{4})-(0[1-9]|1[0-2])(?:-([0-2]\d|3[01]))?\b")
WRITTEN_DAY = re.compile(rf"\b(?:(\d{{1,2}}) )?({'|'.join(MONTHS)})(?: (\d{{1,2}}),)? (\d{{4}})\b", re.IGNORECASE)
NUMBER = re.compile(r"\d[\d,]*(?:\.\d+)?")
# How a quotation mark is drawn makes no other headline.
PLAIN_MARKS = str.maketrans({"\u2018": "'", "\u2019": "'", "\u201c": '"', "\u201d": '"'})
ANSWERING = (RelationKind.CONTRADICTS, RelationKind.DENIES)
OF_TO_COME = (ClaimKind.PLAN, ClaimKind.FORECAST)


def list_doubts(batch: Batch) -> list[str]:
    """List what a reviewer of these must look into, as sentences that say of what."""
    return [
        f"{describe_item(item)}: {sentence}"
        for item in batch
        if (finder := kind_of(item).doubt_finder)
        for sentence in resolve_name(finder)(item)
    ]


def find_article_doubts(article: Article) -> list[str]:
    """Doubt a headline that looks like one of ours."""
    headline = flatten_words(article.headline)
    if not headline:
        return []
    if headline == flatten_words(article.label):
        return ["The headline is the desk's label as well: leave the headline blank unless the outlet ran it."]
    if InferredKey.HEADLINE in article.inferred:
        return []
    texts = [flatten_words(text) for text in article.snapshots.values_list("text", flat=True) if text]
    if not texts or any(headline in text for text in texts):
        return []
    return [
        f"The text that the desk holds has no headline “{article.headline}”: did the outlet run it? If it is ours, "
        "make it the label; if it is known from elsewhere, say under “inferred” that the text lacks it."
    ]


def flatten_words(text: str) -> str:
    return " ".join(text.translate(PLAIN_MARKS).casefold().split())


def find_policy_doubts(policy: Any) -> list[str]:
    """Doubt each status that rests on a claim alone: no rule reads whether the claim shows it."""
    events = [event for event in policy.lines if event.status and event.claim_id and not has_read(event.evidence)]
    claims = Claim.objects.in_bulk([event.claim_id for event in events]) if events else {}
    return [
        f"Event of {event.on}: does “{claims[event.claim_id]}” show the status “{PolicyStatus(event.status).label}”?"
        for event in events
    ]


def has_read(pieces: Iterable[Evidence]) -> bool:
    return any(piece.read_on for piece in pieces)


def find_claim_doubts(claim: Any) -> list[str]:
    verdict = claim.lines.verdict
    pieces = list(verdict.evidence.all()) if verdict and verdict.rating == Rating.CONFIRMED else []
    answers = [relation for relation in claim.lines.relations if relation.kind in ANSWERING]
    return [
        *doubt_period(claim, pieces),
        *doubt_exactness(claim, pieces),
        *(sentence for answer in answers for sentence in doubt_answer(claim, answer)),
    ]


def doubt_period(claim: Claim, pieces: list[Evidence]) -> list[str]:
    """Doubt a figure whose period goes on after it was stated, or after the data of what confirms it."""
    end = claim.period_to
    if end is None or claim.kind in OF_TO_COME:
        return []
    if end > claim.stated_span[1]:
        return [f"The figure's period ends on {end}, after it was stated: a period ends where its data end."]
    data_end = find_end_of_data(pieces)
    if data_end is None or end <= data_end:
        return []
    return [f"The figure's period ends on {end}, but the data that confirm it end on {data_end}."]


def find_end_of_data(pieces: Iterable[Evidence]) -> date | None:
    """Give the last day that the evidence names beside its figures or words, or else that on which it was read."""
    named_days = [day for piece in pieces for day in find_named_days(f"{piece.figure}\n{piece.words}")]
    return max(named_days or [piece.read_on for piece in pieces if piece.read_on], default=None)


def find_named_days(text: str) -> list[date]:
    """Give the days that a text names, of a month the last one. What is no day of the calendar is passed over."""
    iso_parts = ISO_DAY.findall(text)
    written_parts = [(year, MONTHS[month.lower()], day or late) for day, month, late, year in WRITTEN_DAY.findall(text)]
    days = (make_last_day(int(year), int(month), int(day or 0)) for year, month, day in [*iso_parts, *written_parts])
    return [day for day in days if day]


def make_last_day(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day) if day else find_span(date(year, month, 1), Precision.MONTH)[1]
    except ValueError:
        return None


def doubt_exactness(claim: Claim, pieces: list[Evidence]) -> list[str]:
    """Doubt an exact number that no evidence gives as it is."""
    figures = [piece.figure for piece in pieces if piece.figure and piece.bearing == Bearing.SUPPORTS]
    if claim.hedge != Hedge.EXACT or not figures or claim.value is None:
        return []
    numbers = {Decimal(number.replace(",", "")) for number in NUMBER.findall(" ".join(figures))}
    return [] if claim.value in numbers else ["The figure is exact, but no evidence that confirms it has this number."]


def doubt_answer(claim: Claim, answer: Related) -> list[str]:
    """Doubt a denial or contradiction that does not say of what, or that has nothing in common with its target."""
    target, doubts = Claim.objects.select_related("article").get(pk=answer.target_id), []
    if not answer.note:
        doubts.append(f"It {answer.kind} “{target}” without a note: what of it does it answer?")
    if not list_subjects(claim) & list_subjects(target):
        doubts.append(
            f"It {answer.kind} “{target}”, and the two share no person, organization, policy, measure or day: "
            "does that say what this answers?"
        )
    return doubts


def list_subjects(claim: Claim) -> set[tuple[str, Any]]:
    """List what a claim is about and by whom, to compare with that of another."""
    subjects: set[tuple[str, Any]] = {("day", claim.stated_on), ("day", claim.article.published_on)}
    subjects |= {("person", pk) for pk in claim.attribution.values_list("person_id", flat=True) if pk}
    subjects |= {("measure", claim.measure_id)} if claim.measure_id else set()
    for name, mention in (("person", "people"), ("policy", "policies"), ("organization", "organizations")):
        subjects |= {(name, pk) for pk in getattr(claim, mention).values_list("pk", flat=True)}
    return subjects
