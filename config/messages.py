"""Messages of the desk under HTTPS: their cookie has a name that no other host of the domain can set."""

from django.contrib.messages.storage.cookie import CookieStorage
from django.contrib.messages.storage.fallback import FallbackStorage
from django.contrib.messages.storage.session import SessionStorage


class HostCookieStorage(CookieStorage):
    cookie_name = "__Host-messages"


class HostFallbackStorage(FallbackStorage):
    """Not in the session alone: who only reads writes nothing then, and still reads on a full disk."""

    storage_classes = (HostCookieStorage, SessionStorage)
