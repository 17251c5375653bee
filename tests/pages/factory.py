"""A small invented record for the pages' tests, published through the door by a second person."""

from datetime import date

from django.contrib.auth import get_user_model

from factdb import models as m
from factdb.publishing import publish as door


def editor():
    return get_user_model().objects.get_or_create(username="editor")[0]


def publish(*things):
    door.publish_items(things, by=editor())
    for thing in things:
        thing.refresh_from_db()
    return things[0]


def of(model, slug, defaults, changes):
    return model.objects.get_or_create(slug=slug, defaults=defaults | changes)[0]


def organization(slug="harbour-post", **changes):
    return of(m.Organization, slug, {"name": slug.replace("-", " ").title(), "kind": "outlet"}, changes)


def person(slug="ada-byrne", **changes):
    name = slug.replace("-", " ").title()
    return of(m.Person, slug, {"name": name, "sort_name": ", ".join(reversed(name.split(" ", 1)))}, changes)


def policy(slug="harbour-levy", **changes):
    defaults = {"name": slug.replace("-", " ").title(), "kind": "order", "jurisdiction": "Port City"}
    return of(m.Policy, slug, defaults, changes)


def measure(slug="ships-turned-away", **changes):
    defaults = {"name": "Ships turned away", "unit": "ships", "nature": "total", "definition": "Each ship, each time."}
    return of(m.Measure, slug, defaults, changes)


def article(slug="harbour-closes", **changes):
    defaults = {"headline": "Harbour closes to large ships", "published_on": date(2022, 9, 14)}
    return of(m.Article, slug, defaults | {"outlet": organization()}, changes)


def claim(slug="c1", *, chain=(), policies=(), people=(), **changes):
    """A claim at the desk. `chain` holds the hops' columns, the origin first."""
    defaults = {"text": f"Statement {slug}.", "kind": "statement", "stated_on": date(2022, 9, 14)}
    made = m.Claim.objects.create(slug=slug, **defaults | {"article": article()} | changes)
    for position, hop in enumerate(chain or [by(organization())], 1):
        m.Attribution.objects.create(claim=made, position=position, **{"verb": "says"} | hop)
    made.policies.set(policies)
    made.people.set(people)
    return made


def by(source):
    """The hop of a person or an organization."""
    kind = "person" if isinstance(source, m.Person) else "organization"
    return {"kind": kind, kind: source}


def anonymous(label):
    return {"kind": "anonymous", "label": label}


def published_claim(slug="c1", **changes):
    return publish(claim(slug, **changes))
