"""What every working copy at the desk has: an address, a state, and who touched it since it was last published."""

from typing import Any, TypeVar

from django.contrib.postgres.fields import ArrayField
from django.core.exceptions import ValidationError
from django.core.validators import RegexValidator
from django.db import models
from django.db.models import F, Func, Q
from django.db.models.functions import Collate, Now

from factdb.choices import State

from .ledger import ERASED_SLUG

WorkingCopy = TypeVar("WorkingCopy", bound="Desk")
RETRACTION_COLUMNS = ("retraction_reason", "retraction_asked_by", "retraction_asked_at")


def order_names_by(column: str) -> Collate:
    """Order as readers' lists do (`published.make_sort_key`)."""
    return Collate(Func(F(column), function="factdb_sort_key", output_field=models.TextField()), "C")


class DeskManager(models.Manager[WorkingCopy]):
    def get_by_natural_key(self, slug: str) -> WorkingCopy:
        return self.get(slug=slug)


class Desk(models.Model):
    """A working copy. Only `editorial.workflow` and the door write what is not editable."""

    slug = models.SlugField(
        max_length=120,
        unique=True,
        help_text="Its address, fixed at first publication. Example: title-42",
    )
    state = models.CharField(max_length=10, choices=State, default=State.DRAFT, editable=False, db_index=True)
    is_public = models.BooleanField(default=False, editable=False, help_text="Whether readers see a version of it now.")
    version = models.PositiveIntegerField(
        null=True, blank=True, editable=False, help_text="Its latest in the ledger; empty while there is none."
    )
    edited_by = ArrayField(models.BigIntegerField(), default=list, blank=True, editable=False)
    is_sent_back = models.BooleanField(
        default=False,
        db_default=False,
        editable=False,
        help_text="An editor asked for a change; until it is submitted by itself, nothing takes it along.",
    )
    retraction_reason = models.TextField(
        blank=True, default="", db_default="", editable=False, help_text="Public once a second person confirms."
    )
    retraction_asked_by = models.BigIntegerField(null=True, blank=True, editable=False)
    retraction_asked_at = models.DateTimeField(null=True, blank=True, editable=False, db_index=True)
    note = models.TextField(blank=True, help_text="For colleagues; never public.")
    # Fixtures are saved raw, without `auto_now`: the database gives them their first instants.
    created_at = models.DateTimeField(db_default=Now(), editable=False)
    changed_at = models.DateTimeField(auto_now=True, db_default=Now())

    # What hangs on it, once `publishing.children` has fetched it.
    lines: Any

    objects = DeskManager()

    class Meta:
        abstract = True
        constraints = [
            models.CheckConstraint(condition=~Q(state=State.LIVE) | Q(is_public=True), name="%(class)s_live_is_public"),
            models.CheckConstraint(
                condition=~Q(state=State.WITHDRAWN) | Q(is_public=False), name="%(class)s_withdrawn_is_not"
            ),
            models.CheckConstraint(
                condition=Q(is_public=False) | Q(version__isnull=False), name="%(class)s_public_has_version"
            ),
        ]

    @property
    def is_erased(self) -> bool:
        """Whether it is what an erasure left: nothing that anybody may fill or publish again."""
        return self.version is not None and ERASED_SLUG.fullmatch(self.slug) is not None

    def close_retraction_request(self) -> None:
        """Forget who asked for a retraction and why; saving `RETRACTION_COLUMNS` is up to the caller."""
        self.retraction_reason, self.retraction_asked_by, self.retraction_asked_at = "", None, None

    def natural_key(self) -> tuple[str, ...]:
        return (self.slug,)


class OutsideIdentity(models.Model):
    """Who or what it is to others, where that was seen and not remembered."""

    wikidata = models.CharField(
        max_length=20,
        blank=True,
        default="",
        db_default="",
        validators=[RegexValidator(r"^Q[1-9]\d*\Z", "A Wikidata item is a Q and a number, as in Q42.")],
        verbose_name="Wikidata item",
        help_text="Example: Q42",
    )
    same_as = ArrayField(
        models.URLField(max_length=2000),
        default=list,
        db_default=[],
        blank=True,
        verbose_name="same as",
        help_text="Addresses that are about this very thing, separated by commas (schema.org sameAs).",
    )

    class Meta:
        abstract = True
        constraints = [
            models.UniqueConstraint(
                fields=["wikidata"],
                condition=~Q(wikidata=""),
                name="%(class)s_wikidata_once",
                violation_error_message="Another one has this Wikidata item already: two things are never one.",
            )
        ]

    def clean(self) -> None:
        """Raise ValidationError for addresses that are none of the web or stand twice, and for another thing's item."""
        super().clean()
        faults = {"same_as": find_address_fault(self.same_as), "wikidata": self._find_item_fault()}
        if any(faults.values()):
            raise ValidationError({name: fault for name, fault in faults.items() if fault})

    def _find_item_fault(self) -> str | None:
        if not self.wikidata:
            return None
        for model in OutsideIdentity.__subclasses__():
            others = model._default_manager.filter(wikidata=self.wikidata)
            other = (others.exclude(pk=self.pk) if isinstance(self, model) else others).first()
            if other:
                noun = str(model._meta.verbose_name)
                return f"{self.wikidata} is the item of the {noun} “{other}” already: two things are never one."
        return None


def find_address_fault(addresses: list[str]) -> str | None:
    """Say what is wrong with the first address that cannot stand; None where all can."""
    for place, address in enumerate(addresses):
        if not address.startswith(("http://", "https://")):
            return f"“{address}” is no address of the web: it begins with https:// or http://."
        if address in addresses[:place]:
            return f"“{address}” stands here twice: leave one out."
    return None
