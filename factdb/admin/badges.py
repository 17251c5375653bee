"""Where a thing stands, in one word that an editor reads at a glance."""

from django.utils.html import format_html
from django.utils.safestring import SafeString

from factdb.choices import State
from factdb.models.desk import Desk

ASKED_BADGE = format_html(' <span class="badge badge-asked">{}</span>', "Retraction asked for")
ERASED_BADGE = format_html('<span class="badge badge-withdrawn">{}</span>', "Erased by law")

UNPUBLISHED_BADGES = {
    State.DRAFT: ("draft", "Draft"),
    State.SUBMITTED: ("submitted", "Submitted"),
}
PUBLIC_BADGES = {
    State.DRAFT: ("pending", "Live, changes in draft"),
    State.SUBMITTED: ("submitted", "Live, change submitted"),
    State.LIVE: ("live", "Live"),
}
WITHDRAWN_BADGES = {
    State.DRAFT: ("withdrawn", "Withdrawn, new draft"),
    State.SUBMITTED: ("submitted", "Withdrawn, submitted again"),
    State.WITHDRAWN: ("withdrawn", "Withdrawn"),
}


def render_badge(state: str, is_public: bool, version: int | None, is_asked: bool) -> SafeString:
    """`version` is the latest in the ledger: it tells what was never published from what was taken back.

    `is_asked`: somebody asked for its retraction.
    """
    words = PUBLIC_BADGES if is_public else UNPUBLISHED_BADGES if version is None else WITHDRAWN_BADGES
    badge = format_html('<span class="badge badge-{}">{}</span>', *words[State(state)])
    return badge + ASKED_BADGE if is_asked else badge


def render_item_badge(item: Desk) -> SafeString:
    if item.is_erased:
        return ERASED_BADGE
    return render_badge(item.state, item.is_public, item.version, item.retraction_asked_at is not None)
