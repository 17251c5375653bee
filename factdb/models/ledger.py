"""The ledger: one row for every public change there ever was. Only `publishing.publish` appends to it.

A trigger refuses UPDATE, DELETE and TRUNCATE (migrations 0003 and 0023), but for blanking documents of what a later
entry erased, and superseded ones that show it. Another proves of each entry that it names the hash of the one whose
number is one less (0007), and has a staff hash if that one has (0018).
"""

import re

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q

from factdb.choices import Action, Collection

ERASED_SLUG = re.compile(r"erased-([1-9][0-9]{0,17})")


def name_erased(seq: int) -> str:
    """Give the slug that stands for an erased thing's own, which can be somebody's name."""
    return f"erased-{seq}"


def none_of(value: str, array: str) -> models.Func:
    """Make SQL `value <> ALL (array)`: true where the value is none of the array's.

    Of Django's own class, so that migrations can spell it without this module.
    """
    return models.Func(
        value, array, template="%(expressions)s)", arg_joiner=" <> ALL (", output_field=models.BooleanField()
    )


class LedgerEntry(models.Model):
    """`sha256` covers the previous entry's, so no entry can be changed, dropped or slipped in unseen."""

    seq = models.BigIntegerField(primary_key=True)
    at = models.DateTimeField(unique=True)
    action = models.CharField(max_length=10, choices=Action)
    kind = models.CharField(max_length=15, choices=Collection)
    key = models.CharField(max_length=120)
    version = models.PositiveIntegerField()
    reason = models.TextField(blank=True)
    document = models.TextField(null=True)
    document_sha256 = models.CharField(max_length=64, null=True)
    staff_sha256 = models.CharField(max_length=64, null=True)
    previous_sha256 = models.CharField(max_length=64)
    sha256 = models.CharField(max_length=64)
    solo = models.BooleanField(help_text="True where nobody but its editors approved it.")
    # Staff identities: outside the grants of the public login.
    actor = models.CharField(max_length=150)
    edited_by = ArrayField(models.BigIntegerField(), default=list)
    approved_by = models.BigIntegerField(null=True)
    # Random, or `staff_sha256`, which is public, could be guessed from a list of the staff.
    staff_salt = models.CharField(max_length=32, null=True)

    STAFF_ONLY = ("actor", "edited_by", "approved_by", "staff_salt")

    class Meta:
        ordering = ["seq"]
        verbose_name_plural = "ledger entries"
        default_permissions = ("view",)
        permissions = [("publish", "Can return, approve, publish and retract")]
        constraints = [
            # Also the index by which versions, `as_of` and the latest document of a thing are read.
            models.UniqueConstraint(fields=["kind", "key", "version"], name="ledgerentry_version_once"),
            models.UniqueConstraint(fields=["previous_sha256"], name="ledgerentry_never_forks"),
            models.CheckConstraint(
                condition=Q(solo=True) | Q(none_of("approved_by", "edited_by"), approved_by__isnull=False),
                name="ledgerentry_four_eyes",
            ),
            models.CheckConstraint(
                condition=Q(staff_sha256__isnull=True, staff_salt__isnull=True)
                | Q(staff_sha256__isnull=False, staff_salt__isnull=False),
                name="ledgerentry_salt_with_hash",
            ),
            models.CheckConstraint(
                condition=Q(action__in=[Action.RETRACTED, Action.MERGED, Action.ERASED], document_sha256__isnull=True)
                | (~Q(action__in=[Action.RETRACTED, Action.MERGED, Action.ERASED]) & Q(document_sha256__isnull=False)),
                name="ledgerentry_tombstone_has_no_document",
            ),
            models.CheckConstraint(
                condition=~Q(action__in=[Action.CORRECTED, Action.CLARIFIED, Action.RETRACTED, Action.ERASED])
                | ~Q(reason=""),
                name="ledgerentry_says_why",
            ),
        ]
        indexes = [
            # public: the corrections log, newest first.
            models.Index(
                fields=["seq"],
                name="ledgerentry_corrections",
                condition=Q(action__in=[Action.CORRECTED, Action.CLARIFIED, Action.RETRACTED]),
            ),
            # public: `as_of`, what has changed since; most of a ledger are first versions.
            models.Index(fields=["kind", "action", "at"], name="ledgerentry_changed", condition=Q(version__gt=1)),
        ]

    def __str__(self) -> str:
        return f"{self.seq}: {self.kind}/{self.key} {self.action}"

    @property
    def is_blanked(self) -> bool:
        """Whether it had a document, which was erased by law."""
        return self.document is None and self.document_sha256 is not None


class PendingRender(models.Model):
    """Documents of `collection` after `after` that still show the name as it was before `entry`."""

    entry = models.ForeignKey(LedgerEntry, on_delete=models.PROTECT, related_name="+")
    collection = models.CharField(max_length=15, choices=Collection)
    after = models.BigIntegerField(default=0)

    def __str__(self) -> str:
        return f"{self.collection} after {self.entry_id}"
