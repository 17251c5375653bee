"""What every page has: it may be kept for as long as the ledger's head stays."""

from abc import abstractmethod

from django.shortcuts import render
from django.views import View

from factdb.public.http.caching import under_head
from factdb.public.record.queries import Head

CACHE_CONTROL = "public, max-age=30"


class PublicView(View):
    """`answer` is only asked where neither the browser nor the site has the answer under the ledger's head."""

    http_method_names = ["get", "head", "options"]
    cache_control = CACHE_CONTROL
    head: Head

    @under_head
    def get(self, request, **address):
        return self.answer(request, **address)

    @abstractmethod
    def answer(self, request, *args, **address):
        """The whole response."""


class Page(PublicView):
    section = ""
    template_name = ""

    def answer(self, request, *args, **address):
        context = {
            "section": self.section,
            "canonical": request.build_absolute_uri(request.path),
            **self.context(),
        }
        return render(request, self.template_name, context)

    @abstractmethod
    def context(self):
        """What the template needs beside the frame."""
