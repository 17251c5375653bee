"""What an editor sees before approving: made as a publication makes it, and nobody is held up by a look at it."""

import json

import pytest
from django.db import connection, connections
from django.test.utils import CaptureQueriesContext

from factdb.models import Claim, LedgerEntry, Person, Relation
from factdb.publishing import publish
from factdb.publishing.ledger import LOCK
from factdb.publishing.publication_batch import gather_batch
from tests import factories as make

INSTANTS = ("published_at", "updated_at")


def said(entries):
    """What entries say, but for when."""
    documents = [json.loads(entry.document) for entry in entries]
    return [
        (entry.seq, entry.action, entry.kind, entry.key, {k: v for k, v in d.items() if k not in INSTANTS})
        for entry, d in zip(entries, documents, strict=True)
    ]


def preview(item, by):
    return publish.preview_publication(gather_batch([type(item).objects.get(pk=item.pk)]), by=by)


@pytest.mark.django_db
def test_preview_is_what_is_published():
    editor, claim = (
        make.user("editor"),
        make.claim(speaker=make.person(), measure=make.measure(), value=3, hedge="exact"),
    )
    claim.policies.set([make.policy()])
    seen = preview(claim, by=editor).entries
    publish.publish_items([Claim.objects.get()], by=editor)
    assert said(seen) == said(LedgerEntry.objects.all())


@pytest.mark.django_db
def test_preview_of_a_rename_counts_what_is_rendered_again():
    ana, editor = make.person(), make.user("editor")
    for _ in range(3):
        make.publish(make.claim(speaker=ana))
    Person.objects.update(name="Ana Ruiz")
    assert preview(ana, by=editor).again == 3
    assert preview(make.policy(), by=editor).again == 0


@pytest.mark.django_db
def test_preview_of_an_alias_that_nobody_shows_counts_nothing():
    ana = make.person()
    make.publish(make.claim(speaker=ana))
    Person.objects.update(aliases=["A. Díaz"])
    assert preview(ana, by=make.user("editor")).again == 0


@pytest.mark.django_db
def test_preview_counts_what_waits_for_the_claim():
    first, second = make.claim(text="Claim one."), make.claim(text="Claim two.")
    Relation.objects.create(claim=first, kind="supports", target=second)
    make.publish(first)
    assert preview(second, by=make.user("editor")).again == 1


@pytest.mark.django_db
def test_preview_only_reads():
    ana, editor = make.person(), make.user("editor")
    make.publish(make.claim(speaker=ana))
    Person.objects.update(name="Ana Ruiz")
    head = LedgerEntry.objects.count()
    with CaptureQueriesContext(connection) as asked:
        preview(ana, by=editor)
    assert [query["sql"] for query in asked if not query["sql"].startswith("SELECT")] == []
    assert LedgerEntry.objects.count() == head


def test_preview_does_not_wait_for_a_publication(real_database):
    claim, editor = make.claim(), make.user("editor")
    other = connections.create_connection("default")
    connections["default"].cursor().execute("SET lock_timeout = 500")
    try:
        other.set_autocommit(False)
        other.cursor().execute("SELECT pg_advisory_xact_lock(%s)", [LOCK])
        assert len(preview(claim, by=editor).entries) == 3
    finally:
        other.close()
