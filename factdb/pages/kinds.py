"""What pages say of each kind of thing, and which of its filters readers need most."""

from typing import NamedTuple


class KindTexts(NamedTuple):
    noun: str
    nouns: str
    title: str
    intro: str
    frequent: tuple[str, ...]


KIND_TEXTS = {
    "claims": KindTexts(
        "claim",
        "claims",
        "Claims",
        "Single statements from the news, each with who said it, through whom, and whether it was checked.",
        ("policy", "person", "kind", "rating", "stated_after", "stated_before", "ordering"),
    ),
    "people": KindTexts(
        "person",
        "people",
        "People",
        "Everyone who speaks, acts or is named in a claim, with the offices they held and when.",
        ("role", "organization", "ordering"),
    ),
    "policies": KindTexts(
        "policy",
        "policies",
        "Policies",
        "Orders, programmes, agreements, laws and plans that claims are about, and what became of each.",
        ("status", "kind", "jurisdiction", "active_on", "ordering"),
    ),
    "articles": KindTexts(
        "article",
        "articles",
        "Articles",
        "The articles that the claims were taken from.",
        ("outlet", "policy", "person", "published_after", "published_before", "ordering"),
    ),
    "organizations": KindTexts(
        "organization",
        "organizations",
        "Organizations",
        "Outlets, agencies, governments, courts: whoever speaks, relays, issues or employs.",
        ("kind", "ordering"),
    ),
    "measures": KindTexts(
        "measure",
        "measures",
        "Measures",
        "What the numbers count: whom, where and in which unit.",
        ("unit", "nature", "ordering"),
    ),
    "corrections": KindTexts(
        "correction",
        "corrections",
        "Corrections",
        "Every correction, clarification and retraction, with its reason. Nothing here changes silently.",
        ("kind", "action", "after", "before"),
    ),
}
