"""The narrow rows that hang on published rows, so that filters need not open a document."""

from typing import Any

from factdb import models as m
from factdb.vocabulary import Collection

from .tables import ROWS, copy_in

# Narrow tables by collection, with the column that holds the published row.
HANGING: dict[str, list[tuple[Any, str]]] = {
    Collection.PEOPLE: [(m.PublishedRole, "person")],
    Collection.POLICIES: [(m.PublishedPolicyEvent, "policy")],
    Collection.CLAIMS: [
        (m.PublishedClaimPolicy, "claim"),
        (m.PublishedClaimPerson, "claim"),
        (m.PublishedClaimOrganization, "claim"),
        (m.PublishedRelation, "claim"),
    ],
}


def replace(collection, pairs, catalogue):
    """Make the narrow rows of (published row, document) again."""
    remove(collection, [row.pk for row, _ in pairs])
    for make in MAKERS.get(collection, ()):
        rows = [narrow for row, document in pairs for narrow in make(row, document, catalogue)]
        if rows:
            copy_in(type(rows[0]), rows)


def remove(collection, ids):
    for model, column in HANGING.get(collection, ()):
        model.objects.filter(**{f"{column}__in": ids}).delete()


def empty():
    """Delete the whole projection, in an order that its foreign keys allow."""
    for tables in HANGING.values():
        for model, _ in tables:
            model.objects.all().delete()
    for model in reversed(ROWS.values()):
        model.objects.all().delete()


def people_of(claim):
    """Slugs of all who speak, relay or are mentioned, each once."""
    chain = [hop["person"] for hop in claim["attribution"] if hop["person"]]
    return dict.fromkeys(shown["slug"] for shown in chain + claim["people"])


def organizations_of(claim):
    """Slugs of all that stand in the chain or are mentioned, each once."""
    chain = [hop["organization"] for hop in claim["attribution"] if hop["organization"]]
    return dict.fromkeys(shown["slug"] for shown in chain + claim["organizations"])


def roles(row, person, catalogue):
    for role in person["roles"]:
        organization = catalogue.id_of(Collection.ORGANIZATIONS, role["organization"])
        yield m.PublishedRole(person=row, organization_id=organization, title=role["title"])


def events(row, policy, catalogue):
    for position, event in enumerate(policy["events"]):
        yield m.PublishedPolicyEvent(
            policy=row,
            position=position,
            on=event["on"],
            precision=event["precision"],
            status=event["status"],
            note=event["note"],
            claim_id=event["claim"],
        )


def policies(row, claim, catalogue):
    for shown in claim["policies"]:
        target = catalogue.id_of(Collection.POLICIES, shown)
        yield m.PublishedClaimPolicy(claim=row, stated_on=claim["stated_on"], policy_id=target)


def people(row, claim, catalogue):
    for slug in people_of(claim):
        target = catalogue.row(Collection.PEOPLE, slug).pk
        yield m.PublishedClaimPerson(claim=row, stated_on=claim["stated_on"], person_id=target)


def organizations(row, claim, catalogue):
    for slug in organizations_of(claim):
        target = catalogue.row(Collection.ORGANIZATIONS, slug).pk
        yield m.PublishedClaimOrganization(claim=row, stated_on=claim["stated_on"], organization_id=target)


def relations(row, claim, catalogue):
    for relation in claim["relations"]:
        yield m.PublishedRelation(claim=row, kind=relation["kind"], target_id=relation["claim"])


MAKERS: dict[str, list] = {
    Collection.PEOPLE: [roles],
    Collection.POLICIES: [events],
    Collection.CLAIMS: [policies, people, organizations, relations],
}
