"""What every desk form refuses: control characters, and saving over somebody else's change unseen."""

import re
from datetime import UTC, datetime
from typing import Any

from django import forms
from django.contrib.admin.models import LogEntry
from django.contrib.contenttypes.models import ContentType
from django.core.exceptions import ValidationError
from django.http import QueryDict
from django.utils.dateparse import parse_datetime

CONTROL_CHARACTER = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")


def validate_printable(text: str) -> None:
    """A validator: what nobody can see, nobody can review."""
    match = CONTROL_CHARACTER.search(text)
    if match:
        raise ValidationError(f"Holds an invisible control character (U+{ord(match[0]):04X}): type it again.")


class PlainForm(forms.ModelForm):
    # Fields that hold a source's own text, which must stay as it is.
    verbatim: tuple[str, ...] = ()

    def clean(self) -> dict[str, Any]:
        super().clean()
        for name, value in list(self.cleaned_data.items()):
            if name not in self.verbatim:
                self._refuse_invisible(name, value)
        return self.cleaned_data

    def _refuse_invisible(self, name: str, value: Any) -> None:
        texts = [text for text in (value if isinstance(value, list) else [value]) if isinstance(text, str)]
        try:
            validate_printable("\n".join(texts))
        except ValidationError as error:
            self.add_error(name, error)


def make_edit_token(changed_at: datetime, state: str) -> str:
    """What an editor had on the screen: every save moves the instant, every step of the workflow the state."""
    return f"{changed_at.isoformat()} {state}"


class SeenTokenField(forms.CharField):
    """The token that was on the editor's screen; not an input, so never a change."""

    widget = forms.HiddenInput

    def has_changed(self, initial: Any, data: Any) -> bool:
        return False


class DeskForm(PlainForm):
    seen = SeenTokenField(required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.instance.pk:
            self.initial["seen"] = make_edit_token(self.instance.changed_at, self.instance.state)

    def clean(self) -> dict[str, Any]:
        super().clean()
        if self.instance.pk:
            self._refuse_stale()
        return self.cleaned_data

    def _refuse_stale(self) -> None:
        """Locks the row, so that nobody can slip in between this check and the save."""
        model = type(self.instance)
        rows = model.objects.select_for_update(no_key=True).filter(pk=self.instance.pk)
        now = rows.values_list("changed_at", "state").first()
        if now is None:
            raise ValidationError("Somebody deleted this while you edited it. Your input is still here: copy it.")
        token = self.cleaned_data.get("seen", "")
        if token != make_edit_token(*now):
            self._show_as_seen(make_edit_token(*now))
            raise ValidationError(self._who_changed(token) + self._what_differs())

    def _show_as_seen(self, token: str) -> None:
        """From here on the editor has been told: saving once more is her decision."""
        data = QueryDict(mutable=True)
        data.update(self.data)
        data[self.add_prefix("seen")] = token
        self.data = data

    def _who_changed(self, token: str) -> list[str]:
        entries = LogEntry.objects.filter(
            content_type=ContentType.objects.get_for_model(self.instance), object_id=str(self.instance.pk)
        )
        since = parse_seen_at(token.partition(" ")[0])
        entries = entries.filter(action_time__gte=since) if since else entries
        entry = entries.select_related("user").first()
        who = f"{entry.user} ({entry.get_change_message()})" if entry else "Somebody"
        return [
            f"Not saved: {who} changed this after you opened it. "
            "Compare with what is stored now, below; saving again puts your version in its place."
        ]

    def _what_differs(self) -> list[str]:
        return [
            f"{self.fields[name].label}: stored now is “{getattr(self.instance, name)}”"
            for name in self.changed_data
            if name in self._stored_columns()
        ]

    def _stored_columns(self) -> set[str]:
        return {field.name for field in self.instance._meta.concrete_fields}


def parse_seen_at(text: str | None) -> datetime | None:
    """Read an instant in UTC: PostgreSQL refuses offsets that Python takes."""
    try:
        seen_at = parse_datetime(text or "")
        return seen_at and seen_at.astimezone(UTC)
    except (ValueError, OverflowError):
        return None
