"""Releases and their files. They change without the record, so the ledger's head is no ETag for them."""

from django.http import FileResponse, Http404
from django.shortcuts import render
from django.views import View

from factdb.public.downloads.releases import find, releases

from .base import CACHE_CONTROL

MEDIA = {".gz": "application/gzip", ".json": "application/json"}
TEXT = "text/plain; charset=utf-8"


class Releases(View):
    http_method_names = ["get", "head", "options"]

    def get(self, request):
        context = {
            "section": "releases",
            "canonical": request.build_absolute_uri(request.path),
            "releases": releases(),
        }
        response = render(request, "factdb/releases.html", context)
        response["Cache-Control"] = CACHE_CONTROL
        return response


class ReleaseFile(View):
    http_method_names = ["get", "head", "options"]

    def get(self, request, name, file):
        path = find(name, file)
        if path is None:
            raise Http404
        media = MEDIA.get(path.suffix, TEXT)
        response = FileResponse(path.open("rb"), as_attachment=True, filename=file, content_type=media)
        response["Cache-Control"] = CACHE_CONTROL
        return response
