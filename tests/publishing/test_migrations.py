"""A site that grew before a migration keeps a whole record after it."""

from django.core.management import call_command

from factdb.models import PublishedClaim
from factdb.publishing.audit import faults
from tests import factories as make


def test_content_from_before_the_narrow_rows_is_whole_after_them(real_database):
    claim = make.claim(speaker=make.person())
    # Published in this order, shown in the other.
    orders = [make.publish(make.policy(slug)) for slug in ("wall-order", "asylum-order")]
    claim.policies.add(*orders)
    make.publish(claim)
    policies = PublishedClaim.objects.get().policies
    call_command("migrate", "factdb", "0005", verbosity=0)
    call_command("migrate", "factdb", verbosity=0)
    assert policies == sorted(policies, reverse=True) == PublishedClaim.objects.get().policies
    assert list(faults()) == []
