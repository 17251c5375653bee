"""Releases and their files. They change without the record, so the ledger's head is no ETag for them."""

from pathlib import Path

from django.http import FileResponse, Http404, HttpRequest, HttpResponse, HttpResponseBase, HttpResponseNotModified
from django.shortcuts import redirect, render
from django.views import View

from factdb.public.downloads.releases import Release, find_release, find_release_file, list_releases, read_sum
from factdb.public.downloads.write_release import FILES
from factdb.public.http.caching import etag_matches, set_default_headers
from factdb.public.http.ranges import FilePart, UnsatisfiableRange, read_range

from .base import PAGE_CACHE_CONTROL

RELEASE_MEDIA_TYPES = {".gz": "application/gzip", ".json": "application/json"}
PLAIN_TEXT_TYPE = "text/plain; charset=utf-8"
# What a court has erased is withdrawn, or made again under the same name.
RELEASE_CACHE_CONTROL = "max-age=300, must-revalidate"


class ReleasesPage(View):
    """All releases, or the one with a name; 410 for one that is withdrawn."""

    http_method_names = ["get", "head", "options"]

    def get(self, request: HttpRequest, name: str = "") -> HttpResponse:
        releases = [release for release in list_releases() if name in ("", release.name)]
        if name and not releases:
            raise Http404
        context = {
            "section": "releases",
            "canonical": request.build_absolute_uri(request.path),
            "releases": releases,
        }
        status = 410 if name and releases[0].withdrawn_by else 200
        response = render(request, "factdb/releases.html", context, status=status)
        response["Cache-Control"] = PAGE_CACHE_CONTROL
        return response


class LatestRelease(View):
    """Leads to the release of the ledger's latest entry, or to a file of it."""

    http_method_names = ["get", "head", "options"]

    def get(self, request: HttpRequest, file: str = "") -> HttpResponse:
        releases = [release for release in list_releases() if not release.withdrawn_by]
        if not releases or (file and file not in FILES):
            raise Http404
        response = redirect(f"/releases/{releases[0].name}/{file}")
        response["Cache-Control"] = PAGE_CACHE_CONTROL
        return response


class ReleaseFile(View):
    """A file, or a part of it. Its ETag is its sum, as SHA256SUMS has it."""

    http_method_names = ["get", "head", "options"]

    def get(self, request: HttpRequest, name: str, file: str) -> HttpResponseBase:
        release, path = find_release(name), find_release_file(name, file)
        if release and release.withdrawn_by:
            return refuse_withdrawn(release)
        if release is None or path is None:
            raise Http404
        try:
            etag = f'"{read_sum(path)}"'
        except (OSError, ValueError, KeyError) as error:
            raise Http404 from error
        response = HttpResponseNotModified() if etag_matches(request, etag) else respond_with_file(request, path, etag)
        response["Accept-Ranges"] = "bytes"
        return set_default_headers(response, etag, RELEASE_CACHE_CONTROL)


def refuse_withdrawn(release: Release) -> HttpResponse:
    return HttpResponse(
        f"The release {release.name} is withdrawn: it held what was erased by law. Newer ones are at /releases/.\n",
        status=410,
        content_type=PLAIN_TEXT_TYPE,
        headers={"Cache-Control": RELEASE_CACHE_CONTROL},
    )


def respond_with_file(request: HttpRequest, path: Path, etag: str) -> HttpResponseBase:
    """Answer 200 with the file, 206 with the part that is wanted, or 416 where it ends before that."""
    size = path.stat().st_size
    try:
        part = read_range(request, etag, size)
    except UnsatisfiableRange:
        return HttpResponse(
            f"The file has {size} bytes.\n",
            status=416,
            content_type=PLAIN_TEXT_TYPE,
            headers={"Content-Range": f"bytes */{size}", "Cache-Control": "no-store"},
        )
    start, end = part or (0, size)
    media = RELEASE_MEDIA_TYPES.get(path.suffix, PLAIN_TEXT_TYPE)
    content = FilePart(path, start, end)
    response = FileResponse(content, as_attachment=True, filename=path.name, content_type=media)
    response["Content-Length"] = end - start
    if part:
        response.status_code, response["Content-Range"] = 206, f"bytes {start}-{end - 1}/{size}"
    return response
