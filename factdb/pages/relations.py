"""What other claims do to a claim, both ways, grouped in the order in which a reader should know it."""

from collections.abc import Iterator

from factdb.choices import RelationKind
from factdb.schemas import JsonObject

PASSIVE_LABELS = {
    RelationKind.UPDATES: "Updated by",
    RelationKind.CONTRADICTS: "Contradicted by",
    RelationKind.DENIES: "Denied by",
    RelationKind.SUPPORTS: "Supported by",
    RelationKind.REPEATS: "Repeated by",
    RelationKind.EXPLAINS: "Explained by",
    RelationKind.PART_OF: "Has as a part",
}
# What a reader must know before believing a claim. A contradiction holds both ways.
WEAKENING_LABELS = {
    PASSIVE_LABELS[kind] for kind in (RelationKind.UPDATES, RelationKind.CONTRADICTS, RelationKind.DENIES)
} | {RelationKind.CONTRADICTS.label}
LABEL_ORDER = [*PASSIVE_LABELS.values(), *RelationKind.labels]


def group_relations(claim: JsonObject, others: list[JsonObject]) -> list[JsonObject]:
    """[{label, weakens, claims}]: `others` are the claims related to `claim`, each with the relation's note."""
    claims_by_label: dict[str, list[JsonObject]] = {}
    for other in others:
        for label, note in iter_relations(claim, other):
            claims_by_label.setdefault(label, []).append(other | {"relation_note": note})
    return [
        {"label": label, "weakens": label in WEAKENING_LABELS, "claims": claims_by_label[label]}
        for label in LABEL_ORDER
        if label in claims_by_label
    ]


def iter_relations(claim: JsonObject, other: JsonObject) -> Iterator[tuple[str, str | None]]:
    """(label, note) of every relation of the two claims, as seen from `claim`."""
    for relation in claim["relations"]:
        if relation["claim"] == other["id"]:
            yield RelationKind(relation["kind"]).label, relation["note"]
    for relation in other["relations"]:
        if relation["claim"] == claim["id"]:
            yield PASSIVE_LABELS[relation["kind"]], relation["note"]
