"""The words of an article that readers may see: how many are public, and what a later text would add, by two people."""

from typing import Any

from django.contrib import admin, messages
from django.contrib.admin.utils import unquote
from django.contrib.auth import get_user_model
from django.contrib.auth.models import User
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse

from factdb.editorial import words, workflow
from factdb.models import Article
from factdb.publishing.shown_words import WordsOffer, offer_words

from .comparison import compare_documents
from .staff import get_staff_user

DONE = {
    "ask": "Asked: a second person can now show these words to readers.",
    "confirm": "Shown: readers can read these words now.",
    "withdraw": "Taken back: nothing is shown.",
}
WORDS_TITLE = "Words to show"


def words_url(article: Article) -> str:
    return reverse("admin:factdb_article_words", args=[article.pk])


class WordsPage(admin.ModelAdmin):
    """A page of each article: what is offered, who asked, and the step that is open to whoever looks."""

    def get_urls(self) -> list[URLPattern]:
        view = self.admin_site.admin_view(self.words_view)
        return [path("<path:object_id>/words/", view, name="factdb_article_words"), *super().get_urls()]

    def words_view(self, request: HttpRequest, object_id: str) -> HttpResponse:
        article, user = self.get_object(request, unquote(object_id)), get_staff_user(request)
        if article is None:
            raise Http404
        if not self.has_change_permission(request, article):
            raise PermissionDenied
        if request.method == "POST" and self._try_words_step(request, article):
            return HttpResponseRedirect(words_url(article))
        return TemplateResponse(request, "admin/desk/words.html", self._words_context(request, article, user))

    def _try_words_step(self, request: HttpRequest, article: Article) -> bool:
        user, step = get_staff_user(request), request.POST.get("step", "")
        try:
            if step == "ask":
                words.ask_to_show_words(article, by=user)
            elif step == "confirm":
                words.confirm_words(article, by=user, seen=request.POST.get("seen", ""))
            elif step == "withdraw":
                words.withdraw_words_request(article, by=user)
            else:
                raise ValidationError("Choose a step: ask, confirm or take back.")
        except ValidationError as error:
            for sentence in error.messages:
                self.message_user(request, sentence, messages.ERROR)
            article.refresh_from_db()
            return False
        self.log_change(request, article, DONE[step])
        self.message_user(request, DONE[step], messages.SUCCESS)
        return True

    def _words_context(self, request: HttpRequest, article: Article, user: User) -> dict[str, Any]:
        offer = offer_words(article)
        return {
            **self.admin_site.each_context(request),
            "opts": self.opts,
            "original": article,
            "title": WORDS_TITLE,
            "subtitle": str(article),
            "offered": list_offered(offer),
            "shares": offer.shares,
            "seen": words.sign_offer(article, offer),
            "asker": article.words_asked_by and get_user_model().objects.filter(pk=article.words_asked_by).first(),
            "steps": list_words_steps(article, offer, user),
        }


def list_offered(offer: WordsOffer) -> list[dict[str, Any]]:
    """Each claim with the lines of its quote that change."""
    return [
        {
            "number": item.key,
            "text": document["text"],
            "lines": [
                line
                for line in compare_documents({"quote": item.document["quote"]}, {"quote": document["quote"]})
                if line.changed
            ],
        }
        for item, document in offer.pairs
    ]


def list_words_steps(article: Article, offer: WordsOffer, user: User) -> list[tuple[str, str]]:
    """(step, its button) of what this person may do now."""
    if not article.words_asked_at:
        return [("ask", "Ask to show them")] if offer.pairs else []
    may_publish = workflow.may_publish(user)
    steps = []
    if offer.pairs and may_publish and not words.is_own_words_request(article, user):
        steps.append(("confirm", "Show them to readers"))
    if may_publish or article.words_asked_by == user.pk:
        steps.append(("withdraw", "Take the request back"))
    return steps
