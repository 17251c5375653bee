"""Desk objects for tests. Each is whole and could be submitted; keyword arguments say what matters to a test."""

from datetime import date
from functools import partial
from itertools import count

from django.contrib.auth.models import Group, User

from factdb.editorial import quotes, signing, workflow
from factdb.editorial.doubts import list_doubts
from factdb.models import Article, Attribution, Claim, Measure, Organization, Person, Policy, Role, Snapshot
from factdb.publishing.publication_batch import gather_batch

TEXT = "Opening line.\nThe agency counted 1,200 people at the crossing in May.\nAn official denied it.\n"
PASSAGE = "The agency counted 1,200 people at the crossing in May."
_numbers = count(1)


def user(group="reporter", **fields):
    make_user = User.objects.create_user if "password" in fields else partial(User.objects.create, password="-")
    made = make_user(username=f"{group}-{next(_numbers)}", is_staff=True, **fields)
    made.groups.add(Group.objects.get(name=group))
    return made


def organization(slug="herald", **fields):
    return Organization.objects.create(**{"slug": slug, "name": slug.title(), "kind": "outlet"} | fields)


def person(slug="ana-diaz", title="Minister", **fields):
    made = Person.objects.create(**{"slug": slug, "name": "Ana Díaz", "sort_name": "Díaz, Ana"} | fields)
    Role.objects.create(person=made, title=title, started_on=date(2020, 1, 1))
    return made


def policy(slug="border-order", **fields):
    return Policy.objects.create(
        **{"slug": slug, "name": "Border order", "kind": "order", "jurisdiction": "Freedonia"} | fields
    )


def measure(slug="people-counted", **fields):
    return Measure.objects.create(
        **{"slug": slug, "name": "People counted", "unit": "people", "nature": "total", "definition": "All."} | fields
    )


def article(slug="herald-2024-05-01", text=TEXT, **fields):
    outlet = fields.pop("outlet", None) or Organization.objects.filter(slug="herald").first() or organization()
    made = Article.objects.create(
        **{"slug": slug, "headline": "A count", "published_on": date(2024, 5, 1), "outlet": outlet}
        | {"inferred": ["headline"]}
        | fields
    )
    Snapshot.objects.create(article=made, text=text, sha256=quotes.hash_text(text))
    return made


def claim(slug=None, *, speaker=None, passage=PASSAGE, text="The agency counted 1,200 people in May 2024.", **fields):
    """A claim with a proved quote; said by `speaker` where one is given, else in the outlet's own voice."""
    source = fields.pop("article", None) or Article.objects.first() or article()
    made = Claim(
        slug=slug or f"claim-{next(_numbers)}",
        text=text,
        article=source,
        **{"kind": "statement", "stated_on": source.published_on} | fields,
    )
    snapshot = source.snapshots.get()
    made.snapshot, made.quote_sha256 = snapshot, quotes.hash_text(passage)
    made.quote_start, made.quote_end = quotes.find_occurrences(snapshot.text, passage)[0]
    made.save()
    if speaker:
        Attribution.objects.create(claim=made, position=1, kind="person", person=speaker, verb="says")
    else:
        Attribution.objects.create(
            claim=made, position=1, kind="organization", organization=source.outlet, verb="reports"
        )
    return made


def publish(thing, *, by=None, **options):
    """Submit and approve, by an editor who edited nothing and looks into every doubt."""
    editor = by or user("editor")
    thing = workflow.submit(type(thing).objects.get(pk=thing.pk), by=editor)
    return workflow.approve(thing, by=editor, seen=sign(thing), accepted=list_doubts(gather_batch([thing])), **options)


def sign(*things):
    """What the form of whoever reads these now carries."""
    return signing.sign_batch(gather_batch(things))
