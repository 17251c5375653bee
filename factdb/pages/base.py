"""What every page has: it may be kept for as long as the ledger's head stays."""

from abc import abstractmethod
from functools import cache
from hashlib import sha256
from pathlib import Path

from django.conf import settings
from django.http import HttpResponseNotModified
from django.shortcuts import render
from django.utils.decorators import method_decorator
from django.utils.http import parse_etags
from django.views import View

from factdb.public import queries
from factdb.public.compression import gzipped

CACHE_CONTROL = "public, max-age=30"
PRINTED_BY = (("templates", "*.html"), ("factdb", "*.py"), ("factdb/static", "*"))


@cache
def release():
    """Digest of the code and templates: a page changes with the record, or with what prints it."""
    digest = sha256()
    for folder, pattern in PRINTED_BY:
        for path in sorted((Path(settings.BASE_DIR) / folder).rglob(pattern)):
            digest.update(path.read_bytes() if path.is_file() else b"")
    return digest.hexdigest()[:12]


def etag(head):
    return f'"{head.sha256[:24]}-{release()}"'


def kept(response, head):
    """Cacheable; whoever asks again with this ETag pays one query for the ledger's head."""
    response["ETag"] = etag(head)
    response["Cache-Control"] = CACHE_CONTROL
    return response


def unchanged(request, head):
    """304 where the browser holds this very page, else None. A proxy that compresses weakens the ETag."""
    held = [tag.removeprefix("W/") for tag in parse_etags(request.headers.get("If-None-Match", ""))]
    return kept(HttpResponseNotModified(), head) if etag(head) in held else None


@method_decorator(gzipped, name="dispatch")
class PublicView(View):
    """`answer` is only asked where the browser's copy is out of date."""

    http_method_names = ["get", "head", "options"]

    def get(self, request, **address):
        head = queries.head()
        return unchanged(request, head) or self.answer(request, head, **address)

    @abstractmethod
    def answer(self, request, head, *args, **address):
        """The whole response."""


class Page(PublicView):
    section = ""
    template_name = ""

    def answer(self, request, head, *args, **address):
        context = {
            "section": self.section,
            "canonical": request.build_absolute_uri(request.path),
            **self.context(head),
        }
        return kept(render(request, self.template_name, context), head)

    @abstractmethod
    def context(self, head):
        """What the template needs beside the frame."""
