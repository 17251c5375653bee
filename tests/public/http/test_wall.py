"""The wall from inside. Real logins: the shared connection of fast tests could not tell the two sides apart."""

import pytest
from django.contrib.auth.models import User
from django.db import OperationalError, connections
from django.http import HttpResponse
from django.test import RequestFactory

from config.desk import DeskPatience
from factdb.public.http.wall import BrokenWall, Wall
from factdb.public.record import queries


def through(view):
    return Wall(view)(RequestFactory().get("/claims/"))


def read_desk(request):
    User.objects.exists()
    return HttpResponse("read")


def read_record(request):
    return HttpResponse(str(queries.read_head().seq))


def test_public_request_that_asks_the_desk_raises(db):
    with pytest.raises(BrokenWall):
        through(read_desk)


def test_staff_request_may_ask_the_desk(db):
    assert DeskPatience(read_desk)(RequestFactory().get("/admin/")).content == b"read"


def test_desk_is_open_again_after_a_public_request(real_database):
    through(read_record)
    assert not User.objects.exists()


def test_public_login_passes(real_database):
    assert through(read_record).content == b"0"


def test_public_connection_that_may_read_the_desk_is_refused(real_database, caplog):
    connections["default"].cursor().execute("GRANT SELECT (email) ON auth_user TO factdb_public")
    with pytest.raises(BrokenWall):
        through(read_record)
    assert "may touch auth_user" in caplog.text


def test_public_connection_that_may_write_the_desk_is_refused(real_database):
    connections["default"].cursor().execute("GRANT INSERT ON factdb_claim TO factdb_public")
    with pytest.raises(BrokenWall):
        through(read_record)


def test_connection_proves_itself_once(real_database, monkeypatch):
    proofs = []
    monkeypatch.setattr("factdb.public.http.wall._require_no_privilege", proofs.append)
    through(read_record)
    through(read_record)
    connections["public"].close()
    through(read_record)
    assert len(proofs) == 2


def test_trouble_with_the_database_is_503(rf):
    response = Wall(None).process_exception(rf.get("/claims/"), BrokenWall())
    assert (response.status_code, response["Retry-After"]) == (503, "5")


def test_trouble_at_the_desk_is_one_sentence_to_the_desk(rf):
    response = DeskPatience(None).process_exception(rf.get("/admin/"), OperationalError())
    assert (response.status_code, response["Retry-After"]) == (503, "5")
    assert "nothing can be opened or saved here until it is back or a standby takes over." in response.content.decode()


def test_other_trouble_is_not_hidden(rf):
    assert Wall(None).process_exception(rf.get("/claims/"), ValueError()) is None
    assert DeskPatience(None).process_exception(rf.get("/admin/"), ValueError()) is None
