"""Which words of its articles a publication shows, and which may be shown now that a text is held.

What is public of a passage stays as long as the passage does: a change of anything else neither adds nor takes words.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from hashlib import sha256
from itertools import groupby
from typing import Any, NamedTuple

from django.conf import settings

from factdb.choices import Action, Collection, Weight
from factdb.exact_json import decode_json
from factdb.models import Article, Claim, PublishedClaim, Snapshot
from factdb.schemas import CLAIM_SCHEMA, JsonObject

from .ledger import Entry, Ledger, Responsible
from .projection import Item, parse_row
from .publication_batch import Batch
from .published_names import Catalogue
from .quoted_words import NO_WORDS, WORD_KEYS, Passage, SourceText, Span, choose_words, list_spans
from .rewrite import rewrite_documents

WEIGHTS = Weight.values
PASSAGE_KEYS = ("start", "end", "passage_sha256", "snapshot_sha256")
# By the number of its claim.
Quotes = dict[int, JsonObject]


class Share(NamedTuple):
    """How many words of a text are public, and how many it has."""

    public: int
    total: int

    @property
    def percent(self) -> float:
        return 100 * self.public / (self.total or 1)


@dataclass
class WordsOffer:
    """Documents as they would be with the words that a text proves, each beside its public item; and the shares."""

    pairs: list[tuple[Item, JsonObject]] = field(default_factory=list)
    shares: list[tuple[Share, Share]] = field(default_factory=list)


def choose_batch_words(batch: Batch) -> None:
    """Give each claim of a batch, as `lines.words`, the words that its document will show."""
    claims: list[Claim] = batch.list_items(Collection.CLAIMS)
    for claim in claims:
        claim.lines.words = NO_WORDS
    quoted = sorted((claim for claim in claims if claim.has_quote), key=lambda claim: claim.article.slug)
    if not any(claim.is_public or _is_held(claim) for claim in quoted):
        return
    quotes = fetch_public_quotes({claim.article.slug for claim in quoted})
    for slug, group in groupby(quoted, key=lambda claim: claim.article.slug):
        _choose_article_words(list(group), quotes.get(slug, {}))


def fetch_public_quotes(slugs: Iterable[str]) -> dict[str, Quotes]:
    """Fetch the quotes that readers see, by article."""
    quotes: dict[str, Quotes] = {}
    rows = PublishedClaim.objects.filter(article__slug__in=slugs, has_quote=True).order_by()
    for slug, number, text in rows.values_list("article__slug", "pk", "document"):
        quotes.setdefault(slug, {})[number] = decode_json(text)["quote"]
    return quotes


def _choose_article_words(claims: list[Claim], public: Quotes) -> None:
    """`public` are the quotes of all claims of their article."""
    new_claims = [claim for claim in claims if not keep_public_words(claim, public.get(claim.number or 0))]
    staying = [quote for number, quote in public.items() if number not in {claim.number for claim in new_claims}]
    held: list[Any] = [claim for claim in new_claims if _is_held(claim)]
    held.sort(key=lambda claim: claim.snapshot.sha256)
    for snapshot, group in groupby(held, key=lambda claim: claim.snapshot):
        own = {claim.pk: claim for claim in group}
        source = SourceText(snapshot.text)
        passages = [
            Passage(claim.pk, claim.quote_start, claim.quote_end, _rank(claim.weight, claim.quote_start, claim.slug))
            for claim in own.values()
        ]
        spans = collect_spans(source, snapshot.sha256, staying)
        for pk, words in choose_words(source, passages, spans, settings.FACTDB_MOST_QUOTED).items():
            own[pk].lines.words = words
            staying.append(words | {"start": own[pk].quote_start, "end": own[pk].quote_end} | _hash_of(snapshot))


def keep_public_words(claim: Claim, quote: JsonObject | None) -> bool:
    """Give a claim the words that are public of its passage; say whether it is still that passage."""
    snapshot = claim.snapshot.sha256 if claim.snapshot else None
    passage = (claim.quote_start, claim.quote_end, claim.quote_sha256, snapshot)
    if not quote or tuple(quote[key] for key in PASSAGE_KEYS) != passage:
        return False
    claim.lines.words = read_words(quote)
    return True


def read_words(quote: JsonObject) -> JsonObject:
    return {key: quote.get(key) for key in WORD_KEYS}


def _rank(weight: str | None, start: int, name: str) -> tuple[int, int, str]:
    return WEIGHTS.index(weight or Weight.NORMAL), start, name


def _hash_of(snapshot: Snapshot) -> JsonObject:
    return {"snapshot_sha256": snapshot.sha256}


def _is_held(claim: Claim) -> bool:
    """Say whether the desk holds the text, and the passage is in it: without proof no words are public."""
    if claim.snapshot is None or claim.snapshot.text is None:
        return False
    passage = {"start": claim.quote_start, "end": claim.quote_end, "passage_sha256": claim.quote_sha256}
    return _is_proved(claim.snapshot.text, passage)


def collect_spans(source: SourceText, snapshot_sha256: str, quotes: Iterable[JsonObject]) -> Iterator[Span]:
    """Yield where in a text the words of quotes stand, also of those that quote another text of the same article."""
    for quote in quotes:
        if quote["snapshot_sha256"] == snapshot_sha256:
            yield from list_spans(quote)
        else:
            yield from _find_spans(source.text, quote)


def _find_spans(text: str, quote: JsonObject) -> Iterator[Span]:
    for key in ("exact", "prefix", "suffix", "first", "last"):
        words = (quote.get(key) or "").strip()
        place = text.find(words) if words else -1
        if place >= 0:
            yield place, place + len(words)


def offer_words(article: Article) -> WordsOffer:
    """Make what the texts prove that the desk holds of an article, and that readers do not see yet."""
    offer = WordsOffer()
    rows = PublishedClaim.objects.filter(article__slug=article.slug, has_quote=True).order_by("pk")
    items = {row.pk: parse_row(Collection.CLAIMS, row) for row in rows}
    quotes = {number: item.document["quote"] for number, item in items.items()}
    for snapshot in article.snapshots.exclude(text=None).order_by("pk"):
        source, before = SourceText(snapshot.text or ""), list(quotes.values())
        for number, words in _choose_anew(source, snapshot, items, quotes).items():
            if words != read_words(quotes[number]):
                quotes[number] = quotes[number] | words
                offer.pairs.append((items[number], _put_words(items[number].read_text(), words)))
        offer.shares.append(
            (_measure(source, snapshot.sha256, before), _measure(source, snapshot.sha256, quotes.values()))
        )
    return offer


def _choose_anew(
    source: SourceText, snapshot: Snapshot, items: dict[int, Item], quotes: Quotes
) -> dict[int, JsonObject]:
    passages = [
        Passage(
            number,
            quote["start"],
            quote["end"],
            _rank(items[number].document["weight"], quote["start"], f"{number:020}"),
            shown=read_words(quote) if any(read_words(quote).values()) else None,
        )
        for number, quote in quotes.items()
        if quote["snapshot_sha256"] == snapshot.sha256 and _is_proved(source.text, quote)
    ]
    keys = {passage.key for passage in passages}
    others = [quote for number, quote in quotes.items() if number not in keys]
    spans = collect_spans(source, snapshot.sha256, others)
    return choose_words(source, passages, spans, settings.FACTDB_MOST_QUOTED)


def _is_proved(text: str, quote: JsonObject) -> bool:
    return sha256(text[quote["start"] : quote["end"]].encode()).hexdigest() == quote["passage_sha256"]


def _put_words(document: JsonObject, words: JsonObject) -> JsonObject:
    """The document with these words; what its version did not say of the passage otherwise stays unsaid."""
    quote = document["quote"] | words
    return document | {"quote": {key: quote[key] for key in CLAIM_SCHEMA["quote"].keys if key in quote}}


def publish_words(ledger: Ledger, offer: WordsOffer, responsible: Responsible) -> list[Entry]:
    """Append an `evidenced` entry for each document of an offer: the words of a passage were attached, nothing else."""
    catalogue = Catalogue.for_documents(Collection.CLAIMS, [document for _, document in offer.pairs])
    return rewrite_documents(
        ledger, Collection.CLAIMS, offer.pairs, lambda item: responsible, catalogue, Action.EVIDENCED
    )


def measure_shares(article: Article) -> dict[int, Share]:
    """Measure how much of each text that is held of an article is public, by the snapshot's key."""
    quotes = fetch_public_quotes([article.slug]).get(article.slug, {}).values()
    return {
        snapshot.pk: _measure(SourceText(snapshot.text or ""), snapshot.sha256, quotes)
        for snapshot in article.snapshots.exclude(text=None)
    }


def compare_shares(batch: Batch, entries: Iterable[Entry]) -> list[tuple[Article, Share, Share]]:
    """Measure the same before and after entries that publishing a batch would append."""
    claims = [claim for claim in batch.list_items(Collection.CLAIMS) if claim.has_quote and _is_held(claim)]
    snapshots: dict[int, Any] = {claim.snapshot_id: (claim.article, claim.snapshot) for claim in claims}
    public = fetch_public_quotes({article.slug for article, _ in snapshots.values()}) if snapshots else {}
    new: dict[str, Quotes] = {}
    for entry in entries:
        if entry.kind == Collection.CLAIMS:
            document = decode_json(entry.require_document())
            new.setdefault(document["article"]["slug"], {})[document["id"]] = document["quote"]
    return [
        (article, *_compare(snapshot, public.get(article.slug, {}), new.get(article.slug, {})))
        for article, snapshot in snapshots.values()
    ]


def _compare(snapshot: Snapshot, public: Quotes, new: Quotes) -> tuple[Share, Share]:
    source = SourceText(snapshot.text or "")
    after = [quote for quote in (public | new).values() if quote]
    return _measure(source, snapshot.sha256, public.values()), _measure(source, snapshot.sha256, after)


def _measure(source: SourceText, snapshot_sha256: str, quotes: Iterable[JsonObject]) -> Share:
    return Share(len(source.count_words(collect_spans(source, snapshot_sha256, quotes))), len(source.starts))
