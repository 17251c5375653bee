"""While PostgreSQL stores some, the next ones are made; and no cycles are looked for while there are none."""

import gc
import threading

import pytest
from django.core.exceptions import ValidationError
from django.core.management import call_command
from django.db import connection

from factdb.models import Evidence, LedgerEntry, Verdict
from factdb.publishing import projection, publish, removal
from factdb.publishing.bulk import run_pipeline
from factdb.publishing.rebuild import rebuild_projection
from tests import factories as make

pytestmark = pytest.mark.django_db


def test_batches_are_stored_in_order_by_one_who_is_beside():
    main, told = threading.get_ident(), []
    run_pipeline(
        "abc",
        lambda batch: batch.upper(),
        lambda batch, found: found * 2,
        lambda *stored: told.append((*stored, threading.get_ident() == main)),
    )
    # The last one has nothing beside it.
    assert told == [("a", "A", "AA", False), ("b", "B", "BB", False), ("c", "C", "CC", True)]


def test_next_is_made_while_the_one_before_is_stored():
    is_making = threading.Event()

    def made(batch, found):
        if batch == 2:
            is_making.set()

    run_pipeline(
        [1, 2], lambda batch: None, made, lambda batch, *more: batch == 2 or is_making.wait(5) or pytest.fail("no")
    )


def test_what_cannot_be_stored_is_raised():
    def stored(batch, found, made):
        raise ValueError(batch)

    with pytest.raises(ValueError, match="1"):
        run_pipeline([1, 2, 3], lambda batch: None, lambda batch, found: None, stored)


@pytest.fixture
def asked(monkeypatch):
    """What is asked of the database while documents are rendered: it may be busy then."""
    found, entry = [], publish._make_entry

    def watched(*args):
        with connection.execute_wrapper(lambda execute, sql, *more: found.append(sql) or execute(sql, *more)):
            return entry(*args)

    monkeypatch.setattr(publish, "_make_entry", watched)
    return found


def test_rendering_all_articles_leaves_the_connection_alone(asked):
    call_command("first_run")
    assert (LedgerEntry.objects.count() > 400, asked) == (True, [])


def test_rendering_again_leaves_the_connection_alone(asked):
    claim = make.publish(make.claim(speaker=make.person(), measure=make.measure(), value=5, hedge="exact"))
    verdict = Verdict.objects.create(claim=claim, rating="confirmed", summary="Counted.", reviewed_on="2024-05-02")
    Evidence.objects.create(verdict=verdict, title="Table", url="https://example.org/table")
    removal.retract_item(claim, by=make.user("editor"), reason="Wrong.")
    first_at = LedgerEntry.objects.get(kind="claims", version=1).at
    claim.refresh_from_db()
    publish.publish_items([claim], by=make.user("editor"))
    assert asked == []
    assert first_at.isoformat()[:26] in LedgerEntry.objects.latest("seq").document


def test_no_cycles_are_looked_for_while_claims_are_published_or_made_again(monkeypatch):
    seen = []
    for module, name in ((publish, "_make_entry"), (projection, "build_copied_rows")):
        real = getattr(module, name)
        monkeypatch.setattr(module, name, lambda *args, real=real: seen.append(gc.isenabled()) or real(*args))
    make.publish(make.claim())
    published = len(seen)
    rebuild_projection()
    assert (len(seen) > published > 0, set(seen), gc.isenabled()) == (True, {False}, True)


def test_cycles_are_looked_for_again_after_a_refusal():
    with pytest.raises(ValidationError):
        publish.publish_items([make.claim()], by=make.user("editor"), action="nonsense")
    assert gc.isenabled()
