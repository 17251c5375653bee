"""What a publication takes along: things that a document shows by name and that were never published."""

from django.core.exceptions import ValidationError
from django.db.models import prefetch_related_objects

from factdb.vocabulary import Collection, State

from .tables import COLLECTION_OF, ROWS

PREFETCH: dict[str, list[str]] = {
    Collection.PEOPLE: ["roles__organization"],
    Collection.POLICIES: ["issuer", "events"],
    Collection.ARTICLES: ["outlet", "syndicated_from"],
    Collection.CLAIMS: [
        "article__outlet",
        "article__syndicated_from",
        "snapshot",
        "measure",
        "attribution__person__roles__organization",
        "attribution__organization",
        "policies__issuer",
        "policies__events",
        "people__roles__organization",
        "organizations",
        "relations",
        "verdict__evidence",
    ],
}


def gather(things):
    """Things by collection, with what they need, in the order in which documents may name one another."""
    found: dict[str, dict] = {collection: {} for collection in ROWS}
    waiting = list(things)
    for collection in reversed(ROWS):
        same = [t for t in waiting if COLLECTION_OF[type(t)] == collection]
        prefetch_related_objects(same, *PREFETCH.get(collection, []))
    while waiting:
        thing = waiting.pop()
        held = found[COLLECTION_OF[type(thing)]]
        if thing.pk not in held:
            held[thing.pk] = thing
            waiting += [n for n in needs(thing) if n and not n.is_public]
    refuse_withdrawn(found, {(type(t), t.pk) for t in things})
    return {collection: list(held.values()) for collection, held in found.items()}


def refuse_withdrawn(found, asked):
    gone = [
        t
        for held in found.values()
        for t in held.values()
        if t.state == State.WITHDRAWN and (type(t), t.pk) not in asked
    ]
    if gone:
        raise ValidationError([f"{name(t)} was withdrawn: publish it again first, or take it out." for t in gone])


def needs(thing):
    """Everything whose name the thing's document shows."""
    return NEEDS[COLLECTION_OF[type(thing)]](thing)


def name(thing):
    return f"{thing._meta.verbose_name.capitalize()} “{thing}”"


def of_claim(c):
    hops = c.attribution.all()
    return [
        c.article,
        c.measure,
        *(h.person for h in hops),
        *(h.organization for h in hops),
        *c.policies.all(),
        *c.people.all(),
        *c.organizations.all(),
    ]


NEEDS = {
    Collection.ORGANIZATIONS: lambda o: [],
    Collection.MEASURES: lambda m: [],
    Collection.PEOPLE: lambda p: [r.organization for r in p.roles.all()],
    Collection.POLICIES: lambda p: [p.issuer],
    Collection.ARTICLES: lambda a: [a.outlet, a.syndicated_from],
    Collection.CLAIMS: of_claim,
}
