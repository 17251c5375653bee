"""Outlets, agencies, governments, courts: whoever speaks, relays, issues or employs."""

from django.db import models

from factdb.choices import OrganizationKind

from .desk import Desk, OutsideIdentity


class Organization(OutsideIdentity, Desk):
    name = models.CharField(max_length=200, help_text="Full name. Example: U.S. Customs and Border Protection")
    kind = models.CharField(max_length=20, choices=OrganizationKind)

    class Meta(Desk.Meta):
        ordering = ["name", "slug"]

    def __str__(self) -> str:
        return self.name
