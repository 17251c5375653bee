"""`manage.py audit`: proves the hash chain and that what is public is what the ledger says."""

import re
from typing import Any

from django.core.management.base import CommandError, CommandParser
from django.utils import timezone

from factdb.management.examples import ExampleCommand
from factdb.management.progress import Progress
from factdb.models import LedgerEntry
from factdb.publishing.audit import find_faults, record_audit
from factdb.publishing.complete_keys import record_complete_keys

MAX_SHOWN_FAULTS = 20


def parse_expected_head(value: str) -> tuple[int, str]:
    """A SEQ:HASH as an (int, str)."""
    match = re.fullmatch(r"(\d{1,18}):([0-9a-f]{64})", value)
    if not match:
        raise CommandError(f"--expect takes SEQ:HASH, as in 392:{'0' * 8}…, not {value!r}.")
    return int(match[1]), match[2]


def find_head() -> tuple[int, str]:
    """Find (seq, sha256) of the ledger's latest entry; (0, "") where there is none."""
    return LedgerEntry.objects.order_by("-seq").values_list("seq", "sha256").first() or (0, "")


class Command(ExampleCommand):
    help = "Checks the ledger's chain, and that the public projection follows from it. Exit code 1 on any fault."
    examples = ("audit", f"audit --expect 392:{'5e' * 32}")

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--expect", metavar="SEQ:HASH", help="A head that was kept elsewhere, as releases carry it."
        )

    def handle(self, *args: Any, expect: str | None = None, **options: Any) -> None:
        expected_head, count = parse_expected_head(expect) if expect else None, 0
        at, (seq, _) = timezone.now(), find_head()
        with Progress(self.stderr) as progress:
            for count, fault in enumerate(find_faults(expected_head, report=progress), 1):
                if count <= MAX_SHOWN_FAULTS:
                    progress.say_line(self.stderr, fault)
        record_audit(at, seq, count)
        if count:
            raise CommandError(f"{count} fault{'s' * (count > 1)} in the record.")
        record_complete_keys()
        seq, sha256 = find_head()
        self.stdout.write(f"The record is whole. Head {seq}:{sha256}" if seq else "The ledger is empty.")
