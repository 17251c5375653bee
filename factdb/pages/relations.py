"""What other claims do to a claim, both ways, grouped in the order in which a reader should know it."""

from factdb.choices import RelationKind

BY_OTHERS = {
    RelationKind.UPDATES: "Updated by",
    RelationKind.CONTRADICTS: "Contradicted by",
    RelationKind.DENIES: "Denied by",
    RelationKind.SUPPORTS: "Supported by",
    RelationKind.REPEATS: "Repeated by",
}
# What a reader must know before believing a claim. A contradiction holds both ways.
WEAKENING = {BY_OTHERS[kind] for kind in (RelationKind.UPDATES, RelationKind.CONTRADICTS, RelationKind.DENIES)} | {
    RelationKind.CONTRADICTS.label
}
ORDER = [*BY_OTHERS.values(), *RelationKind.labels]


def groups(claim, others):
    """[{label, weakens, claims}]: `others` are the claims related to `claim`, each with the relation's note."""
    found: dict[str, list] = {}
    for other in others:
        for label, note in between(claim, other):
            found.setdefault(label, []).append(other | {"note": note})
    return [
        {"label": label, "weakens": label in WEAKENING, "claims": found[label]} for label in ORDER if label in found
    ]


def between(claim, other):
    """(label, note) of every relation of the two claims, as seen from `claim`."""
    for relation in claim["relations"]:
        if relation["claim"] == other["id"]:
            yield RelationKind(relation["kind"]).label, relation["note"]
    for relation in other["relations"]:
        if relation["claim"] == claim["id"]:
            yield BY_OTHERS[relation["kind"]], relation["note"]
