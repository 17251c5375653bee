"""The verdict on the claim's form, with its evidence as lines of text: an address, a space, a title."""

from typing import Any

from django import forms
from django.contrib import admin
from django.core.exceptions import ValidationError

from factdb.choices import Rating
from factdb.models import Evidence, Verdict

from .forms import PlainForm
from .widgets import Inputs


class VerdictForm(PlainForm):
    rating = forms.ChoiceField(choices=[("", "---------"), *(c for c in Rating.choices if c[0] != Rating.UNCHECKED)])
    evidence = forms.CharField(
        widget=forms.Textarea(attrs={"rows": 3, "class": "vLargeTextField"}),
        help_text="One a line: its address, a space, its title. Public. "
        "Example: https://www.cbp.gov/newsroom/stats CBP, monthly figures for May 2022",
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.instance.pk:
            self.initial["evidence"] = "\n".join(f"{e.url} {e.title}" for e in self.instance.evidence.all())

    def clean_evidence(self) -> str:
        lines = self.cleaned_data["evidence"].splitlines()
        self.items = [self._parse_evidence(line) for line in lines if line.strip()]
        return self.cleaned_data["evidence"]

    def _parse_evidence(self, line: str) -> Evidence:
        url, _, title = line.strip().partition(" ")
        item = Evidence(url=url, title=title.strip())
        try:
            item.clean_fields(exclude=["verdict"])
        except ValidationError as error:
            raise ValidationError(f"“{line.strip()}”: {' '.join(error.messages)}") from error
        return item

    def save(self, commit: bool = True) -> Verdict:
        verdict = super().save(commit)
        if "evidence" in self.changed_data:
            verdict.evidence.all().delete()
            for item in self.items:
                item.verdict = verdict
            Evidence.objects.bulk_create(self.items)
        return verdict


class VerdictInline(Inputs, admin.StackedInline):
    model = Verdict
    form = VerdictForm
    extra = 0
    verbose_name_plural = "verdict: only on evidence that is named; without it a claim is unchecked"
    fields = [("rating", "reviewed_on"), "summary", "evidence", "review_url"]
