import pytest
from django.core.management import CommandError, call_command

from factdb.models import Claim, LedgerEntry, Snapshot
from tests import factories as make

pytestmark = pytest.mark.django_db


@pytest.fixture
def claim():
    made = make.claim()
    Snapshot.objects.update(text=None)
    return made


def test_text_comes_back_by_its_hash(claim, tmp_path, capsys):
    (tmp_path / "any-name.txt").write_bytes(b"\xef\xbb\xbf" + make.TEXT.replace("\n", "\r\n").encode())
    call_command("intake", attach=str(tmp_path))
    assert Snapshot.objects.get().text == make.TEXT
    assert capsys.readouterr().out == "herald-2024-05-01: 1 passages proved by any-name.txt.\n"


def test_attaching_publishes_nothing_and_edits_nothing(claim, tmp_path):
    (tmp_path / "a.txt").write_text(make.TEXT)
    call_command("intake", attach=str(tmp_path))
    assert not LedgerEntry.objects.exists()
    assert list(Claim.objects.values_list("state", "edited_by")) == [("draft", [])]


def test_passage_that_is_not_there_is_a_fault(claim, tmp_path, capsys):
    Claim.objects.update(quote_sha256="0" * 64)
    (tmp_path / "a.txt").write_text(make.TEXT)
    with pytest.raises(CommandError, match="1 fault"):
        call_command("intake", attach=str(tmp_path))
    assert "does not match" in capsys.readouterr().err


def test_unknown_text_is_said_and_left_alone(claim, tmp_path, capsys):
    (tmp_path / "a.txt").write_text("Something else.")
    call_command("intake", attach=str(tmp_path))
    assert "a.txt: no snapshot has this text." in capsys.readouterr().out
    assert Snapshot.objects.get().text is None


def test_file_that_is_not_utf8_is_named(claim, tmp_path, capsys):
    (tmp_path / "a.txt").write_bytes(b"caf\xe9")
    with pytest.raises(CommandError):
        call_command("intake", attach=str(tmp_path))
    assert capsys.readouterr().err == "a.txt is not UTF-8 text (byte 3).\n"


def test_folder_that_is_not_there_is_named(tmp_path):
    with pytest.raises(CommandError, match="is not a folder"):
        call_command("intake", attach=str(tmp_path / "none"))
