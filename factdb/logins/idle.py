"""Who does nothing for FACTDB_IDLE_MINUTES is logged out; sessions that ended are forgotten with a later login."""

import logging
import time
from collections.abc import Callable
from datetime import timedelta

from django.contrib.sessions.backends.base import UpdateError
from django.contrib.sessions.models import Session
from django.db import DatabaseError, Error
from django.db.models.functions import Now
from django.http import HttpRequest, HttpResponse

from config.desk import answer_trouble

log = logging.getLogger(__name__)

# In the session: when it was last prolonged, in seconds. Not with every request, because each time is a write.
KEY, STEP_SECONDS = "seen_at", 60
KEPT_FOR = timedelta(days=7)


class IdleLimit:
    """A middleware: the session ends SESSION_COOKIE_AGE after it was last saved, so it is saved while it is used."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        try:
            prolong_session_if_due(request)
        except Error as error:
            # Nobody but views has their errors answered by the middlewares around them.
            if trouble := answer_trouble(request, error):
                return trouble
            raise
        return self.get_response(request)


def prolong_session_if_due(request: HttpRequest) -> None:
    if request.user.is_authenticated and request.user.last_login:
        seen_at = request.session.get(KEY) or request.user.last_login.timestamp()
        if time.time() - seen_at > STEP_SECONDS:
            prolong_session(request)


def prolong_session(request: HttpRequest) -> None:
    """On a full disk people still read at the desk: the session is only not prolonged."""
    before = request.session.modified
    request.session[KEY] = int(time.time())
    try:
        request.session.save()
    except (DatabaseError, UpdateError) as error:
        log.warning("A session could not be prolonged: %s", error)
    request.session.modified = before


def forget_ended_sessions() -> None:
    Session.objects.filter(expire_date__lt=Now() - KEPT_FOR).delete()
