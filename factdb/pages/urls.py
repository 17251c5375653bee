"""Addresses of the pages: the contract's, and no others."""

from django.urls import path, register_converter

from . import details, lists, releases, site
from .kinds import KINDS


class Number:
    """A claim's number as it is written, without leading zeros, and no larger than the database counts."""

    regex = "[1-9][0-9]{0,17}"

    def to_python(self, value):
        return int(value)

    def to_url(self, value):
        return str(value)


class Part(Number):
    """A part of a sitemap: beyond this its first row would lie beyond what the database counts."""

    regex = "[1-9][0-9]{0,5}"


class Collection:
    regex = "|".join(kind for kind in KINDS if kind != "corrections")

    def to_python(self, value):
        return value

    def to_url(self, value):
        return value


register_converter(Number, "number")
register_converter(Part, "part")
register_converter(Collection, "collection")

app_name = "pages"
urlpatterns = [
    path("", site.Home.as_view(), name="home"),
    *lists.paths(),
    path("claims/<number:key>/", details.ClaimPage.as_view(), name="claim"),
    path("articles/<slug:key>/", details.ArticlePage.as_view(), name="article"),
    path("people/<slug:key>/", details.PersonPage.as_view(), name="person"),
    path("policies/<slug:key>/", details.PolicyPage.as_view(), name="policy"),
    path("organizations/<slug:key>/", details.OrganizationPage.as_view(), name="organization"),
    path("measures/<slug:key>/", details.MeasurePage.as_view(), name="measure"),
    path("about/", site.About.as_view(), name="about"),
    path("releases/", releases.Releases.as_view(), name="releases"),
    path("releases/<str:name>/<str:file>", releases.ReleaseFile.as_view(), name="release-file"),
    path("healthz", site.healthz, name="healthz"),
    path("readyz", site.readyz, name="readyz"),
    path("robots.txt", site.robots, name="robots"),
    path("sitemap.xml", site.SitemapIndex.as_view(), name="sitemap"),
    path("sitemaps/<collection:kind>-<part:part>.xml", site.Sitemap.as_view(), name="sitemap-part"),
    path(".well-known/security.txt", site.security, name="security"),
]
