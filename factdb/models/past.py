"""What was public once: rows of the projection that another version replaced or that were taken back, for `as_of`.

A twin of each published table, with the columns that are declared there. Only `publishing` writes them, with the
ledger's entries, and `rebuild` makes them again from the ledger. What hangs on a past row refers to that row and to
nothing that is public now, so whatever changes later leaves it alone.
"""

from collections.abc import Callable
from typing import TypeVar

from django.db import models
from django.db.models import F, Q

from factdb.choices import Collection

from . import published

PastModel = TypeVar("PastModel", bound=models.Model)


def add_columns_of(published_model: type[models.Model]) -> Callable[[type[PastModel]], type[PastModel]]:
    """Decorate a model so that it gains the columns of a published one, its generated columns included."""

    def add_columns(model: type[PastModel]) -> type[PastModel]:
        own_key = None if issubclass(model, Past) else published_model._meta.auto_field
        for field in published_model._meta.local_concrete_fields:
            if field is not own_key and not any(field.name == own.name for own in model._meta.local_fields):
                model.add_to_class(field.name, _copy_column(field))
        return model

    return add_columns


def _copy_column(field: models.Field) -> models.Field:
    """Copy the column alone: a key, a unique value or a reference holds among what is public now."""
    if isinstance(field, models.AutoField):
        return models.BigIntegerField()
    if isinstance(field, models.ForeignKey):
        target, null = field.remote_field.model, field.null
        return models.ForeignKey(
            target, models.DO_NOTHING, null=null, related_name="+", db_constraint=False, db_index=False
        )
    options = field.deconstruct()[3]
    for name in ("primary_key", "serialize", "unique"):
        options.pop(name, None)
    return type(field)(**options)


def copy_indexes(published_model: type[published.Published]) -> list[models.Index]:
    """Copy a published model's indexes, for each filter and order to have its own, and add one by number or slug."""
    copies = [_copy_index(index) for index in published_model._meta.indexes]
    name = copies[0].name.rpartition("_")[0]
    key = "slug" if issubclass(published_model, published.PublishedBySlug) else "id"
    return [*copies, models.Index(fields=[key, "valid_to"], name=f"{name}_{key}")]


def _copy_index(index: models.Index) -> models.Index:
    _, expressions, options = index.deconstruct()
    return type(index)(*expressions, **options | {"name": index.name.replace("pub_", "past_", 1)})


class Past(models.Model):
    """A row as it was public from `valid_from`, the instant of its entry `seq`, until just before `valid_to`."""

    seq = models.BigIntegerField(primary_key=True)
    valid_from = models.GeneratedField(
        expression=F("changed_at"),  # type: ignore[arg-type]
        output_field=models.DateTimeField(),
        db_persist=True,
    )
    valid_to = models.DateTimeField(db_index=True)  # as_of: few are looked at beside many that ended before

    class Meta:
        abstract = True
        constraints = [
            models.CheckConstraint(condition=Q(changed_at__lt=F("valid_to")), name="%(class)s_ends_after_it_begins")
        ]


@add_columns_of(published.PublishedOrganization)
class PastOrganization(Past):
    class Meta(Past.Meta):
        indexes = copy_indexes(published.PublishedOrganization)


@add_columns_of(published.PublishedMeasure)
class PastMeasure(Past):
    class Meta(Past.Meta):
        indexes = copy_indexes(published.PublishedMeasure)


@add_columns_of(published.PublishedPerson)
class PastPerson(Past):
    class Meta(Past.Meta):
        indexes = copy_indexes(published.PublishedPerson)


@add_columns_of(published.PublishedPolicy)
class PastPolicy(Past):
    class Meta(Past.Meta):
        indexes = copy_indexes(published.PublishedPolicy)


@add_columns_of(published.PublishedArticle)
class PastArticle(Past):
    class Meta(Past.Meta):
        indexes = copy_indexes(published.PublishedArticle)


@add_columns_of(published.PublishedClaim)
class PastClaim(Past):
    class Meta(Past.Meta):
        indexes = copy_indexes(published.PublishedClaim)


def refer_to(past: type[Past]) -> models.ForeignKey:
    """Make a reference to the past row that something hangs on, and goes with: PostgreSQL cascades (migration 0014)."""
    return models.ForeignKey(past, on_delete=models.DO_NOTHING, db_constraint=False, related_name="+")


@add_columns_of(published.PublishedRole)
class PastRole(models.Model):
    row = refer_to(PastPerson)

    class Meta:
        indexes = [models.Index(fields=["organization"], name="past_role_organization")]  # organization


@add_columns_of(published.PublishedPolicyEvent)
class PastPolicyEvent(models.Model):
    row = refer_to(PastPolicy)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["row", "position"], name="pastpolicyevent_once")]


@add_columns_of(published.PublishedClaimPolicy)
class PastClaimPolicy(models.Model):
    pk = models.CompositePrimaryKey("policy_id", "stated_on", "claim_id", "row_id")
    row = refer_to(PastClaim)


@add_columns_of(published.PublishedClaimPerson)
class PastClaimPerson(models.Model):
    pk = models.CompositePrimaryKey("person_id", "stated_on", "claim_id", "row_id")
    row = refer_to(PastClaim)


@add_columns_of(published.PublishedClaimOrganization)
class PastClaimOrganization(models.Model):
    pk = models.CompositePrimaryKey("organization_id", "stated_on", "claim_id", "row_id")
    row = refer_to(PastClaim)


@add_columns_of(published.PublishedRelation)
class PastRelation(models.Model):
    row = refer_to(PastClaim)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["row", "kind", "target"], name="pastrelation_once")]
        indexes = [models.Index(fields=["target"], name="past_relation_target")]  # related


class PastHorizon(models.Model):
    """No claim that was public at a moment was stated after the latest `stated_on` of those until then.

    Triggers keep it (migration 0016). Lists of an earlier moment begin there: newsrooms publish in the order of time,
    and else all that came since would be passed over.
    """

    at = models.DateTimeField(primary_key=True)
    stated_on = models.DateField()

    def __str__(self) -> str:
        return f"{self.at}: {self.stated_on}"


class PublishedSlug(models.Model):
    """The id that the rows of a slug have, whenever they are public: past rows name it by that alone.

    Kept when a thing is retracted or erased, as its address is in the ledger.
    """

    pk = models.CompositePrimaryKey("kind", "slug")
    kind = models.CharField(max_length=15, choices=Collection)
    slug = models.CharField(max_length=120)
    row_id = models.BigIntegerField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["kind", "row_id"], name="publishedslug_row_once")]

    def __str__(self) -> str:
        return f"{self.kind}/{self.slug}"


class PastBuilt(models.Model):
    """How far the past rows of a collection are there.

    The door keeps what entries after `kept_after` supersede. What earlier ones did, `rebuild` fills in, in order: it
    has come to `filled_to`. All is there where that is no less.
    """

    collection = models.CharField(max_length=15, choices=Collection, primary_key=True)
    kept_after = models.BigIntegerField()
    filled_to = models.BigIntegerField(default=0)

    def __str__(self) -> str:
        return f"{self.collection}: {self.filled_to} of {self.kept_after}"
