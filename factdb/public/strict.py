"""Strictness, in one place: a query string is read whole, and everything that is wrong with it is said at once."""

from collections.abc import Mapping
from difflib import get_close_matches
from typing import Any

from django.core.exceptions import ValidationError
from django.forms import Field
from django.http import HttpRequest, QueryDict

from .remembering import remembered

Given = Mapping[str, list[str]]
Fault = dict[str, Any]

LIKELY = 0.7
# What other interfaces call it, for whoever comes from there.
ELSEWHERE = {
    **dict.fromkeys(("search", "query", "_search"), "q"),
    **dict.fromkeys(("limit", "per_page", "size", "_size"), "page_size"),
    **dict.fromkeys(("offset", "page", "_next"), "cursor"),
    **dict.fromkeys(("order", "order_by", "sort", "_sort"), "ordering"),
    **dict.fromkeys(("select", "omit", "_col"), "fields"),
    **dict.fromkeys(("since", "modified_since"), "updated_since"),
}


class Refused(Exception):
    """The question cannot be answered as it was asked; `faults` says why, parameter by parameter."""

    def __init__(self, faults: list[Fault]) -> None:
        super().__init__(faults)
        self.faults = faults


def fault(param: str, code: str, detail: str, allowed: list[str] | None = None) -> Fault:
    found = {"param": param, "code": code, "detail": detail}
    return {**found, "allowed": allowed} if allowed else found


def given(request: HttpRequest) -> Given:
    """Must not be changed: it is shared by requests."""
    return _parsed(request.META.get("QUERY_STRING", ""))


@remembered
def _parsed(query: str) -> Given:
    # WSGI hands bytes over as if they were Latin-1.
    return dict(QueryDict(query.encode("latin-1")).lists())


def read(fields: Mapping[str, Field], given: Given, *, lenient: bool = False) -> tuple[dict[str, Any], list[Fault]]:
    """Values by name, and all faults. `lenient` is for pages: unknown and empty parameters are passed over."""
    values: dict[str, Any] = {}
    missing = [name for name, field in fields.items() if field.required and name not in given]
    faults = [fault(name, "invalid", "It must be given.") for name in missing]
    for name, texts in given.items():
        try:
            if name not in fields:
                raise _unknown(name, fields)
            if len(texts) > 1:
                raise ValidationError("Give it once; several values are separated by commas.", "repeated_parameter")
            if texts[0]:
                values[name] = fields[name].clean(texts[0])
            elif not lenient:
                raise ValidationError("It has no value.", "invalid")
        except ValidationError as error:
            if not (lenient and error.code == "unknown_parameter"):
                faults.append(_described(name, error))
    return values, faults


def _unknown(name: str, fields: Mapping[str, Field]) -> ValidationError:
    meant = _meant(name, fields)
    detail = f"There is no such parameter; did you mean {meant}?" if meant else "There is no such parameter."
    return ValidationError(detail, "unknown_parameter", {"allowed": sorted(fields)})


def _meant(name: str, fields: Mapping[str, Field]) -> str | None:
    if ELSEWHERE.get(name) in fields:
        return ELSEWHERE[name]
    return next(iter(get_close_matches(name[:64], fields, n=1, cutoff=LIKELY)), None)


def _described(name: str, error: ValidationError) -> Fault:
    return fault(name[:64], str(error.code), str(error.message), (error.params or {}).get("allowed"))
