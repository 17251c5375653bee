"""Addresses of the pages: the contract's, and no others."""

from django.urls import URLPattern, path, register_converter

from factdb.kinds import LEDGER_KINDS, PUBLIC_KINDS, Kind, resolve_name

from . import lists, releases, site


class NumberConverter:
    """A claim's number as it is written, without leading zeros, and no larger than the database counts."""

    regex = "[1-9][0-9]{0,17}"

    def to_python(self, value: str) -> int:
        return int(value)

    def to_url(self, value: int) -> str:
        return str(value)


class PartConverter(NumberConverter):
    """A part of a sitemap: beyond this its first row would lie beyond what the database counts."""

    regex = "[1-9][0-9]{0,5}"


class CollectionConverter:
    regex = "|".join(LEDGER_KINDS)

    def to_python(self, value: str) -> str:
        return value

    def to_url(self, value: str) -> str:
        return value


register_converter(NumberConverter, "number")
register_converter(PartConverter, "part")
register_converter(CollectionConverter, "collection")


def route_detail(kind: Kind) -> URLPattern:
    key = "<number:key>" if kind.is_numbered else "<slug:key>"
    return path(f"{kind.collection}/{key}/", resolve_name(kind.page_class).as_view(), name=f"{kind.collection}-detail")


app_name = "pages"
urlpatterns = [
    path("", site.HomePage.as_view(), name="home"),
    *lists.build_list_paths(),
    *(route_detail(kind) for kind in PUBLIC_KINDS.values() if kind.page_class),
    path("about/", site.AboutPage.as_view(), name="about"),
    path("about/corrections/", site.OwnTextPage.as_view(page_name="corrections"), name="about-corrections"),
    path("about/us/", site.OwnTextPage.as_view(page_name="us"), name="about-us"),
    path("about/privacy/", site.OwnTextPage.as_view(page_name="privacy"), name="about-privacy"),
    path("ratings/", site.RatingsPage.as_view(), name="ratings"),
    path("logo", site.serve_logo, name="logo"),
    path("releases/", releases.ReleasesPage.as_view(), name="releases"),
    path("releases/latest/", releases.LatestRelease.as_view(), name="latest-release"),
    path("releases/latest/<str:file>", releases.LatestRelease.as_view(), name="latest-release-file"),
    path("releases/<str:name>/", releases.ReleasesPage.as_view(), name="release"),
    path("releases/<str:name>/<str:file>", releases.ReleaseFile.as_view(), name="release-file"),
    path("healthz", site.healthz, name="healthz"),
    path("readyz", site.readyz, name="readyz"),
    path("robots.txt", site.serve_robots_txt, name="robots"),
    path("sitemap.xml", site.SitemapIndex.as_view(), name="sitemap"),
    path("sitemaps/site.xml", site.SitePagesSitemap.as_view(), name="sitemap-site"),
    path("sitemaps/<collection:kind>-<part:part>.xml", site.Sitemap.as_view(), name="sitemap-part"),
    path(".well-known/security.txt", site.serve_security_txt, name="security"),
]
