"""In which form an answer is sent: by suffix, by `format=`, or by the `Accept` header, in this order."""

from collections.abc import Iterable
from typing import Any

from rest_framework.exceptions import NotAcceptable
from rest_framework.negotiation import DefaultContentNegotiation
from rest_framework.renderers import BaseRenderer


class PublicNegotiation(DefaultContentNegotiation):
    """By the weights of `Accept` too (RFC 9110, 12.5.1), which DRF's own passes over."""

    def select_renderer(
        self, request: Any, renderers: Iterable[BaseRenderer], format_suffix: str | None = None
    ) -> tuple[BaseRenderer, str]:
        """What a suffix or `format` names needs no `Accept`; an unknown one is refused among the parameters."""
        format_name = format_suffix or request.query_params.get(self.settings.URL_FORMAT_OVERRIDE)
        for renderer in renderers:
            if renderer.format == format_name:
                return renderer, renderer.media_type
        # An empty header says nothing, as if it were not there.
        accepts = request.META.get("HTTP_ACCEPT", "").strip()
        by_media = {renderer.media_type: renderer for renderer in renderers}
        media = request.get_preferred_type(list(by_media)) if accepts else next(iter(by_media))
        if media is None:
            raise NotAcceptable(f"This can be sent as {', '.join(by_media)}.")
        return by_media[media], media
