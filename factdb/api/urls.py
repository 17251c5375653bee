"""Addresses below /api/: each list with its suffixes, each thing by its key, and a problem for all the rest."""

from django.urls import URLPattern, path, re_path

from factdb.choices import Collection
from factdb.public.record.queries import COLLECTIONS

from .about import RootView, SchemaView, docs
from .base import PublicView
from .facets import FacetsView
from .history import ChangesView, CheckView, VersionsView, VersionView
from .renderers import MEDIA
from .subresources import CitationView, CorroborationView, SeriesView, StateView
from .views import ApiNotFound, DetailView, FileView, ListView


def public(address: str, view: type[PublicView], **declared: str) -> URLPattern:
    return path(f"v1/{address}", view.as_view(**declared))


def list_urls(collection: str) -> list[URLPattern]:
    return [
        public(f"{collection}/", ListView, collection=collection),
        *(public(f"{collection}.{name}", FileView, collection=collection, suffix=name) for name in MEDIA),
    ]


def history_urls(collection: str) -> list[URLPattern]:
    return [
        public(f"{collection}/<str:key>/versions/", VersionsView, collection=collection),
        public(f"{collection}/<str:key>/versions/<str:number>/", VersionView, collection=collection),
    ]


# Addresses are tried in turn, so what is asked most stands first.
urlpatterns = [
    *(pattern for collection in COLLECTIONS for pattern in list_urls(collection)),
    public("claims/facets/", FacetsView),
    *(public(f"{collection}/<str:key>/", DetailView, collection=collection) for collection in COLLECTIONS),
    public("", RootView),
    path("v1/schema/", SchemaView.as_view(), name="api-schema"),
    path("v1/docs/", docs, name="api-docs"),
    public("changes/", ChangesView),
    public("check/", CheckView),
    public("claims/<str:key>/corroboration/", CorroborationView),
    public("claims/<str:key>/citation/", CitationView),
    public("policies/<str:key>/state/", StateView),
    public("measures/<str:key>/series/", SeriesView),
    *(pattern for collection in Collection.values for pattern in history_urls(collection)),
    re_path("", ApiNotFound.as_view()),
]
