"""One factual statement of an article, in our own words, anchored to the passage that carries it."""

from datetime import date

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import F, Q

from factdb.choices import AttributionKind, ClaimKind, Hedge, Precision, RelationKind, Weight
from factdb.exact_json import describe_digits
from factdb.partial_dates import find_first_day, find_span

from .article import Article, Snapshot
from .desk import Desk
from .measure import Measure
from .organization import Organization
from .person import Person
from .policy import Policy

# Before and behind the point; at most 15 of them in a row may tell something (`exact_json`).
FIGURE_DIGITS = 24
HEX_64 = r"^[0-9a-f]{64}$"


def all_or_none(*names: str) -> Q:
    """Make a condition: the named columns are all null or all set."""
    return Q(**{f"{n}__isnull": True for n in names}) | Q(**{f"{n}__isnull": False for n in names})


class Claim(Desk):
    number = models.PositiveBigIntegerField(
        unique=True, null=True, blank=True, editable=False, help_text="Given at first publication, without gaps."
    )
    text = models.TextField(help_text="One statement that stands alone: full names, absolute dates, neutral words.")
    public_note = models.TextField(
        blank=True,
        default="",
        db_default="",
        help_text="Public. What the desk put right in the source, and what is known from elsewhere. "
        "Example: The copy spells her name “Barsena”.",
    )
    kind = models.CharField(max_length=20, choices=ClaimKind)
    weight = models.CharField(
        max_length=10,
        choices=Weight,
        default=Weight.NORMAL,
        db_default=Weight.NORMAL,
        help_text="What a reader should meet first, and what last.",
    )
    article = models.ForeignKey(Article, on_delete=models.PROTECT, related_name="claims")

    stated_on = models.DateField(help_text="When it was said or published; of a month or year the first day.")
    stated_on_precision = models.CharField(max_length=5, choices=Precision, default=Precision.DAY)
    occurred_from = models.DateField(null=True, blank=True, help_text="First day of what it speaks of.")
    occurred_to = models.DateField(null=True, blank=True, help_text="Last day of what it speaks of.")

    snapshot = models.ForeignKey(Snapshot, on_delete=models.PROTECT, null=True, blank=True, related_name="claims")
    quote_start = models.PositiveIntegerField(null=True, blank=True, help_text="First code point of the passage.")
    quote_end = models.PositiveIntegerField(null=True, blank=True, help_text="One past its last code point.")
    quote_sha256 = models.CharField(max_length=64, null=True, blank=True, verbose_name="passage SHA-256")

    translation = models.TextField(
        blank=True,
        default="",
        db_default="",
        help_text="Public. Ours of the passage, where that is in another language.",
    )

    policies = models.ManyToManyField(Policy, blank=True, related_name="claims")
    people = models.ManyToManyField(Person, blank=True, related_name="claims", help_text="Mentioned; not the speaker.")
    organizations = models.ManyToManyField(Organization, blank=True, related_name="claims")

    measure = models.ForeignKey(Measure, on_delete=models.PROTECT, null=True, blank=True, related_name="claims")
    value = models.DecimalField(max_digits=FIGURE_DIGITS, decimal_places=4, null=True, blank=True)
    low = models.DecimalField(max_digits=FIGURE_DIGITS, decimal_places=4, null=True, blank=True)
    high = models.DecimalField(max_digits=FIGURE_DIGITS, decimal_places=4, null=True, blank=True)
    hedge = models.CharField(max_length=10, choices=Hedge, blank=True)
    scope = models.CharField(max_length=200, blank=True, help_text="Whom or where. Example: nationals of Haiti")
    period_from = models.DateField(null=True, blank=True)
    period_to = models.DateField(null=True, blank=True)

    waiting = models.JSONField(
        default=list,
        blank=True,
        editable=False,
        help_text="Approved relations towards claims that are not public yet; the door adds them when they are.",
    )

    class Meta(Desk.Meta):
        ordering = ["-stated_on", "-number", "slug"]
        indexes = [
            # publishing.pending_links: the few that have something waiting
            models.Index(fields=["id"], name="claim_waiting", condition=~Q(waiting=[]) & Q(is_public=True)),
        ]
        constraints = [
            *Desk.Meta.constraints,
            models.CheckConstraint(
                condition=Q(version__isnull=True) | Q(number__isnull=False), name="claim_published_has_number"
            ),
            models.CheckConstraint(
                condition=all_or_none("snapshot", "quote_start", "quote_end", "quote_sha256"),
                name="claim_quote_is_whole",
                violation_error_message="A quote needs its snapshot, start, end and SHA-256, or none of them.",
            ),
            models.CheckConstraint(
                condition=Q(quote_start__lt=F("quote_end")),
                name="claim_quote_is_not_empty",
                violation_error_message="The passage must end after it starts.",
            ),
            models.CheckConstraint(condition=Q(quote_sha256__regex=HEX_64), name="claim_quote_sha256_is_hex"),
            models.CheckConstraint(
                condition=Q(occurred_from__lte=F("occurred_to")),
                name="claim_occurred_in_order",
                violation_error_message="What it speaks of cannot end before it begins.",
            ),
            models.CheckConstraint(
                condition=Q(period_from__lte=F("period_to")),
                name="claim_period_in_order",
                violation_error_message="The figure's period cannot end before it begins.",
            ),
            models.CheckConstraint(
                condition=(
                    Q(measure__isnull=True, value__isnull=True, low__isnull=True, high__isnull=True, hedge="")
                    | (
                        Q(measure__isnull=False, hedge=Hedge.BETWEEN, value__isnull=True)
                        & Q(low__isnull=False, high__isnull=False, low__lte=F("high"))
                    )
                    | (
                        Q(measure__isnull=False, value__isnull=False, low__isnull=True, high__isnull=True)
                        & ~Q(hedge__in=["", Hedge.BETWEEN])
                    )
                ),
                name="claim_figure_is_whole",
                violation_error_message=(
                    "A figure needs a measure, a hedge, and a value; with the hedge “between”, low and high instead."
                ),
            ),
        ]

    def __str__(self) -> str:
        return self.text

    def clean(self) -> None:
        """Keep the first day of a month or year. Raises ValidationError for a number that readers would not hold."""
        super().clean()
        if self.stated_on:
            self.stated_on = find_first_day(self.stated_on, self.stated_on_precision)
        numbers = {name: getattr(self, name) for name in ("value", "low", "high")}
        faults = {name: describe_digits(number) for name, number in numbers.items() if number is not None}
        if any(faults.values()):
            raise ValidationError({name: fault for name, fault in faults.items() if fault})

    @property
    def stated_span(self) -> tuple[date, date]:
        """The first and the last day on which it can have been stated."""
        return find_span(self.stated_on, self.stated_on_precision)

    @property
    def has_quote(self) -> bool:
        return self.quote_start is not None


class Attribution(models.Model):
    """One hop of the chain by which a statement reached us, the origin first. The outlet is the implied last hop."""

    claim = models.ForeignKey(Claim, on_delete=models.CASCADE, related_name="attribution")
    position = models.PositiveSmallIntegerField(help_text="1 is the origin.")
    kind = models.CharField(max_length=15, choices=AttributionKind)
    person = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, blank=True, related_name="attributions")
    organization = models.ForeignKey(
        Organization, on_delete=models.PROTECT, null=True, blank=True, related_name="attributions"
    )
    label = models.CharField(
        max_length=200, blank=True, help_text="For anonymous people and documents. Example: two US officials"
    )
    verb = models.CharField(max_length=40, help_text="Example: says, told, reports")
    apart = models.BooleanField(
        default=False,
        db_default=False,
        help_text="The text itself counts these people apart from others of the same relay.",
    )

    class Meta:
        ordering = ["claim", "position"]
        constraints = [
            models.UniqueConstraint(
                fields=["claim", "position"], name="attribution_position_once", deferrable=models.Deferrable.DEFERRED
            ),
            models.CheckConstraint(condition=Q(position__gte=1), name="attribution_position_from_1"),
            models.CheckConstraint(
                condition=(
                    Q(kind=AttributionKind.PERSON, person__isnull=False)
                    | Q(kind=AttributionKind.ORGANIZATION, organization__isnull=False, person__isnull=True)
                    | (
                        Q(kind__in=[AttributionKind.ANONYMOUS, AttributionKind.DOCUMENT], person__isnull=True)
                        & ~Q(label="")
                    )
                ),
                name="attribution_names_its_source",
                violation_error_message=(
                    "A person hop names the person, an organization hop the organization, "
                    "an anonymous or document hop has a label and no person."
                ),
            ),
        ]

    def __str__(self) -> str:
        return str(self.person or self.organization or self.label)


class Relation(models.Model):
    """What one claim is to another, such as evidence for it, its denial, its cause or a part of it."""

    claim = models.ForeignKey(Claim, on_delete=models.CASCADE, related_name="relations")
    kind = models.CharField(max_length=15, choices=RelationKind)
    target = models.ForeignKey(Claim, on_delete=models.PROTECT, related_name="related_from")
    note = models.CharField(max_length=300, blank=True, help_text="Why, where it is not plain. Public.")

    class Meta:
        ordering = ["claim", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["claim", "kind", "target"], name="relation_once"),
            models.CheckConstraint(
                condition=~Q(claim=F("target")),
                name="relation_not_to_itself",
                violation_error_message="A claim cannot be related to itself.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.target_id}"
