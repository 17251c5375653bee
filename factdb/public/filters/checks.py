"""What `check` refuses because readers' lists would pass over it in silence: see docs/decisions/002 and 003."""

from collections.abc import Iterator
from typing import Any

from django.conf import settings
from django.core.checks import Error, register
from django_filters import FilterSet

from factdb.kinds import PUBLIC_KINDS

from .filter_types import PublicFilter
from .filtersets import get_filterset

QUERYSETS = ("filter_queryset", "qs")
OF_GENERIC_VIEWS = ("DEFAULT_PAGINATION_CLASS", "DEFAULT_FILTER_BACKENDS")


@register()
def check_filter_options(app_configs: Any, **kwargs: Any) -> list[Error]:
    """Refuse options of django-filter that act on querysets: filters carry SQL, so they would do nothing."""
    hint = "Say it in the filter's `row`."
    return [
        Error(f"{filterset.__name__} sets {option}, which no list asks for.", hint=hint, id="factdb.E001")
        for filterset in map(get_filterset, PUBLIC_KINDS)
        for option in list_ignored_options(filterset)
    ]


def list_ignored_options(filterset: type[FilterSet]) -> Iterator[str]:
    yield from (hook for hook in QUERYSETS if getattr(filterset, hook) is not getattr(FilterSet, hook))
    for name, filter_ in filterset.base_filters.items():
        if not isinstance(filter_, PublicFilter):
            yield f"{name} to a filter without SQL"
            continue
        options = {
            "method": filter_.method is not None,
            "exclude": filter_.exclude,
            "distinct": filter_.distinct,
            "lookup_expr": filter_.lookup_expr not in (None, "exact"),
        }
        yield from (f"{option} of {name}" for option, is_set in options.items() if is_set)


@register()
def check_api_settings(app_configs: Any, **kwargs: Any) -> list[Error]:
    """Refuse DRF's classes for paging and filtering: the API's views do both by themselves."""
    hint = "Give it to a view, or leave it out."
    return [
        Error(f"REST_FRAMEWORK sets {name}, which no view asks for.", hint=hint, id="factdb.E002")
        for name in OF_GENERIC_VIEWS
        if settings.REST_FRAMEWORK.get(name)
    ]
