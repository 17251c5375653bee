"""Inputs as wide as what goes into them, and pickers that cannot destroy what they pick."""

from django import forms
from django.contrib.admin.options import BaseModelAdmin
from django.db import models


class Inputs(BaseModelAdmin):
    """For a kind's own admin and for its inlines."""

    formfield_overrides = {
        models.TextField: {"widget": forms.Textarea(attrs={"rows": 3, "class": "vLargeTextField"})},
    }

    def formfield_for_dbfield(self, db_field, request, **kwargs):
        """What is chosen may be looked at and added to, not deleted from under everyone else."""
        field = super().formfield_for_dbfield(db_field, request, **kwargs)
        if field and hasattr(field.widget, "can_delete_related"):
            field.widget.can_delete_related = False
        return field
