"""A small record with one of everything that filters tell apart, and a draft beside it that could leak.

Claim 1: Ana Díaz says; about the border order. Claim 2: anonymous officials, relayed by the Wire; about both
policies, mentions Bo Chen. Claim 3: the ministry's figure in the Wire's article; supports claim 1.
"""

from datetime import date

import pytest
from django.db import connection, transaction

from factdb.models import Attribution, Claim, LedgerEntry, Relation, Role
from factdb.publishing import ledger, publish
from tests import factories as f

LEAK = "Nobody may read this draft."


@pytest.fixture(scope="module")
def published(django_db_setup, django_db_blocker):
    """Published once for a module, because publishing costs more than all that is asked of it."""
    with django_db_blocker.unblock(), transaction.atomic():
        publish_record()
        yield
        transaction.set_rollback(True)


@pytest.fixture
def record(published, db):
    """Whatever a test changes is undone for the next one."""


def publish_record():
    editor = f.user("editor")
    herald, wire = f.organization(), f.organization("wire", kind="agency")
    ministry = f.organization("ministry", kind="government")
    ana, bo = f.person(), f.person("bo-chen", name="Bo Chen", sort_name="Chen, Bo", title="Envoy")
    Role.objects.filter(person=ana).update(organization=ministry)
    border, visa = f.policy(), f.policy("visa-law", name="Visa law", kind="law", jurisdiction="Sylvania")
    first = f.claim(speaker=ana, article=f.article(outlet=herald), text="Ana Díaz closed the crossing.")
    second = f.claim(article=first.article, kind="allegation", stated_on=date(2024, 5, 3), text="Guards took bribes.")
    third = f.claim(
        article=f.article("wire-2024-06-01", outlet=wire, headline="Counting", published_on=date(2024, 6, 1)),
        kind="figure",
        measure=f.measure(),
        value=1200,
        hedge="about",
        text="The ministry counted about 1,200 people.",
    )
    draft = f.claim(article=first.article, text=LEAK)
    second.attribution.all().delete()
    Attribution.objects.create(claim=second, position=1, kind="anonymous", label="two officials", verb="say")
    Attribution.objects.create(claim=second, position=2, kind="organization", organization=wire, verb="reports")
    third.attribution.update(organization=ministry)
    for claim, policies in [(first, [border]), (second, [border, visa]), (third, [visa]), (draft, [border, visa])]:
        claim.policies.set(policies)
    second.people.set([bo])
    draft.people.set([ana, bo])
    Relation.objects.create(claim=third, kind="supports", target=first)
    for claim in (first, second, third):
        publish.publish_items([Claim.objects.get(pk=claim.pk)], by=editor)


def age_ledger():
    """Leave the ledger as a version without the staff hash would have: nine elements are chained in each entry."""
    head = ledger.GENESIS
    with connection.cursor() as cursor:
        cursor.execute("ALTER TABLE factdb_ledgerentry DISABLE TRIGGER USER")
        for entry in LedgerEntry.objects.order_by("seq"):
            entry.staff_salt = entry.staff_sha256 = None
            entry.previous_sha256 = head
            head = entry.sha256 = ledger.chain_hash(entry)
            entry.save()
        cursor.execute("ALTER TABLE factdb_ledgerentry ENABLE TRIGGER USER")
