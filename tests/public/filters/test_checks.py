"""What lists would pass over in silence is refused by `check`."""

import pytest
from django.core.checks import run_checks
from django_filters import CharFilter

from factdb.public.filters.filter_types import FlagFilter
from factdb.public.filters.filtersets import ClaimFilterSet


def ids():
    return [message.id for message in run_checks()]


@pytest.mark.parametrize(
    "options", [{"method": "narrow"}, {"exclude": True}, {"distinct": True}, {"lookup_expr": "gte"}], ids=str
)
def test_option_of_a_queryset_is_refused(monkeypatch, options):
    monkeypatch.setitem(ClaimFilterSet.base_filters, "quoted", FlagFilter("c.has_quote", **options))
    assert ids() == ["factdb.E001"]


def test_filter_without_sql_is_refused(monkeypatch):
    monkeypatch.setitem(ClaimFilterSet.base_filters, "quoted", CharFilter())
    assert ids() == ["factdb.E001"]


def test_hook_of_a_queryset_is_refused(monkeypatch):
    monkeypatch.setattr(ClaimFilterSet, "filter_queryset", lambda self, queryset: queryset)
    assert ids() == ["factdb.E001"]


def test_setting_of_generic_views_is_refused(settings):
    settings.REST_FRAMEWORK = {**settings.REST_FRAMEWORK, "DEFAULT_PAGINATION_CLASS": "some.Pagination"}
    assert ids() == ["factdb.E002"]


def test_what_there_is_passes():
    assert ids() == []
