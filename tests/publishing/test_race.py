from concurrent.futures import ThreadPoolExecutor

from django.db import connections

from factdb.models import Claim, LedgerEntry, PublishedClaim
from factdb.publishing import door
from factdb.publishing.audit import faults
from tests import factories as make

CLAIMS = 12


def publish(pk, editor):
    try:
        door.publish([Claim.objects.get(pk=pk)], by=editor)
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
    assert list(faults()) == []
