"""The attribution chain on the claim's form: hops in order, numbered by the desk rather than by the editor."""

from typing import Any

from django import forms

from factdb.models import Attribution

from .base import ChildrenInline
from .forms import PlainForm

LAST_HOP_PLACE = 1000


class HopForm(PlainForm):
    place = forms.IntegerField(
        required=False,
        min_value=1,
        max_value=LAST_HOP_PLACE,
        widget=forms.NumberInput(attrs={"aria-label": "place"}),
        help_text="1 is the origin. Blank: after the others.",
    )

    class Meta:
        exclude = ["position"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.instance.pk:
            self.initial["place"] = self.instance.position


class AttributionFormSet(forms.BaseInlineFormSet):
    """Positions are 1, 2, 3 without gaps, in the order that was typed; rows may swap places in one save."""

    def clean(self) -> None:
        super().clean()
        hops = [form for form in self.forms if self._is_kept(form)]
        hops.sort(key=lambda form: form.cleaned_data.get("place") or LAST_HOP_PLACE)
        for position, form in enumerate(hops, 1):
            form.instance.position = position
        self.hops = hops

    def _is_kept(self, form: forms.ModelForm) -> bool:
        values = getattr(form, "cleaned_data", None)
        if values is None or values.get("DELETE"):
            return False
        return form.instance.pk is not None or form.has_changed()

    def save(self, commit: bool = True) -> list[Attribution]:
        """Rows that nobody touched move too; the constraint looks only when the transaction ends."""
        rows = super().save(commit)
        for form in self.hops:
            Attribution.objects.filter(pk=form.instance.pk).update(position=form.instance.position)
        return rows


class AttributionInline(ChildrenInline):
    model = Attribution
    form = HopForm
    formset = AttributionFormSet
    fields = ["place", "kind", "person", "organization", "label", "apart", "verb"]
    autocomplete_fields = ["person", "organization"]
    verbose_name = "hop"
    verbose_name_plural = "attribution: who says so, then each relay in order; the outlet is the implied last hop"
