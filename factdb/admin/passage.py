"""The claim's form: a pasted passage becomes offsets and a hash in the snapshot, or a sentence that says why not."""

from typing import Any

from django import forms

from factdb.editorial import quotes
from factdb.models import Article, Claim, Snapshot

from .forms import DeskForm

QUOTE_FIELDS = ("snapshot", "quote_start", "quote_end", "quote_sha256")
REVIEW_CONTEXT_CHARACTERS = 300
SLUG_STEM_LENGTH = 110


class ClaimForm(DeskForm):
    verbatim = ("passage",)

    slug = forms.SlugField(
        required=False,
        max_length=120,
        help_text="Leave blank: the desk gives it. Readers see the claim's number.",
    )
    passage = forms.CharField(
        required=False,
        strip=False,
        widget=forms.Textarea(attrs={"rows": 4, "class": "vLargeTextField passage-text"}),
        help_text="Paste the exact words of the article, the smallest passage that carries all of the claim, "
        "usually a sentence. Only its position and hash are stored.",
    )
    occurrence = forms.IntegerField(
        required=False,
        min_value=1,
        help_text="Only where the passage occurs several times: 1 for the first, 2 for the second.",
    )

    class Meta:
        model = Claim
        fields = "__all__"

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in QUOTE_FIELDS[1:]:
            if name in self.fields:
                self.fields[name].disabled = True
        self.initial["passage"] = extract_passage(self.instance)
        if self.instance.has_quote and not self.initial["passage"] and "passage" in self.fields:
            self.fields["passage"].help_text = (
                "The desk holds only the hash of this snapshot, so the passage cannot be shown; its position is below. "
                "Add the text to the snapshot to see and check it."
            )

    def clean(self) -> dict[str, Any]:
        super().clean()
        if "quote_start" in self.fields:
            self._anchor_quote()
        if self.errors:
            self._leave_quote_alone()
        if not self.errors and not self.cleaned_data.get("slug"):
            self.cleaned_data["slug"] = self.instance.slug or make_claim_slug(self.cleaned_data["article"])
        return self.cleaned_data

    def _anchor_quote(self) -> None:
        """Offsets and hash follow from snapshot and passage; nobody types them."""
        passage = quotes.normalize_text(self.cleaned_data.get("passage") or "").strip()
        snapshot = self.cleaned_data.get("snapshot") or (passage and self._only_snapshot())
        self.cleaned_data["snapshot"] = snapshot or None
        if snapshot and self._is_as_before(snapshot, passage):
            return
        if not snapshot and not passage:
            self._set_quote(None, None, None)
        elif not snapshot:
            self.add_error("snapshot", "Choose the snapshot that the passage is from.")
        elif not passage:
            self.add_error("passage", "Paste the passage, or take the snapshot out.")
        elif snapshot.article != self.cleaned_data.get("article"):
            self.add_error("snapshot", "This snapshot is of another article.")
        elif snapshot.text is None:
            self.add_error("passage", "The desk holds only the hash of this snapshot: add its text first.")
        else:
            self._find_passage(snapshot.text, passage)

    def _leave_quote_alone(self) -> None:
        """Half a quote would be a second error about the same thing."""
        for name in QUOTE_FIELDS:
            self.cleaned_data.pop(name, None)

    def _only_snapshot(self) -> Snapshot | None:
        article = self.cleaned_data.get("article")
        snapshots = list(article.snapshots.all()[:2]) if article else []
        return snapshots[0] if len(snapshots) == 1 else None

    def _is_as_before(self, snapshot: Snapshot, passage: str) -> bool:
        if not self.instance.has_quote or "article" in self.changed_data or "snapshot" in self.changed_data:
            return False
        return passage == self.initial["passage"].strip() and not self.cleaned_data.get("occurrence")

    def _find_passage(self, text: str, passage: str) -> None:
        spans = quotes.find_occurrences(text, passage)
        which = self.cleaned_data.get("occurrence") or (1 if len(spans) == 1 else None)
        if not spans:
            self.add_error("passage", quotes.describe_missing_passage(text, passage))
        elif which is None:
            self.add_error("passage", quotes.describe_ambiguous_passage(text, spans))
        elif which > len(spans):
            self.add_error("occurrence", f"It occurs only {len(spans)} times.")
        else:
            start, end = spans[which - 1]
            self._set_quote(start, end, quotes.hash_text(passage))

    def _set_quote(self, start: int | None, end: int | None, sha256: str | None) -> None:
        self.cleaned_data |= {"quote_start": start, "quote_end": end, "quote_sha256": sha256}


def extract_passage(claim: Claim) -> str:
    if not claim.has_quote or claim.snapshot is None or claim.snapshot.text is None:
        return ""
    return claim.snapshot.text[claim.quote_start : claim.quote_end]


def extract_context(claim: Claim) -> dict[str, str] | None:
    """The passage with what stands around it, as a reviewer reads it; None where the text is not held."""
    text, start, end = claim.snapshot and claim.snapshot.text, claim.quote_start, claim.quote_end
    if not text or start is None or end is None:
        return None
    return {
        "before": text[max(0, start - REVIEW_CONTEXT_CHARACTERS) : start],
        "exact": text[start:end],
        "after": text[end : end + REVIEW_CONTEXT_CHARACTERS],
    }


def make_claim_slug(article: Article) -> str:
    """`<article>-NNN`. The article's row is locked, so that two claims in the same instant get two slugs."""
    Article.objects.select_for_update(no_key=True, of=("self",)).get(pk=article.pk)
    stem = f"{article.slug[:SLUG_STEM_LENGTH]}-"
    slugs = Claim.objects.filter(slug__startswith=stem).values_list("slug", flat=True)
    numbers = [int(slug.removeprefix(stem)) for slug in slugs if slug.removeprefix(stem).isdecimal()]
    return f"{stem}{max(numbers, default=0) + 1:03}"
