"""`manage.py erase`: take out of the record, the desk and the releases what a law demands to be gone."""

from typing import Any

from django.conf import settings
from django.core.cache import caches
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.management.base import CommandError, CommandParser
from django.db import transaction

from factdb.editorial import workflow
from factdb.management.examples import ExampleCommand
from factdb.management.finding import find_user, find_working_copy
from factdb.management.progress import Progress
from factdb.models import LedgerEntry
from factdb.public.downloads.releases import delete_withdrawn_files
from factdb.publishing.erasure import Erasure
from factdb.publishing.mentions import find_mentions

LISTED_MENTIONS = 20
OUT_OF_REACH = (
    "Out of reach: copies that others made, mirrors until they ask again, releases on other machines until this runs"
    " there too, logs of the server and of proxies, which hold addresses. Caches in between forget within 5 minutes."
)


class Command(ExampleCommand):
    help = (
        "Erases by law: every published document of a thing, what showed it, its words at the desk and in the desk's "
        "log, and the releases that hold it. Address, reasons, hashes and chain stay. Two people, no way back."
    )
    examples = (
        'erase people/jane-doe --by ada --asked-by ben --reason "Court order of 1 May 2026."',
        'erase claims/311 --by ada --asked-by ben --reason "Court order of 1 May 2026." --dry-run',
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("thing", metavar="KIND/KEY", help="As in its address: claims/311, people/jane-doe.")
        parser.add_argument("--by", metavar="USERNAME", help="The editor who approves.")
        parser.add_argument("--asked-by", metavar="USERNAME", help="Somebody else, who asked for it.")
        parser.add_argument("--reason", required=True, help="Public, for ever. Example: Court order of 1 May 2026.")
        parser.add_argument("--dry-run", action="store_true", help="Say what it would reach, and leave all as it is.")

    def handle(self, *args: Any, thing: str, reason: str, dry_run: bool = False, **options: Any) -> None:
        item = find_working_copy(thing)
        by, asked_by = find_user(options["by"], "--by"), find_user(options["asked_by"], "--asked-by")
        try:
            with Progress(self.stderr) as progress, transaction.atomic():
                erasure = workflow.erase(item, by=by, asked_by=asked_by, reason=reason, report=progress)
                progress("places searched for its name", 0, 1)
                mentions = find_mentions(erasure.names, erasure.key)
                transaction.set_rollback(dry_run)
        except (ValidationError, PermissionDenied) as error:
            reasons = error.messages if isinstance(error, ValidationError) else [str(error)]
            raise CommandError(" ".join(reasons)) from error
        lines = [*describe_erasure(erasure, dry_run), *describe_rest(erasure, mentions)]
        self.stdout.write("\n".join(lines))
        if not dry_run:
            caches["answers"].clear()
            self.stdout.write("\n".join([*describe_files(withdraw_releases()), describe_proof(erasure)]))


def withdraw_releases() -> list[str]:
    try:
        return delete_withdrawn_files()
    except OSError as error:
        raise CommandError(
            f"{error.filename} is offered no more and could not be deleted: {error.strerror}. Erase again to go on."
        ) from error


def describe_erasure(erasure: Erasure, dry_run: bool) -> list[str]:
    would = "would be" if dry_run else "is"
    return [
        f"{erasure.collection}/{erasure.shown_key} {would} erased, by ledger entry {erasure.seq}.",
        f"Gone: {count_things(erasure.documents, 'document')} of its own,"
        f" {count_things(erasure.twins, 'superseded document')} of others that showed it,"
        f" {count_things(erasure.past_rows, 'past row')}, {count_things(erasure.corrections, 'correction')},"
        f" {count_things(erasure.log_lines, 'line')} of the desk's log, all words of its working copy.",
    ]


def describe_rest(erasure: Erasure, mentions: list[str]) -> list[str]:
    """Say what stays, and what only people can decide."""
    reasons = LedgerEntry.objects.filter(kind=erasure.collection, key=erasure.key).exclude(reason="").count()
    lines = [
        f"Stays in the ledger and its changes, because the chain covers it: the address {erasure.collection}/"
        f"{erasure.key}, {count_things(reasons, 'reason')}, numbers, instants and hashes."
    ]
    if erasure.shown_key != erasure.key:
        address = f"{erasure.collection}/{erasure.shown_key}"
        lines.append(f"Everywhere else its address is {address}; the old one answers 410.")
    if mentions:
        more = f" and {len(mentions) - LISTED_MENTIONS} more" * (len(mentions) > LISTED_MENTIONS)
        lines.append(
            f"Its name stands in words of others, for you to read: {', '.join(mentions[:LISTED_MENTIONS])}{more}."
        )
    return lines


def describe_files(releases: list[str]) -> list[str]:
    lines = [f"Releases withdrawn and their data deleted: {', '.join(releases) or 'none'}."]
    if releases:
        lines.append("Make a new one: manage.py export DIR.")
    if backups := len(list((settings.VAR / "backups").glob("*.backup"))):
        lines.append(
            f"It is still in {count_things(backups, 'backup')} in {settings.VAR / 'backups'}, and in those elsewhere:"
            " make a new one, then destroy all older ones. To restore one would bring it back."
        )
    return [*lines, OUT_OF_REACH]


def describe_proof(erasure: Erasure) -> str:
    entry = LedgerEntry.objects.get(seq=erasure.seq)
    return (
        f"Keep {entry.seq}:{entry.sha256} elsewhere: `manage.py audit --expect` with it fails where an older backup was"
        " restored."
    )


def count_things(count: int, noun: str) -> str:
    return f"{count:,} {noun}{'s' * (count != 1)}"
