"""What every working copy at the desk has: an address, a state, and who touched it since it was last published."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.db.models.functions import Now

from factdb.vocabulary import State


class DeskManager(models.Manager):
    def get_by_natural_key(self, slug):
        return self.get(slug=slug)


class Desk(models.Model):
    """A working copy. Only `editorial.workflow` writes `state` and `edited_by`; only the door writes `version`."""

    slug = models.SlugField(
        max_length=120,
        unique=True,
        help_text="Its address, fixed at first publication. Example: title-42",
    )
    state = models.CharField(max_length=10, choices=State, default=State.DRAFT, editable=False, db_index=True)
    version = models.PositiveIntegerField(
        null=True, blank=True, editable=False, help_text="The version that is public; empty while nothing is."
    )
    edited_by = ArrayField(models.BigIntegerField(), default=list, blank=True, editable=False)
    note = models.TextField(blank=True, help_text="For colleagues; never public.")
    # Fixtures are saved raw, without `auto_now`: the database gives them their first instants.
    created_at = models.DateTimeField(db_default=Now(), editable=False)
    changed_at = models.DateTimeField(auto_now=True, db_default=Now())

    objects = DeskManager()

    class Meta:
        abstract = True
        constraints = [
            models.CheckConstraint(
                condition=~Q(state=State.LIVE) | Q(version__isnull=False), name="%(class)s_live_has_version"
            ),
        ]

    def natural_key(self):
        return (self.slug,)

    @property
    def is_public(self):
        """Whether readers see a version of it now."""
        return self.version is not None and self.state != State.WITHDRAWN
