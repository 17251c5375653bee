"""Words that a text proves of claims that are public already: shown once one person asked and another confirmed."""

from hashlib import sha256

from django.conf import settings
from django.contrib.auth.models import User
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils import timezone

from factdb.models import Article
from factdb.publishing.documents import encode_document
from factdb.publishing.ledger import Ledger, Responsible
from factdb.publishing.shown_words import WordsOffer, offer_words, publish_words

from .workflow import may_publish


def count_offer(article: Article) -> int:
    """Count the claims of an article that can show words, and let the desk's front page know."""
    count = len(offer_words(article).pairs)
    Article.objects.filter(pk=article.pk).update(words_offered=count)
    return count


@transaction.atomic
def ask_to_show_words(article: Article, *, by: User) -> None:
    """Ask for a second person to show what is offered of an article. Raises ValidationError."""
    article = _lock_article(article)
    if article.words_asked_at:
        raise ValidationError("Somebody asked for this already: confirm it, or take the request back first.")
    if not offer_words(article).pairs:
        raise ValidationError("No claim of this article can show more words: its text is not held, or all is shown.")
    _store_request(article, by=by.pk)


@transaction.atomic
def confirm_words(article: Article, *, by: User, seen: str) -> int:
    """Show readers the words that somebody else asked to show, exactly as `seen` (by `sign_offer`); count the claims.

    Raises ValidationError, PermissionDenied.
    """
    if not may_publish(by):
        raise PermissionDenied("Only editors may do this.")
    # Its lock comes before that of any working copy.
    ledger = Ledger()
    article = _lock_article(article)
    offer = offer_words(article)
    if not article.words_asked_at or seen != sign_offer(article, offer):
        raise ValidationError("The request or the claims changed after you opened this: read it again first.")
    if is_own_words_request(article, by):
        raise ValidationError("You asked for this, so somebody else must confirm it.")
    asker = article.words_asked_by or by.pk
    publish_words(ledger, offer, Responsible(by.get_username(), by.pk, [asker], solo=asker == by.pk))
    _close_request(article)
    return len(offer.pairs)


@transaction.atomic
def withdraw_words_request(article: Article, *, by: User) -> None:
    """Take the request back, as an editor or as whoever asked. Raises ValidationError, PermissionDenied."""
    article = _lock_article(article)
    if by.pk != article.words_asked_by and not may_publish(by):
        raise PermissionDenied("Only editors and whoever asked may do this.")
    if not article.words_asked_at:
        raise ValidationError("Nobody asks for this now.")
    _store_request(article, by=None)


def sign_offer(article: Article, offer: WordsOffer) -> str:
    """Write which request is open and what it would show, for `confirm_words` to compare."""
    texts = [f"{article.words_asked_at}", *(item.text + encode_document(document) for item, document in offer.pairs)]
    return sha256("\n".join(texts).encode()).hexdigest()


def is_own_words_request(article: Article, by: User) -> bool:
    """Say whether `by` asked, and so may not confirm but at a desk of one."""
    return by.pk == article.words_asked_by and not settings.FACTDB_SOLO


def _lock_article(article: Article) -> Article:
    return Article.objects.select_for_update(of=("self",), no_key=True).get(pk=article.pk)


def _store_request(article: Article, *, by: int | None) -> None:
    asked_at = timezone.now() if by else None
    Article.objects.filter(pk=article.pk).update(words_asked_by=by, words_asked_at=asked_at)


def _close_request(article: Article) -> None:
    _store_request(article, by=None)
    count_offer(article)
