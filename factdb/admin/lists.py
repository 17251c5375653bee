"""Lists that answer what their filters offer and refuse the rest: Django's own would ask PostgreSQL for any lookup."""

from typing import Any

from django.contrib import admin
from django.contrib.admin.exceptions import DisallowedModelAdminLookup
from django.contrib.admin.options import IncorrectLookupParameters
from django.contrib.admin.views.main import ChangeList
from django.core.exceptions import BadRequest
from django.db import DataError
from django.db.models import QuerySet
from django.http import HttpRequest

LONGEST_SEARCH = 200
LONGEST_SHOWN_NAME = 60
IMPOSSIBLE_VALUE = "A filter or page in this address cannot have the value that it has: choose one in the list."


class StrictChangeList(ChangeList):
    """Raises BadRequest where Django would show the whole list."""

    def __init__(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        try:
            super().__init__(request, *args, **kwargs)
        except DisallowedModelAdminLookup as error:
            raise BadRequest(f"{error}: choose a filter beside the list.") from error
        except (IncorrectLookupParameters, ValueError, OverflowError, DataError) as error:
            raise BadRequest(IMPOSSIBLE_VALUE) from error

    def get_filters(self, request: HttpRequest) -> Any:
        """What no filter took is refused; days are taken by the date hierarchy, which turns them into bounds."""
        specs, has_filters, left, *flags = super().get_filters(request)
        for name in sorted(left.keys() & self.get_filters_params().keys()):
            raise BadRequest(f"This list has no filter “{name[:LONGEST_SHOWN_NAME]}”: choose one beside the list.")
        return specs, has_filters, left, *flags


class StrictList(admin.ModelAdmin):
    def get_changelist(self, request: HttpRequest, **kwargs: Any) -> type[ChangeList]:
        return StrictChangeList

    def get_search_results(self, request: HttpRequest, queryset: QuerySet, search_term: str) -> tuple[QuerySet, bool]:
        """Each word is one more condition on each column."""
        if len(search_term) > LONGEST_SEARCH:
            raise BadRequest(f"Search for at most {LONGEST_SEARCH} characters.")
        return super().get_search_results(request, queryset, search_term)
