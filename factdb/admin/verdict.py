"""The verdict on the claim's form, with its evidence."""

from typing import Any

from django import forms
from django.contrib import admin
from django.utils.html import format_html, format_html_join

from factdb.choices import Rating
from factdb.models import Verdict
from factdb.ratings import list_meanings

from .evidence import VerdictForm
from .widgets import Inputs


class RatedForm(VerdictForm):
    rating = forms.ChoiceField()

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        meanings = [meaning for meaning in list_meanings() if meaning.rating != Rating.UNCHECKED]
        rating: Any = self.fields["rating"]
        rating.choices = [("", "---------"), *((m.rating.value, m.name) for m in meanings)]
        rating.help_text = format_html(
            '<ul class="ratings">{}</ul>',
            format_html_join("", "<li><b>{}</b> {}</li>", ((m.name, m.definition) for m in meanings)),
        )


class VerdictInline(Inputs, admin.StackedInline):
    model = Verdict
    form = RatedForm
    extra = 0
    verbose_name_plural = "verdict: only on evidence that is named; without it a claim is unchecked"
    fields = ["rating", "reviewed_on", "summary", "evidence", "review_url"]
