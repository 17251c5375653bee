import json
from concurrent.futures import ThreadPoolExecutor
from time import sleep

from django.db import connections, transaction

from factdb.editorial import workflow
from factdb.models import Claim, LedgerEntry, Person, PublishedClaim
from factdb.publishing import publish as door
from factdb.publishing.audit import find_faults
from factdb.publishing.rebuild import rebuild_projection
from tests import factories as make

CLAIMS = 12


def publish(pk, editor):
    try:
        door.publish_items([Claim.objects.get(pk=pk)], by=editor)
    finally:
        connections.close_all()


def test_publications_at_once_give_one_chain_and_numbers_without_gaps(real_database):
    editor = make.user("editor")
    make.publish(make.claim(text="Claim 0."))
    pks = [make.claim(text=f"Claim {n}.").pk for n in range(1, CLAIMS)]
    with ThreadPoolExecutor(4) as threads:
        list(threads.map(lambda pk: publish(pk, editor), pks))
    assert list(PublishedClaim.objects.order_by("pk").values_list("pk", flat=True)) == list(range(1, CLAIMS + 1))
    assert LedgerEntry.objects.count() == CLAIMS + 2
    assert list(find_faults()) == []


def test_approval_and_rename_at_once_do_not_wait_for_each_other(real_database, monkeypatch):
    ana, editor = make.person(), make.user("editor")
    claim = make.publish(make.claim(speaker=ana), by=editor)
    Claim.objects.update(state="submitted")
    Person.objects.update(state="submitted", name="Ana Ruiz")
    check = workflow.check_ready_for_review

    def slow_check(thing):
        """The claim's row is held while the rename takes its first steps."""
        if isinstance(thing, Claim):
            sleep(0.5)
        check(thing)

    monkeypatch.setattr(workflow, "check_ready_for_review", slow_check)
    with ThreadPoolExecutor(2) as threads:
        first = threads.submit(approve, claim.pk, Claim, editor)
        sleep(0.2)
        second = threads.submit(approve, ana.pk, Person, editor)
        first.result()
        second.result()
    assert json.loads(PublishedClaim.objects.get().document)["speaker"]["name"] == "Ana Ruiz"


def test_readers_do_not_wait_for_a_rebuild(real_database):
    make.publish(make.claim())

    def read():
        try:
            with connections["public"].cursor() as cursor:
                cursor.execute("SET statement_timeout = 2000")
                cursor.execute(
                    "SELECT (SELECT count(*) FROM factdb_publishedclaim), max(claims) FROM factdb_publishedtally"
                )
                return cursor.fetchone()
        finally:
            connections.close_all()

    with ThreadPoolExecutor(1) as threads, transaction.atomic():
        rebuild_projection()
        assert threads.submit(read).result() == (1, 1)


def approve(pk, model, editor):
    try:
        thing = model.objects.get(pk=pk)
        workflow.approve(thing, by=editor, seen=make.sign(thing))
    finally:
        connections.close_all()
