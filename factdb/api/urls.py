"""Addresses below /api/: each list with its suffixes, each thing by its key, and a problem for all the rest."""

from django.urls import URLPattern, path, re_path
from django.views.decorators.gzip import gzip_page

from factdb.public.queries import COLLECTIONS

from .negotiation import MEDIA
from .views import DetailView, ListView, NothingView, RootView


def collection_urls(collection: str) -> list[URLPattern]:
    listed = gzip_page(ListView.as_view(collection=collection))
    suffixes = "|".join(MEDIA)
    return [
        path(f"v1/{collection}/", listed, name=f"api-{collection}"),
        re_path(rf"^v1/{collection}\.(?P<suffix>{suffixes})\Z", listed, name=f"api-{collection}-suffix"),
        path(
            f"v1/{collection}/<str:key>/",
            gzip_page(DetailView.as_view(collection=collection)),
            name=f"api-{collection}-detail",
        ),
    ]


urlpatterns = [
    path("v1/", RootView.as_view(), name="api-root"),
    *(pattern for collection in COLLECTIONS for pattern in collection_urls(collection)),
    re_path("", NothingView.as_view(), name="api-nothing"),
]
