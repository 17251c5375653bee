"""What every page has: it may be kept for as long as the ledger's head stays."""

from abc import abstractmethod
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views import View

from factdb.public.http.caching import with_head
from factdb.public.record.queries import Head

PAGE_CACHE_CONTROL = "public, max-age=30"


class PublicPageView(View):
    """`build_response` is only asked where neither the browser nor the site has the answer under the ledger's head."""

    http_method_names = ["get", "head", "options"]
    cache_control = PAGE_CACHE_CONTROL
    head: Head

    @with_head
    def get(self, request: HttpRequest, **address: Any) -> HttpResponse:
        return self.build_response(request, **address)

    @abstractmethod
    def build_response(self, request: HttpRequest, *args: Any, **address: Any) -> HttpResponse:
        """The whole response."""


class TemplatePage(PublicPageView):
    section = ""
    template_name = ""

    def build_response(self, request: HttpRequest, *args: Any, **address: Any) -> HttpResponse:
        context = {
            "section": self.section,
            "canonical": request.build_absolute_uri(request.path),
            **self.build_context(),
        }
        return render(request, self.template_name, context)

    @abstractmethod
    def build_context(self) -> dict[str, Any]:
        """What the template needs beside the frame."""
