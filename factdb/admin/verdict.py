"""The verdict on the claim's form, with its evidence."""

from django import forms
from django.contrib import admin

from factdb.choices import Rating
from factdb.models import Verdict

from .evidence import VerdictForm
from .widgets import Inputs


class RatedForm(VerdictForm):
    rating = forms.ChoiceField(choices=[("", "---------"), *(c for c in Rating.choices if c[0] != Rating.UNCHECKED)])


class VerdictInline(Inputs, admin.StackedInline):
    model = Verdict
    form = RatedForm
    extra = 0
    verbose_name_plural = "verdict: only on evidence that is named; without it a claim is unchecked"
    fields = [("rating", "reviewed_on"), "summary", "evidence", "review_url"]
