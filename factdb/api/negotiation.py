"""In which form an answer is sent: by suffix, by `format=`, or by the `Accept` header, in this order."""

from typing import Any

from django.http import HttpRequest
from rest_framework.exceptions import NotAcceptable
from rest_framework.negotiation import BaseContentNegotiation

from factdb.public.remembering import remembered

JSON = "json"
MEDIA = {JSON: "application/json", "csv": "text/csv", "ndjson": "application/x-ndjson"}


class Ours(BaseContentNegotiation):
    """Views negotiate by themselves: an answer is bytes from the record, not something for a renderer."""

    def select_parser(self, request: Any, parsers: Any) -> None:
        return None

    def select_renderer(self, request: Any, renderers: Any, format_suffix: str | None = None) -> tuple[Any, str]:
        return renderers[0], renderers[0].media_type


def accepted(request: HttpRequest, formats: tuple[str, ...]) -> str:
    """The format among `formats` that the client prefers. Raises `NotAcceptable` (406)."""
    found = preferred(request.META.get("HTTP_ACCEPT", "").strip(), formats)
    if found is None:
        raise NotAcceptable(f"This can be sent as {', '.join(MEDIA[name] for name in formats)}.")
    return found


@remembered
def preferred(accept: str, formats: tuple[str, ...]) -> str | None:
    """Nearly all clients send one of a few headers, and reading one takes as long as reading the whole question."""
    # An empty header says nothing, as if it were not there.
    asker = HttpRequest()
    asker.META["HTTP_ACCEPT"] = accept or "*/*"
    by_media = {MEDIA[name]: name for name in formats}
    found = asker.get_preferred_type(list(by_media))
    return by_media[found] if found else None
