"""A form that is sent after its session has ended is not lost: the login page carries it, and nothing is stored.

The browser sends it to that page (307), which says in its address whose it was; after the login of that very person
it is offered to be sent again.
"""

from django.conf import settings
from django.contrib.auth import SESSION_KEY
from django.contrib.sessions.models import Session
from django.core import signing
from django.http import HttpRequest, HttpResponseRedirect
from django.urls import reverse

from config.desk import read_form

FIELD_PREFIX, OWNER_PARAMETER, OWNER_SALT = "kept-", "kept_for", "factdb.logins.kept_forms"
KEPT_SECONDS = 24 * 3600


def forward_to_login(request: HttpRequest) -> HttpResponseRedirect | None:
    """Answer a form whose session has ended; None where nobody knows whose it was, or a password is in it."""
    owner = _find_owner(request) if read_form(request) else None
    if owner is None:
        return None
    query = {"next": request.get_full_path(), OWNER_PARAMETER: signing.dumps(owner, salt=OWNER_SALT)}
    return HttpResponseRedirect(reverse("account_login", query=query), preserve_request=True)


def _find_owner(request: HttpRequest) -> str | None:
    session = Session.objects.filter(session_key=request.COOKIES.get(settings.SESSION_COOKIE_NAME)).first()
    return session.get_decoded().get(SESSION_KEY) if session else None


def is_forwarded(request: HttpRequest) -> bool:
    """Say whether the login page is sent another form than its own."""
    return request.method == "POST" and OWNER_PARAMETER in request.GET and "login" not in request.POST


def list_kept_fields(request: HttpRequest) -> list[tuple[str, str]]:
    """List what the login page carries, the fields of that form."""
    if is_forwarded(request):
        return read_form(request)
    return [
        (name.removeprefix(FIELD_PREFIX), str(value))
        for name, values in request.POST.lists()
        if name.startswith(FIELD_PREFIX)
        for value in values
    ]


def is_owner(request: HttpRequest) -> bool:
    """Say whether who has just logged in has sent what is kept, within a day."""
    try:
        owner = signing.loads(request.GET.get(OWNER_PARAMETER, ""), salt=OWNER_SALT, max_age=KEPT_SECONDS)
    except signing.BadSignature:
        return False
    return bool(owner == str(request.user.pk))
