"""A newsroom's own templates stand before ours, down to a field of a form; its own words stand in for ours."""

import copy
import os
import subprocess
import sys

import pytest
from django.conf import settings
from django.utils import translation

from factdb.pages import forms
from factdb.public.http import caching
from tests.pages import factory


def forget_rendered():
    caching.read_edition.cache_clear()
    forms.render_field.cache_clear()


@pytest.fixture
def replace(client, settings, tmp_path):
    """Puts a template before ours."""
    settings.TEMPLATES = copy.deepcopy(settings.TEMPLATES)
    settings.TEMPLATES[0]["DIRS"].insert(0, tmp_path)
    forget_rendered()

    def write(name, text):
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)

    yield write
    forget_rendered()


def test_cards_can_be_replaced(client, replace):
    replace("factdb/_claims.html", "{% for claim in claims %}<b>{{ claim.verdict }}: {{ claim.text }}</b>{% endfor %}")
    factory.published_claim()
    for address in ("/claims/", "/", "/articles/harbour-closes/"):
        assert "<b>Unchecked: Statement c1.</b>" in client.get(address).content.decode()


def test_block_of_a_page_can_be_replaced_and_the_rest_stays(client, replace):
    replace("factdb/list.html", '{% extends "factdb/list.html" %}{% block description %}Ours.{% endblock %}')
    html = client.get("/claims/").content.decode()
    assert 'content="Ours."' in html
    assert "No claims have been published yet." in html


@pytest.mark.parametrize("name", ["factdb/_field.html", "factdb/_select.html", "django/forms/widgets/date.html"])
def test_fields_and_widgets_can_be_replaced(client, replace, name):
    replace(name, "<i>Ours</i>")
    assert "<i>Ours</i>" in client.get("/claims/").content.decode()


@pytest.mark.parametrize(("length", "kept"), [(256, 1), (257, 0)])
def test_field_is_kept_rendered_unless_its_value_is_too_long(client, length, kept):
    forget_rendered()
    client.get("/claims/")
    before = forms.render_field.cache_info().currsize
    client.get("/claims/", {"value_min": "1" * length})
    assert forms.render_field.cache_info().currsize - before == kept


def test_page_is_another_answer_when_a_template_is_replaced(client, replace):
    before = client.get("/claims/")["ETag"]
    replace("factdb/_claims.html", "Nothing.")
    forget_rendered()
    assert client.get("/claims/", headers={"If-None-Match": before}).status_code == 200


def test_settings_of_a_newsroom_put_its_templates_first(tmp_path):
    (tmp_path / "newsroom.py").write_text(
        f"from config.settings import *\n\nTEMPLATES[0]['DIRS'].insert(0, {str(tmp_path)!r})\n"
    )
    (tmp_path / "404.html").write_text("Ours.")
    find = "from django.template.loader import get_template; print(get_template('404.html').origin)"
    path = os.pathsep.join([str(tmp_path), str(settings.BASE_DIR)])
    environ = {**os.environ, "DJANGO_SETTINGS_MODULE": "newsroom", "PYTHONPATH": path}
    shown = subprocess.run(
        [sys.executable, "-c", f"import django; django.setup(); {find}"],
        env=environ,
        capture_output=True,
        text=True,
        check=True,
    )
    assert shown.stdout.strip() == str(tmp_path / "404.html")


def test_words_come_from_the_catalogue_of_the_sites_language(client):
    """Django's own Spanish has a word for the button; ours would stand beside it in `locale/`."""
    forget_rendered()
    with translation.override("es"):
        html = client.get("/claims/").content.decode()
    forget_rendered()
    assert '<button class="button" type="submit">Buscar</button>' in html
