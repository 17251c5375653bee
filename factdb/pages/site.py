"""Home, method, and what machines ask of every site."""

from datetime import timedelta
from typing import Any

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.utils import timezone

from factdb.kinds import PUBLIC_KINDS, Words
from factdb.public.facts.overview import read_overview
from factdb.public.http.readiness import read_readiness
from factdb.ratings import list_meanings

from .base import PublicPageView, TemplatePage
from .cards import present_cards
from .details import ListExcerpt
from .markdown import render_markdown
from .sitemaps import list_sitemap_addresses, list_sitemap_parts

LATEST_CLAIMS, LATEST_CORRECTIONS = 8, 5
LOGO_CACHE_CONTROL = "public, max-age=86400"
SECURITY_TXT_LASTS = timedelta(days=180)


class HomePage(TemplatePage):
    section, template_name = "home", "factdb/home.html"

    def build_context(self) -> dict[str, Any]:
        overview = read_overview(self.head)
        # Credits and scenery are no claims that a reader should meet first.
        latest = ListExcerpt("claims", LATEST_CLAIMS, ordering="-published_at", weight="lead,normal")
        return {
            "counts": [
                {"section": kind, "number": n, "noun": pick_noun(kind, n)} for kind, n in overview.counts.items()
            ],
            "is_empty": not any(overview.counts.values()),
            "latest": present_cards(latest.rows, latest.counts),
            "policies": overview.policies,
            "people": overview.people,
            "corrections": ListExcerpt("corrections", LATEST_CORRECTIONS).rows,
        }


def pick_noun(kind: str, number: int) -> Words:
    return PUBLIC_KINDS[kind].noun if number == 1 else PUBLIC_KINDS[kind].plural


class OwnTextPage(TemplatePage):
    """A page of the newsroom's own words."""

    template_name = "factdb/own_page.html"
    page_name = ""

    def build_context(self) -> dict[str, Any]:
        page = settings.SITE.pages[self.page_name]
        return {"page": page, "text": render_markdown(page.text)}


class RatingsPage(TemplatePage):
    section, template_name = "ratings", "factdb/ratings.html"

    def build_context(self) -> dict[str, Any]:
        return {"meanings": list_meanings()}


class AboutPage(OwnTextPage):
    """The method, and below it what the software itself can tell: ledger, hashes, licences, contact."""

    section, template_name, page_name = "about", "factdb/about.html", "method"

    def build_context(self) -> dict[str, Any]:
        return {**super().build_context(), "head": self.head}


def serve_logo(request: HttpRequest) -> HttpResponse:
    logo = settings.SITE.logo
    if logo is None:
        raise Http404
    response = HttpResponse(logo.content, content_type=logo.media_type)
    response["Cache-Control"] = LOGO_CACHE_CONTROL
    return response


def healthz(request: HttpRequest) -> HttpResponse:
    """The process is up; asks nothing of the database."""
    return respond_plain("ok\n")


def readyz(request: HttpRequest) -> HttpResponse:
    """200 where readers can be answered, else 503."""
    readiness = read_readiness()
    response = JsonResponse(readiness, status=200 if readiness["database"] == "ok" else 503)
    response["Cache-Control"] = "no-store"
    return response


def serve_robots_txt(request: HttpRequest) -> HttpResponse:
    return respond_plain(f"User-agent: *\nDisallow: /admin/\n\nSitemap: {request.build_absolute_uri('/sitemap.xml')}\n")


def serve_security_txt(request: HttpRequest) -> HttpResponse:
    """RFC 9116. Where no contact is set, the page that tells how to report a mistake stands in."""
    contact = settings.SITE.contact or request.build_absolute_uri("/about/#contact")
    expires = (timezone.now() + SECURITY_TXT_LASTS).strftime("%Y-%m-%dT00:00:00Z")
    address = request.build_absolute_uri()
    return respond_plain(
        f"Contact: {contact}\nExpires: {expires}\nPreferred-Languages: {settings.SITE.language}\nCanonical: {address}\n"
    )


def render_not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    """404, which a cache may keep for minutes where nothing is said: the next publication can have this address.

    Not by Django's own view, which reads the form of whoever asks for a token, and fails where that cannot be read.
    """
    response = render(request, "404.html", status=404)
    response["Cache-Control"] = "no-store"
    return response


def respond_plain(text: str, status: int = 200) -> HttpResponse:
    response = HttpResponse(text, content_type="text/plain; charset=utf-8", status=status)
    response["Cache-Control"] = "no-store"
    return response


class SitemapIndex(PublicPageView):
    def build_response(self, request: HttpRequest) -> HttpResponse:
        pages = [
            (kind, part)
            for kind, count in read_overview(self.head).counts.items()
            for part in list_sitemap_parts(count)
        ]
        names = ["site", *(f"{kind}-{part}" for kind, part in pages)]
        context = {"addresses": [request.build_absolute_uri(f"/sitemaps/{name}.xml") for name in names]}
        return render(request, "factdb/sitemap_index.xml", context, content_type="application/xml")


class SitePagesSitemap(PublicPageView):
    """The pages that belong to no kind of thing."""

    def build_response(self, request: HttpRequest) -> HttpResponse:
        addresses = ["/", "/ratings/", *(page.address for page in settings.SITE.pages.values())]
        items = [{"address": request.build_absolute_uri(address)} for address in addresses]
        return render(request, "factdb/sitemap.xml", {"things": items}, content_type="application/xml")


class Sitemap(PublicPageView):
    def build_response(self, request: HttpRequest, kind: str, part: int) -> HttpResponse:
        rows = list_sitemap_addresses(kind, part)
        if not rows:
            raise Http404
        items = [{"address": request.build_absolute_uri(f"/{kind}/{key}/"), "at": at} for key, at in rows]
        return render(request, "factdb/sitemap.xml", {"things": items}, content_type="application/xml")
