"""The first run's content: the five articles of `fixtures/`, loaded at the desk and published as one."""

from collections.abc import Callable
from pathlib import Path

from django.conf import settings
from django.core.management import call_command
from django.db import transaction

from factdb.kinds import LEDGER_KINDS, resolve_name
from factdb.models import LedgerEntry

from . import publish
from .ledger import take_lock

FIXTURES = Path(settings.BASE_DIR, "fixtures")


@transaction.atomic
def publish_fixtures(before_publication: Callable[[], object] = lambda: None) -> int:
    """Load and publish, or do nothing where anything was ever written. Gives the number of items published.

    `before_publication` is called when all is at the desk: what is attached then is in the first versions.
    What a newsroom has at its desk, and has not published yet, must not go out with the demo.
    """
    take_lock()
    models = [resolve_name(kind.desk_model) for kind in LEDGER_KINDS.values()]
    if LedgerEntry.objects.exists() or any(model.objects.exists() for model in models):
        return 0
    call_command("loaddata", *sorted(FIXTURES.glob("*.json")), verbosity=0)
    before_publication()
    items = [item for model in models for item in model.objects.all()]
    return len(publish.publish_first(items))
