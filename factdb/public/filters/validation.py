"""Strictness, in one place: a query string is read whole, and everything that is wrong with it is said at once."""

from collections.abc import Mapping
from difflib import get_close_matches
from typing import Any

from django.core.exceptions import ValidationError
from django.http import HttpRequest

from .fields import ParamField

# Each parameter with its texts, as they stand in the query string.
Params = dict[str, list[str]]
ParameterError = dict[str, Any]

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


class InvalidQuery(Exception):
    """The question cannot be answered as it was asked; `errors` says why, parameter by parameter."""

    def __init__(self, errors: list[ParameterError]) -> None:
        super().__init__(errors)
        self.errors = errors


def parameter_error(param: str, code: str, detail: str, allowed: list[str] | None = None) -> ParameterError:
    error = {"param": param, "code": code, "detail": detail}
    return {**error, "allowed": allowed} if allowed else error


def query_params(request: HttpRequest) -> Params:
    return dict(request.GET.lists())


def read_params(
    fields: Mapping[str, ParamField], params: Params, *, lenient: bool = False
) -> tuple[dict[str, Any], list[ParameterError]]:
    """Read values by name, and all errors. `lenient` is for pages: unknown and empty parameters are passed over."""
    values: dict[str, Any] = {}
    absent = [name for name, field in fields.items() if field.required and name not in params]
    errors = [parameter_error(name, "invalid", "It must be given.") for name in absent]
    for name, texts in params.items():
        try:
            if name not in fields:
                raise _unknown_parameter(name, fields)
            if text := _join_texts(fields[name], texts):
                values[name] = fields[name].clean(text)
            elif not lenient:
                raise ValidationError("It has no value.", "invalid")
        except ValidationError as error:
            if not (lenient and error.code == "unknown_parameter"):
                errors.append(_describe_error(name, error))
    return values, errors


def _join_texts(field: ParamField, texts: list[str]) -> str:
    if len(texts) > 1 and not field.is_repeatable:
        raise ValidationError("Give it once; several values are separated by commas.", "repeated_parameter")
    return ",".join(texts)


def _unknown_parameter(name: str, fields: Mapping[str, ParamField]) -> ValidationError:
    suggestion = _suggest_parameter(name, fields)
    detail = f"There is no such parameter; did you mean {suggestion}?" if suggestion else "There is no such parameter."
    return ValidationError(detail, "unknown_parameter", {"allowed": sorted(fields)})


def _suggest_parameter(name: str, fields: Mapping[str, ParamField]) -> str | None:
    if ELSEWHERE.get(name) in fields:
        return ELSEWHERE[name]
    return next(iter(get_close_matches(name[:64], fields, n=1, cutoff=LIKELY)), None)


def _describe_error(name: str, error: ValidationError) -> ParameterError:
    return parameter_error(name[:64], str(error.code), str(error.message), (error.params or {}).get("allowed"))
