"""Requests as Django's handlers get them. Text is UTF-8 here, whatever a request says of itself."""

from collections.abc import Callable
from typing import Any

from django.core.exceptions import BadRequest
from django.core.handlers.wsgi import WSGIRequest
from django.utils.functional import cached_property
from django.utils.http import parse_header_parameters

UTF_8 = ("utf-8", "utf8")


class SiteRequest(WSGIRequest):
    """Django's own fails on encodings that are none, such as `charset=hex`, before a middleware could answer."""

    # Django's own.
    _encoding: str | None
    content_params: dict[str, str] | None
    _mark_post_parse_error: Callable[[], None]

    def _set_content_type_params(self, meta: dict[str, Any]) -> None:
        """Read type and parameters, and no encoding: Django would read all parameters of the address by it."""
        try:
            self.content_type, self.content_params = parse_header_parameters(meta.get("CONTENT_TYPE", ""))
        except (LookupError, ValueError):
            self.content_type, self.content_params = "", {}

    def _load_post_and_files(self) -> None:
        """Raises BadRequest."""
        if (self.content_params or {}).get("charset", UTF_8[0]).lower() not in UTF_8:
            self._mark_post_parse_error()
            raise BadRequest("A form is sent in UTF-8.")
        try:
            super()._load_post_and_files()
        except (LookupError, ValueError) as error:
            self._mark_post_parse_error()
            raise BadRequest("A part of the form is in an encoding that nobody knows: send it in UTF-8.") from error

    @cached_property
    def COOKIES(self) -> dict[str, str]:  # type: ignore[override]
        """PostgreSQL refuses NUL, and sessions are looked up as they are named."""
        return {name: value for name, value in super().COOKIES.items() if "\0" not in value}
