"""How many wrong passwords a minute an account and an address have, over all workers and machines.

In the database, with CACHE_URL too: a cache may be away, and this must not.
"""

from datetime import timedelta
from hashlib import sha256
from ipaddress import IPv6Address, ip_address, ip_network
from math import ceil

from django.db import connection, transaction
from django.db.models import Count, DurationField, ExpressionWrapper, Min
from django.db.models.functions import Now

from factdb.models.login import LoginAttempt

from .refusals import TooManyAttempts

ACCOUNT_LIMIT, ADDRESS_LIMIT = 5, 20
WINDOW = timedelta(minutes=1)
ATTEMPTS_LOCK_KEY = 0x4C6F6749  # "LogI", the key of the advisory lock


def count_attempt(name: str, address: str) -> list[LoginAttempt]:
    """Count a password before it is checked: of thirty at once no more than five are.

    Returns what is to be forgotten where the password is right. Raises `TooManyAttempts`.
    """
    limits = {hash_key("account", name): ACCOUNT_LIMIT, hash_key("address", find_network(address)): ADDRESS_LIMIT}
    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [ATTEMPTS_LOCK_KEY])
        LoginAttempt.objects.filter(at__lte=Now() - WINDOW).delete()
        if waits := find_waits(limits):
            raise TooManyAttempts(ceil(max(waits).total_seconds()))
        return LoginAttempt.objects.bulk_create([LoginAttempt(key=key) for key in limits])


def find_waits(limits: dict[str, int]) -> list[timedelta]:
    """Say for each key that has reached its limit how long it must wait."""
    wait = ExpressionWrapper(Min("at") + WINDOW - Now(), output_field=DurationField())
    counts = LoginAttempt.objects.filter(key__in=limits).values("key").annotate(count=Count("pk"), wait=wait)
    return [row["wait"] for row in counts if row["count"] >= limits[row["key"]]]


def forget_attempt(attempts: list[LoginAttempt]) -> None:
    LoginAttempt.objects.filter(pk__in=[attempt.pk for attempt in attempts]).delete()


def hash_key(subject: str, value: str) -> str:
    return sha256(f"{subject}:{value}".encode()).hexdigest()


def find_network(address: str) -> str:
    """Give whose address it is: who has one of IPv6 has 2**64 of them."""
    try:
        client = ip_address(address)
    except ValueError:
        return address
    if isinstance(client, IPv6Address) and not client.ipv4_mapped:
        return str(ip_network((client, 64), strict=False))
    return str(getattr(client, "ipv4_mapped", None) or client)
