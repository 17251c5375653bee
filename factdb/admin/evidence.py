"""Rows of evidence inside a row of a form: on a claim's verdict, and on each event of a policy.

Django's admin nests no tables. Here the rows are the widget of one field, so that they stand where the field stands,
and the admin's script, which gives added rows their numbers, numbers these along.
"""

from typing import Any, ClassVar

from django import forms
from django.core.exceptions import ValidationError
from django.db import models
from django.forms.models import construct_instance
from django.template.loader import render_to_string
from django.utils.safestring import SafeString

from factdb.editorial.evidence import list_evidence_faults
from factdb.models import Evidence, PolicyEvent, Verdict

from .forms import PlainForm

MOST_PIECES = 20


def make_form_field(column: models.Field, **options: Any) -> forms.Field | None:
    if isinstance(column, models.URLField):
        options["assume_scheme"] = "https"
    return column.formfield(**options)


class EvidenceForm(PlainForm):
    class Meta:
        model = Evidence
        formfield_callback = make_form_field
        fields = [
            *("url", "title", "publisher"),
            *("reading", "read_on", "archive_url"),
            *("words", "figure", "bearing"),
        ]
        labels = {
            "url": "Address",
            "reading": "How it was read",
            "read_on": "Read on",
            "archive_url": "Stored copy",
            "bearing": "What it does",
        }
        help_texts = {
            "url": "Of the very page. Example: https://www.cbp.gov/newsroom/stats",
            "title": "Public. Example: Monthly figures for May 2022",
            "read_on": "The day on which you had it before you. Blank where nobody had.",
            "archive_url": "Its address. Example: https://web.archive.org/web/2022/https://www.cbp.gov/newsroom/stats",
            "words": "Its own words that decide, at most 25. Example: encounters totalled 239,416",
        }
        widgets = {
            "words": forms.Textarea(attrs={"rows": 2}),
            "read_on": forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        }

    def clean(self) -> dict[str, Any]:
        super().clean()
        faults = list_evidence_faults(construct_instance(self, Evidence())) if "reading" in self.cleaned_data else {}
        for name, sentence in faults.items():
            if name not in self.errors:
                self.add_error(name, sentence)
        return self.cleaned_data


def make_rows_class(parent: type[models.Model], fk_name: str, *, blank_rows: int) -> Any:
    """Make the class of the rows of evidence on a `parent`, with so many blank ones below those that are there."""
    return forms.inlineformset_factory(
        parent,
        Evidence,
        EvidenceForm,
        fk_name=fk_name,
        extra=blank_rows,
        max_num=MOST_PIECES,
        validate_max=True,
        can_delete_extra=False,
    )


class RowsWidget(forms.Widget):
    use_fieldset = True
    rows: Any = None

    def render(self, name: str, value: Any, attrs: Any = None, renderer: Any = None) -> SafeString:
        return render_to_string("admin/desk/_evidence_rows.html", {"rows": self.rows})

    def id_for_label(self, id_: str | None) -> str:
        """A group of inputs, and no one input to go to."""
        return ""


class RowsField(forms.Field):
    widget = RowsWidget

    def has_changed(self, initial: Any, data: Any) -> bool:
        return bool(self.widget.rows.has_changed())


class EvidencedForm(PlainForm):
    """The form of what rests on evidence. `rows` are its pieces, under the prefix of this form."""

    rows_class: ClassVar[Any]
    evidence = RowsField(required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        data = self.data if self.is_bound else None
        self.rows = self.rows_class(data, instance=self.instance, prefix=f"{self.prefix}-evidence")
        self.fields["evidence"].widget.rows = self.rows

    def clean_evidence(self) -> None:
        if not self.rows.is_valid():
            raise ValidationError(self.rows.non_form_errors() or ["Correct what is marked in the evidence."])

    def save(self, commit: bool = True) -> Any:
        item = super().save(commit)
        self.rows.instance = item
        self.rows.save()
        return item

    def count_pieces(self) -> int:
        """Count those that will be there once it is saved."""
        kept = [form for form in self.rows.forms if form.has_changed() or form.instance.pk]
        return len(kept) - len(self.rows.deleted_forms)


class VerdictForm(EvidencedForm):
    rows_class = make_rows_class(Verdict, "verdict", blank_rows=2)

    def clean_evidence(self) -> None:
        super().clean_evidence()
        if not self.count_pieces():
            raise ValidationError("A verdict names its evidence: fill in at least one row.")


class EventForm(EvidencedForm):
    rows_class = make_rows_class(PolicyEvent, "event", blank_rows=1)
