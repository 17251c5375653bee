"""What an erasure left at the desk is looked at and never filled again."""

import pytest

from factdb.editorial import workflow
from factdb.models import Person
from tests import factories as make

from . import desk

pytestmark = pytest.mark.django_db


def erase(item):
    return workflow.erase(item, by=make.user("editor"), asked_by=make.user(), reason="Order of 1 May 2026.")


def test_page_and_history_say_that_it_was_erased(visit):
    client, person = visit("administrator"), make.publish(make.person("zora-quill", name="Zora Quill"))
    erase(person)
    for page in ("change", "history"):
        response = client.get(desk.url(person, page))
        text = response.content.decode()
        assert (response.status_code, "Erased by law" in text, "Zora" in text) == (200, True, False)


def test_form_that_was_open_before_is_refused(visit):
    client, person = visit("administrator"), make.publish(make.person())
    data = desk.opened(client, desk.url(person))
    erase(person)
    assert client.post(desk.url(person), data | {"name": "Ana Díaz"}).status_code == 403
    assert Person.objects.get().name == "Erased by law"


def test_list_marks_it(visit):
    erase(make.publish(make.person()))
    assert '<span class="badge badge-withdrawn">Erased by law</span>' in (
        visit("reporter").get(desk.list_url("person")).content.decode()
    )
