"""Inputs as wide as what goes into them, and pickers that neither destroy what they pick nor trip over nonsense."""

from collections.abc import Mapping, Sequence
from typing import Any

from django import forms
from django.contrib.admin.options import BaseModelAdmin
from django.contrib.admin.widgets import AutocompleteMixin, AutocompleteSelect, AutocompleteSelectMultiple
from django.db import models
from django.http import HttpRequest
from django.utils.datastructures import MultiValueDict

# Longer numbers are no key of ours, and PostgreSQL refuses them with an error rather than with “not found”.
LONGEST_KEY = 18
IMPOSSIBLE_KEY = "0"


def clean_key(value: Any) -> Any:
    """A key as it was sent, or one that nothing has: Django's pickers fail on what is not a number."""
    text = str(value or "")
    return value if not text or (text.isascii() and text.isdecimal() and len(text) <= LONGEST_KEY) else IMPOSSIBLE_KEY


class CleanKeysMixin(AutocompleteMixin):
    """Also for keys that an address proposes, as in `?article=17`."""

    def optgroups(self, name: str, value: Sequence[str], attrs: dict[str, Any] | None = None) -> list[Any]:
        return super().optgroups(name, [clean_key(key) for key in value], attrs)


class Picker(CleanKeysMixin, AutocompleteSelect):
    def value_from_datadict(self, data: Mapping[str, Any], files: MultiValueDict, name: str) -> Any:
        return clean_key(super().value_from_datadict(data, files, name))


class MultiplePicker(CleanKeysMixin, AutocompleteSelectMultiple):
    def value_from_datadict(self, data: Mapping[str, Any], files: MultiValueDict, name: str) -> list[Any]:
        return [clean_key(value) for value in super().value_from_datadict(data, files, name) or []]


class Inputs(BaseModelAdmin):
    """For a kind's own admin and for its inlines."""

    formfield_overrides = {
        models.URLField: {"assume_scheme": "https"},
        models.TextField: {"widget": forms.Textarea(attrs={"rows": 3, "class": "vLargeTextField"})},
    }

    def formfield_for_foreignkey(
        self, db_field: models.ForeignKey, request: HttpRequest, **kwargs: Any
    ) -> forms.ModelChoiceField | None:
        if db_field.name in self.get_autocomplete_fields(request):
            kwargs["widget"] = Picker(db_field, self.admin_site)
        return super().formfield_for_foreignkey(db_field, request, **kwargs)

    def formfield_for_manytomany(
        self, db_field: models.ManyToManyField, request: HttpRequest, **kwargs: Any
    ) -> forms.ModelMultipleChoiceField | None:
        if db_field.name in self.get_autocomplete_fields(request):
            kwargs["widget"] = MultiplePicker(db_field, self.admin_site)
        return super().formfield_for_manytomany(db_field, request, **kwargs)

    def formfield_for_dbfield(self, db_field: models.Field, request: HttpRequest, **kwargs: Any) -> forms.Field | None:
        """What is chosen may be looked at and added to, not deleted from under everyone else."""
        field = super().formfield_for_dbfield(db_field, request, **kwargs)
        if field and hasattr(field.widget, "can_delete_related"):
            field.widget.can_delete_related = False
        return field
