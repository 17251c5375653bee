"""Releases and their files. They change without the record, so the ledger's head is no ETag for them."""

from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views import View

from factdb.public.downloads.releases import find_release_file, list_releases

from .base import PAGE_CACHE_CONTROL

RELEASE_MEDIA_TYPES = {".gz": "application/gzip", ".json": "application/json"}
PLAIN_TEXT_TYPE = "text/plain; charset=utf-8"


class ReleasesPage(View):
    http_method_names = ["get", "head", "options"]

    def get(self, request: HttpRequest) -> HttpResponse:
        context = {
            "section": "releases",
            "canonical": request.build_absolute_uri(request.path),
            "releases": list_releases(),
        }
        response = render(request, "factdb/releases.html", context)
        response["Cache-Control"] = PAGE_CACHE_CONTROL
        return response


class ReleaseFile(View):
    http_method_names = ["get", "head", "options"]

    def get(self, request: HttpRequest, name: str, file: str) -> FileResponse:
        path = find_release_file(name, file)
        if path is None:
            raise Http404
        media = RELEASE_MEDIA_TYPES.get(path.suffix, PLAIN_TEXT_TYPE)
        response = FileResponse(path.open("rb"), as_attachment=True, filename=file, content_type=media)
        response["Cache-Control"] = PAGE_CACHE_CONTROL
        return response
