"""How many independent origins say the same: ten papers that relay one wire are one origin.

Who says so is the first hop of a chain. Whoever passes it on is no witness: to relay never adds an origin.
"""

import re
from collections.abc import Iterable
from typing import Any, NamedTuple

from factdb.choices import AttributionKind, ClaimKind, RelationKind
from factdb.schemas import JsonObject

# What makes two witnesses one; the kind first.
Key = tuple[str, ...]
NAMED_KINDS = (AttributionKind.PERSON, AttributionKind.ORGANIZATION)
BACKING_KINDS = (RelationKind.SUPPORTS, RelationKind.REPEATS)
# What a label says beside whom it names: how many they are is no matter.
COUNT = re.compile(r"\d+|an?|the|some|several|many|one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve")
# A document that is called no more than this may be any that its holder has. The noun stands before these.
NAMELESS_DOCUMENTS = frozenset({"document", "paper", "record", "file"})
AFTER_NOUN = re.compile(r"of|from|by|on|about|in|with|that|which|obtained|seen|reviewed|held")


class Statement(NamedTuple):
    """A claim as it is counted. Its article's document, whole, says in whose voice it was written."""

    claim: int
    kind: str
    attribution: list[JsonObject]
    article: JsonObject


class Witness(NamedTuple):
    """Who says so. Two that share a key are one."""

    name: str
    kind: str
    keys: frozenset[Key]


class Origin(NamedTuple):
    """One origin, the claims that begin with it, and the names of the outlets that ran these."""

    name: str
    kind: str
    claims: list[int]
    outlets: list[str]


class Corroboration(NamedTuple):
    """What is behind all claims that say the same, or are evidence for one another."""

    origins: list[Origin]
    outlets: list[str]


class DisjointSets:
    """Members joined into sets. A set is called by its least member, so that no order changes anything."""

    def __init__(self) -> None:
        self._parents: dict[Any, Any] = {}

    def find_set(self, member: Any) -> Any:
        while (parent := self._parents.setdefault(member, member)) != member:
            self._parents[member] = self._parents[parent]
            member = parent
        return member

    def join_members(self, members: Iterable[Any]) -> None:
        least, *others = sorted(set(map(self.find_set, members)))
        self._parents.update(dict.fromkeys(others, least))


def corroborate_claims(
    statements: Iterable[Statement], relations: Iterable[tuple[int, str, int]]
) -> dict[int, Corroboration]:
    """Give by claim what is behind it. `relations` are (claim, kind, claim); others than these statements are left out.

    To repeat says the same, in whatever voice. Support from the same origins is no corroboration, so it joins nothing;
    nor does what joins a denial to a claim that is none.
    """
    by_claim = {statement.claim: statement for statement in statements}
    witnesses = find_witnesses([by_claim[claim] for claim in sorted(by_claim)])
    joined = DisjointSets()
    for source, kind, target in relations:
        if kind in BACKING_KINDS and {source, target} <= by_claim.keys():
            is_one_side = len({by_claim[claim].kind == ClaimKind.DENIAL for claim in (source, target)}) == 1
            if is_one_side and (kind == RelationKind.REPEATS or witnesses[source].keys() != witnesses[target].keys()):
                joined.join_members((source, target))
    together: dict[int, list[Statement]] = {}
    for claim in sorted(by_claim):
        together.setdefault(joined.find_set(claim), []).append(by_claim[claim])
    counted = {first: _count_origins(group, witnesses) for first, group in together.items()}
    return {claim: counted[joined.find_set(claim)] for claim in by_claim}


def _count_origins(statements: list[Statement], witnesses: dict[int, dict[Key, Witness]]) -> Corroboration:
    origins: dict[Key, Origin] = {}
    outlets: dict[str, str] = {}
    for statement in statements:
        outlet = outlets.setdefault(statement.article["outlet"]["slug"], statement.article["outlet"]["name"])
        for key, witness in witnesses[statement.claim].items():
            origin = origins.setdefault(key, Origin(witness.name, witness.kind, [], []))
            origin.claims.append(statement.claim)
            if outlet not in origin.outlets:
                origin.outlets.append(outlet)
    return Corroboration(list(origins.values()), list(outlets.values()))


def find_witnesses(statements: list[Statement]) -> dict[int, dict[Key, Witness]]:
    """Find by claim its independent witnesses, each under the key that all who are one with it share."""
    voices = _find_voices(statements)
    by_claim = {s.claim: [one for w in list_witnesses(s) for one in _follow_outlet(w, voices)] for s in statements}
    joined = DisjointSets()
    for witness in (one for listed in by_claim.values() for one in listed):
        joined.join_members(witness.keys)
    names = _name_documents([one for listed in by_claim.values() for one in listed], joined)
    found: dict[int, dict[Key, Witness]] = {}
    for claim, listed in by_claim.items():
        keyed = [(joined.find_set(min(witness.keys)), witness) for witness in listed]
        found[claim] = dict(names.get(key, (key, witness)) for key, witness in keyed)
    return found


def _name_documents(witnesses: list[Witness], joined: DisjointSets) -> dict[Key, tuple[Key, Witness]]:
    """Documents without a name hold one that has one, where their holder has any: give that by their key."""
    documents = [(key, one) for one in witnesses if one.kind == AttributionKind.DOCUMENT for key in sorted(one.keys)]
    named: dict[str, tuple[Key, Witness]] = {}
    for (kind, holder, label), witness in sorted(documents, key=lambda pair: pair[0], reverse=True):
        if label:
            named[holder] = (joined.find_set((kind, holder, label)), witness)
    names: dict[Key, tuple[Key, Witness]] = {}
    for (kind, holder, label), _ in documents:
        if not label and holder in named:
            key = joined.find_set((kind, holder, label))
            names[key] = min(named[holder], names.get(key, named[holder]), key=lambda pair: pair[0])
    return names


def list_witnesses(statement: Statement) -> list[Witness]:
    """List who says so: whom the article's own voice rests on, each of them; else the first hop of the chain."""
    first = statement.attribution[0] if statement.attribution else None
    if first is None or is_own_voice(first, statement.article):
        return [_make_witness(AttributionKind.ORGANIZATION, voice) for voice in list_voices(statement.article)]
    kind, label = first["kind"], first["label"] or ""
    if kind in NAMED_KINDS and first[kind]:
        return [_make_witness(kind, first[kind])]
    relays = list_relays(statement)
    if kind == AttributionKind.DOCUMENT:
        holders = {first["organization"]["slug"]} if first["organization"] else relays
        keys = {(kind, holder, normalise_document(label)) for holder in holders}
    else:
        # Anonymous people who come through one relay may be the same ones, unless the text counts them apart.
        keys = {(kind, relay, normalise_label(label) if first.get("apart") else "") for relay in relays}
    return [Witness(label, kind, frozenset(keys))]


def _make_witness(kind: str, entity: JsonObject) -> Witness:
    return Witness(entity["name"], kind, frozenset({(str(kind), entity["slug"])}))


def is_own_voice(hop: JsonObject, article: JsonObject) -> bool:
    """Say whether a first hop is the article itself: its outlet, or the agency whose text that ran."""
    own = {of["slug"] for of in (article["outlet"], article["syndicated_from"]) if of}
    return hop["kind"] == AttributionKind.ORGANIZATION and hop["organization"]["slug"] in own


def list_voices(article: JsonObject) -> list[JsonObject]:
    """List the organizations on whose report an article's own voice rests; at the least its outlet."""
    return article["rests_on"] or [article["syndicated_from"] or article["outlet"]]


def list_relays(statement: Statement) -> set[str]:
    """List all through whom a first hop reached readers: the later hops, the outlet, and whose report that relays.

    All of them, since one more in a chain must not make of one origin two.
    """
    article = statement.article
    through = [article["outlet"], article["syndicated_from"], *article["rests_on"]]
    named = [
        hop["person"] if hop["kind"] == AttributionKind.PERSON else hop["organization"]
        for hop in statement.attribution[1:]
    ]
    return {one["slug"] for one in (*through, *named) if one}


def _find_voices(statements: list[Statement]) -> dict[str, dict[str, JsonObject]]:
    """Find by outlet whose reports its own voice rests on, in all of these."""
    voices: dict[str, dict[str, JsonObject]] = {}
    for statement in statements:
        first = statement.attribution[0] if statement.attribution else None
        if first is None or is_own_voice(first, statement.article):
            resting = {voice["slug"]: voice for voice in list_voices(statement.article)}
            voices.setdefault(statement.article["outlet"]["slug"], {}).update(resting)
    return voices


def _follow_outlet(
    witness: Witness, voices: dict[str, dict[str, JsonObject]], seen: frozenset[str] = frozenset()
) -> list[Witness]:
    """Whom another paper names may relay as well: then who says so is whom its own article rests on."""
    ((kind, slug, *_), *_) = witness.keys
    resting = voices.get(slug, {}) if kind == AttributionKind.ORGANIZATION else {}
    if not resting or slug in resting or slug in seen:
        return [witness]
    others = [_make_witness(kind, voice) for voice in resting.values()]
    return [one for other in others for one in _follow_outlet(other, voices, seen | {slug})]


def normalise_label(label: str) -> str:
    """Write a label as it is compared: case, numbers, articles and plurals are no matter."""
    words = re.findall(r"\w+", label.casefold())
    return " ".join(_cut_plural(word) for word in words if not COUNT.fullmatch(word))


def _cut_plural(word: str) -> str:
    return word.removesuffix("s") if len(word) > 3 else word


def normalise_document(label: str) -> str:
    """Write a document's label as it is compared; empty where that names none: "the documents", "leaked papers"."""
    words = normalise_label(label).split()
    end = next((place for place, word in enumerate(words) if AFTER_NOUN.fullmatch(word)), len(words))
    return "" if not words[:end] or words[end - 1] in NAMELESS_DOCUMENTS else " ".join(words)
