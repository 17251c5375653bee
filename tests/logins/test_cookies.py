"""Cookies of the desk under HTTPS, as the settings of a site of its own make them."""

import os
import subprocess
import sys

import pytest
from django.conf import settings

ASK = """
from django.conf import settings
parts = ("NAME", "SECURE", "HTTPONLY", "SAMESITE", "PATH", "DOMAIN")
print(*(getattr(settings, f"{cookie}_COOKIE_{part}") for cookie in ("SESSION", "CSRF") for part in parts))
print(settings.MESSAGE_STORAGE)
"""


@pytest.fixture
def cookies():
    environment = {**os.environ, "FACTDB_HTTPS": "1", "DJANGO_SETTINGS_MODULE": "config.settings"}
    command = [sys.executable, "-c", ASK]
    run = subprocess.run(command, cwd=settings.BASE_DIR, env=environment, capture_output=True, text=True, check=True)
    return run.stdout.split()


def test_no_other_host_of_the_domain_can_set_a_cookie_of_the_desk(cookies):
    """A browser takes a name that begins with __Host- only so: secure, for all paths, of no domain."""
    assert cookies == [
        *("__Host-sessionid", "True", "True", "Lax", "/", "None"),
        *("__Host-csrftoken", "True", "True", "Lax", "/", "None"),
        "config.messages.HostFallbackStorage",
    ]


def test_nor_that_of_messages(visit, settings):
    settings.MESSAGE_STORAGE, settings.SESSION_COOKIE_SECURE = "config.messages.HostFallbackStorage", True
    editor = visit("editor")
    editor.get("/admin/factdb/claim/999/change/", secure=True)
    cookie = editor.cookies["__Host-messages"]
    assert (cookie["secure"], cookie["path"], cookie["domain"], cookie["httponly"]) == (True, "/", "", True)
    assert "messages" not in editor.cookies
