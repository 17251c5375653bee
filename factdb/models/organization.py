"""Outlets, agencies, governments, courts: whoever speaks, relays, issues or employs."""

from django.db import models

from factdb.choices import OrganizationKind

from .desk import Desk, OutsideIdentity, order_names_by


class Organization(OutsideIdentity, Desk):
    name = models.CharField(max_length=200, help_text="Full name. Example: U.S. Customs and Border Protection")
    kind = models.CharField(max_length=20, choices=OrganizationKind)

    class Meta(Desk.Meta):
        ordering = [order_names_by("name"), "slug"]
        constraints = [*Desk.Meta.constraints, *OutsideIdentity.Meta.constraints]

    def __str__(self) -> str:
        return self.name
