"""Whoever sets another's password could approve the own work in that one's name: for a day, that one cannot."""

from collections.abc import Collection
from datetime import timedelta

from django.conf import settings
from django.contrib.auth.models import User
from django.db.models import QuerySet
from django.db.models.functions import Now
from django.utils.dateformat import format as format_date

from factdb.models import AccountChange
from factdb.publishing.publication_batch import Batch, describe_item

RESET_COUNTS_FOR = timedelta(days=1)
MAX_LISTED_EDITORS = 5


def list_reset_refusals(batch: Batch, by: User) -> list[str]:
    """List, as sentences, what of a batch was edited by somebody who has set the password of `by`."""
    sentences = []
    for actor, reset in _fetch_resets(by).items():
        if items := [item for item in batch if actor in item.edited_by]:
            names = ", ".join(map(describe_item, items))
            authors = {pk for item in items for pk in item.edited_by}
            sentences.append(f"{names}: {_explain_reset(reset, 'edited it', 'approve', authors)}")
    return sentences


def explain_request_refusal(asked_by: int, by: User) -> str:
    """Say why `by` cannot confirm what this person asked for; empty where `by` can."""
    reset = _fetch_resets(by).get(asked_by)
    return _explain_reset(reset, "asked for it", "confirm", {asked_by}) if reset else ""


def _select_resets() -> QuerySet[AccountChange]:
    return AccountChange.objects.filter(is_reset=True, at__gt=Now() - RESET_COUNTS_FOR)


def _fetch_resets(by: User) -> dict[int, AccountChange]:
    """Give the last one by each person; who sets one at the machine is nobody."""
    resets = _select_resets().filter(account=by).select_related("actor").order_by("at")
    return {reset.actor_id: reset for reset in resets if reset.actor_id}


def _explain_reset(reset: AccountChange, deed: str, step: str, authors: Collection[int]) -> str:
    until = format_date(reset.at + RESET_COUNTS_FOR, "j F Y, H:i")
    editors = ", ".join(map(str, _select_others(reset.account_id, authors)[:MAX_LISTED_EDITORS]))
    return (
        f"{reset.actor} {deed} and set your password, so until {until} UTC somebody else must {step} it. "
        f"Who may: {editors or 'nobody now'}."
    )


def _select_others(by: int, authors: Collection[int]) -> QuerySet[User]:
    """Select who may publish, is no author but at a desk of one, and had no password set by one."""
    barred = _select_resets().filter(actor__in=authors).values("account")
    others = User.objects.with_perm("factdb.publish").exclude(pk=by).exclude(pk__in=barred).order_by("username")
    return others if settings.FACTDB_SOLO else others.exclude(pk__in=authors)
