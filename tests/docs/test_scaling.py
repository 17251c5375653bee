"""docs/scaling.md tells what the site sends and what the drill has tried."""

import re
from pathlib import Path

from django.conf import settings

from factdb.api.base import PublicApiView
from factdb.pages.base import PAGE_CACHE_CONTROL
from tests.drills import postgres

TEXT = (Path(settings.BASE_DIR) / "docs" / "scaling.md").read_text()


def test_cache_headers_are_those_that_are_sent():
    assert re.findall(r"`(public, [^`]+)`", TEXT) == [PublicApiView.cache_control, PAGE_CACHE_CONTROL]


def test_standby_is_the_one_of_the_drill():
    written = dict(line.split(" = ") for line in re.search("<<END\n(.*?)\nEND", TEXT, re.DOTALL)[1].splitlines())
    assert written == postgres.STANDBY


def test_named_settings_exist():
    named = set(re.findall(r"FACTDB_[A-Z_]+", TEXT))
    assert {name for name in named if not hasattr(settings, name)} == {"FACTDB_VAR"}
