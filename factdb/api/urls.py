"""Addresses below /api/: each list with its suffixes, each thing by its key, and a problem for all the rest."""

from django.urls import URLPattern, path, re_path

from factdb.kinds import LEDGER_KINDS, PUBLIC_KINDS

from .about import RootView, SchemaView, serve_docs
from .base import PublicApiView
from .facets import FacetsView
from .history import ChangesView, CheckView, VersionsView, VersionView
from .renderers import LIST_MEDIA_TYPES
from .subresources import CitationView, CorroborationView, SeriesView, StateView
from .views import ApiNotFound, DetailApiView, FileView, ListApiView


def route_view(address: str, view: type[PublicApiView], **declared: str) -> URLPattern:
    return path(f"v1/{address}", view.as_view(**declared))


def route_list(collection: str) -> list[URLPattern]:
    return [
        route_view(f"{collection}/", ListApiView, collection=collection),
        *(
            route_view(f"{collection}.{name}", FileView, collection=collection, suffix=name)
            for name in LIST_MEDIA_TYPES
        ),
    ]


def route_history(collection: str) -> list[URLPattern]:
    return [
        route_view(f"{collection}/<str:key>/versions/", VersionsView, collection=collection),
        route_view(f"{collection}/<str:key>/versions/<str:number>/", VersionView, collection=collection),
    ]


# Addresses are tried in turn, so what is asked most stands first.
urlpatterns = [
    *(pattern for collection in PUBLIC_KINDS for pattern in route_list(collection)),
    route_view("claims/facets/", FacetsView),
    *(route_view(f"{collection}/<str:key>/", DetailApiView, collection=collection) for collection in PUBLIC_KINDS),
    route_view("", RootView),
    path("v1/schema/", SchemaView.as_view(), name="api-schema"),
    path("v1/docs/", serve_docs, name="api-docs"),
    route_view("changes/", ChangesView),
    route_view("check/", CheckView),
    route_view("claims/<str:key>/corroboration/", CorroborationView),
    route_view("claims/<str:key>/citation/", CitationView),
    route_view("policies/<str:key>/state/", StateView),
    route_view("measures/<str:key>/series/", SeriesView),
    *(pattern for collection in LEDGER_KINDS for pattern in route_history(collection)),
    re_path("", ApiNotFound.as_view()),
]
