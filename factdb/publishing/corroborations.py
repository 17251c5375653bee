"""What live claims make of one another, kept with every change: origins and outlets behind each, and what is against.

A claim's count follows from all that repeats or supports it, so whatever joins or leaves those changes all of them.
"""

from collections.abc import Collection as Several
from collections.abc import Iterable, Iterator
from typing import Any, NamedTuple

from django.db import connection, transaction

from factdb.choices import Collection, RelationKind
from factdb.exact_json import decode_json
from factdb.kinds import LEDGER_KINDS
from factdb.models import (
    PublishedArticle,
    PublishedClaim,
    PublishedCorroboration,
    PublishedMeasure,
    PublishedRelation,
)
from factdb.rules.figure_conflicts import ComparableFigure, find_impossible, parse_figure
from factdb.rules.origins import BACKING_KINDS, Statement, corroborate_claims
from factdb.schemas import JsonObject

from .ledger import take_lock
from .published_names import Catalogue
from .sync_table import sync_rows
from .tables import copy_rows, delete_rows, format_pg_array, select_rows

CLAIM, RELATION, CORROBORATION, ARTICLE, MEASURE = (
    of._meta.db_table
    for of in (PublishedClaim, PublishedRelation, PublishedCorroboration, PublishedArticle, PublishedMeasure)
)
COLUMNS = ("claim_id", "origins", "outlets", "is_opposed", "is_impossible")
BACKING = ", ".join(f"'{kind}'" for kind in BACKING_KINDS)
OPPOSING = ", ".join(f"'{kind}'" for kind in (RelationKind.CONTRADICTS, RelationKind.DENIES))
LINKED = f"""
    WITH RECURSIVE linked (id) AS (
        SELECT unnest(%s::bigint[])
        UNION
        SELECT next.id FROM linked CROSS JOIN LATERAL (
            SELECT r.target_id FROM {RELATION} r WHERE r.claim_id = linked.id AND r.kind IN ({BACKING})
            UNION ALL SELECT r.claim_id FROM {RELATION} r WHERE r.target_id = linked.id AND r.kind IN ({BACKING})
        ) AS next (id)
    )
    SELECT id FROM linked"""  # noqa: S608
STATEMENTS = f"""
    SELECT c.id, c.kind, c.document::json -> 'attribution', a.id
    FROM {CLAIM} c JOIN {ARTICLE} a ON a.id = c.article_id WHERE c.id = ANY(%s)"""  # noqa: S608
BACKED = f"SELECT claim_id, kind, target_id FROM {RELATION} WHERE claim_id = ANY(%s) AND kind IN ({BACKING})"  # noqa: S608
OPPOSED = f"""
    SELECT claim_id FROM {RELATION} WHERE claim_id = ANY(%(ids)s) AND kind IN ({OPPOSING})
    UNION SELECT target_id FROM {RELATION} WHERE target_id = ANY(%(ids)s) AND kind IN ({OPPOSING})"""  # noqa: S608
RUN = f"SELECT c.id FROM {CLAIM} c JOIN {ARTICLE} a ON a.id = c.article_id WHERE a.slug = ANY(%s)"  # noqa: S608
FIGURES = f"""
    SELECT m.slug, m.nature, c.id, c.document::json -> 'figure'
    FROM {CLAIM} c JOIN {MEASURE} m ON m.id = c.measure_id"""  # noqa: S608
FLAGGED = f"""
    SELECT k.claim_id FROM {CORROBORATION} k JOIN {CLAIM} c ON c.id = k.claim_id JOIN {MEASURE} m ON m.id = c.measure_id
    WHERE k.is_impossible AND m.slug = ANY(%s)"""  # noqa: S608
# What has no row otherwise, and still can have more than one origin.
RELATED = f"""
    SELECT claim_id FROM {RELATION} UNION SELECT target_id FROM {RELATION}
    UNION SELECT c.id FROM {CLAIM} c JOIN {ARTICLE} a ON a.id = c.article_id WHERE cardinality(a.rests_on) > 1"""  # noqa: S608


class Counted(NamedTuple):
    """A row but its key. One that says what these defaults say is not kept."""

    origins: int = 1
    outlets: int = 1
    is_opposed: bool = False
    is_impossible: bool = False


class TouchedClaims:
    """What a publication changes so that counts can change; `save`, when all is there, counts that again."""

    def __init__(self) -> None:
        self._claims: set[int] = set()
        self._figures: set[int] = set()
        self._measures: set[str] = set()
        self._articles: set[str] = set()

    def note_change(
        self, collection: str, before: JsonObject | None, after: JsonObject | None, catalogue: Catalogue | None = None
    ) -> None:
        """Note what a document was and is. A rename, or another wording, touches nothing."""
        if collection == Collection.CLAIMS:
            self._note_claim(before, after, catalogue)
        elif before and after and collection == Collection.ARTICLES and _list_voices(before) != _list_voices(after):
            self._articles.add(after["slug"])
        elif before and after and collection == Collection.MEASURES and before["nature"] != after["nature"]:
            self._measures.add(after["slug"])

    def _note_claim(self, before: JsonObject | None, after: JsonObject | None, catalogue: Catalogue | None) -> None:
        documents = [document for document in (before, after) if document]
        relations = {relation["claim"] for document in documents for relation in document["relations"]}
        is_alone = before is None and not relations and not _rests_on_several(documents[0], catalogue)
        if not is_alone and _list_said(before) != _list_said(after):
            self._claims |= {documents[0]["id"], *relations}
        if _list_counted(before) != _list_counted(after):
            self._figures.add(documents[0]["id"])
            self._measures |= {document["figure"]["measure"]["slug"] for document in documents if document["figure"]}

    def save(self) -> None:
        """Bring every row up to date that follows from what was noted, and write none but the wrong ones."""
        claims = self._claims | _fetch_ids(RUN, list(self._articles))
        counts = count_claims(claims) if claims else {}
        flags = _flag_figures(self._figures, self._measures) if self._measures else {}
        ids = counts.keys() | flags.keys()
        if ids:
            rows = {pk: Counted(*rest) for pk, *rest in select_rows(PublishedCorroboration, COLUMNS, "claim_id", ids)}
            _write_rows(rows, {pk: _merge(rows.get(pk, Counted()), counts.get(pk), flags.get(pk)) for pk in ids})


def _merge(row: Counted, count: Counted | None, is_impossible: bool | None) -> Counted:
    if count:
        row = count._replace(is_impossible=row.is_impossible)
    return row if is_impossible is None else row._replace(is_impossible=is_impossible)


def _write_rows(rows: dict[int, Counted], expected_rows: dict[int, Counted]) -> None:
    changed = {pk: row for pk, row in expected_rows.items() if row != rows.get(pk, Counted())}
    delete_rows(PublishedCorroboration, "claim_id", [pk for pk in changed if pk in rows])
    kept = [(pk, *row) for pk, row in sorted(changed.items()) if row != Counted()]
    if kept:
        copy_rows(CORROBORATION, COLUMNS, kept)


def _list_said(claim: JsonObject | None) -> Any:
    """Say all of a claim that origins follow from, without the names that are only shown."""
    if claim is None:
        return None
    hops = [
        (hop["kind"], _slug_of(hop["person"]), _slug_of(hop["organization"]), hop["label"], hop["apart"])
        for hop in claim["attribution"]
    ]
    relations = sorted((relation["kind"], relation["claim"]) for relation in claim["relations"])
    return claim["kind"], claim["article"]["slug"], claim["article"]["outlet"]["slug"], hops, relations


def _list_counted(claim: JsonObject | None) -> Any:
    """Say all that conflicts of a claim's figure follow from; nothing where it does not say for when it holds."""
    figure = claim and claim["figure"]
    if not figure or not (figure["period_from"] or figure["period_to"]):
        return None
    return figure | {"measure": figure["measure"]["slug"]}


def _slug_of(reference: JsonObject | None) -> str | None:
    return reference["slug"] if reference else None


def _list_voices(article: JsonObject) -> Any:
    return [_slug_of(of) for of in (article["outlet"], article["syndicated_from"], *article["rests_on"])]


def _rests_on_several(claim: JsonObject, catalogue: Catalogue | None) -> bool:
    return (
        catalogue is not None
        and len(catalogue.get_document(Collection.ARTICLES, claim["article"]["slug"])["rests_on"]) > 1
    )


def count_claims(claims: Iterable[int]) -> dict[int, Counted]:
    """Count what is behind these claims and behind all that is joined to them. Of what is not public, nothing is."""
    ids = _fetch_ids(LINKED, list(claims))
    counted = corroborate_claims(_fetch_statements(ids), _run_query(BACKED, [format_pg_array(ids)]))
    opposed = {pk for (pk,) in _run_query(OPPOSED, {"ids": format_pg_array(ids)})}
    return {
        pk: Counted(len(counted[pk].origins), len(counted[pk].outlets), pk in opposed) if pk in counted else Counted()
        for pk in ids
    }


def _fetch_statements(ids: Several[int]) -> list[Statement]:
    rows = _run_query(STATEMENTS, [format_pg_array(ids)])
    complete = LEDGER_KINDS[Collection.ARTICLES].complete_document
    texts = select_rows(PublishedArticle, ("id", "document"), "id", {article for *_, article in rows})
    articles = {pk: complete(decode_json(text)) for pk, text in texts}
    return [Statement(claim, kind, attribution, articles[article]) for claim, kind, attribution, article in rows]


def _flag_figures(figures: set[int], measures: set[str]) -> dict[int, bool]:
    """Say of these claims, and of all of these measures that were or are concerned, whether another is against them."""
    impossible = find_impossible_figures(_run_query(f"{FIGURES} WHERE m.slug = ANY(%s)", [format_pg_array(measures)]))
    return {pk: pk in impossible for pk in figures | impossible | _fetch_ids(FLAGGED, measures)}


def find_impossible_figures(rows: Iterable[tuple[str, str, int, JsonObject]]) -> set[int]:
    """Find the claims that some other contradicts by its figure. `rows` are (measure, its nature, claim, figure)."""
    measures: dict[tuple[str, str], list[ComparableFigure]] = {}
    for measure, nature, claim, figure in rows:
        if figure["period_from"] or figure["period_to"]:
            measures.setdefault((measure, nature), []).append(parse_figure({"id": claim, "figure": figure}))
    return {claim for (_, nature), figures in measures.items() for claim in find_impossible(nature, figures)}


def list_expected_rows() -> dict[int, Counted]:
    """Count all that is public, and give the rows that are to be kept."""
    counts = count_claims({pk for (pk,) in _run_query(RELATED)})
    impossible = find_impossible_figures(_run_query(FIGURES))
    ids = counts.keys() | impossible
    rows = {pk: counts.get(pk, Counted())._replace(is_impossible=pk in impossible) for pk in ids}
    return {pk: row for pk, row in rows.items() if row != Counted()}


def rebuild_corroborations() -> None:
    """Keep what follows from the projection and nothing else."""
    sync_rows(PublishedCorroboration, COLUMNS, [(pk, *row) for pk, row in sorted(list_expected_rows().items())])


def is_missing() -> bool:
    """Say whether nothing is kept though something is public: so a site is that had content before this was kept."""
    return PublishedClaim.objects.exists() and not PublishedCorroboration.objects.exists()


@transaction.atomic
def fill_corroborations() -> None:
    """Keep what is not kept yet of what was public before a version that keeps it."""
    take_lock()
    rebuild_corroborations()


def find_corroboration_faults() -> Iterator[str]:
    """Yield every fault as a sentence."""
    rows = {pk: Counted(*rest) for pk, *rest in PublishedCorroboration.objects.values_list(*COLUMNS)}
    expected_rows = list_expected_rows()
    for pk in sorted(rows.keys() | expected_rows.keys()):
        if rows.get(pk, Counted()) != expected_rows.get(pk, Counted()):
            yield f"claims/{pk}: the origins, outlets or contradictions that are kept of it are not those there are."


def _fetch_ids(sql: str, values: Several[Any]) -> set[int]:
    return {pk for (pk,) in _run_query(sql, [format_pg_array(values)])} if values else set()


def _run_query(sql: str, values: Any = None) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(sql, values)
        return cursor.fetchall()
