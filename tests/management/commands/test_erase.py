"""The command: names as readers see them, what it says, and what it does to files."""

import io

import pytest
from django.conf import settings
from django.core.management import CommandError, call_command

from factdb.management.finding import find_working_copy
from factdb.models import Claim, LedgerEntry, Organization, Person
from tests import factories as make
from tests.releases import contents, export

pytestmark = pytest.mark.django_db
NAME, SLUG = "Zora Quill", "zora-quill"
REASON = "Order of 1 May 2026."


@pytest.fixture(autouse=True)
def folders(settings, tmp_path):
    """The command looks into both."""
    settings.VAR, settings.FACTDB_RELEASES = tmp_path, tmp_path / "releases"


def erase(thing, **options):
    written = io.StringIO()
    people = {"by": make.user("editor").username, "asked_by": make.user().username}
    call_command("erase", thing, **{"reason": REASON} | people | options, stdout=written, stderr=io.StringIO())
    return written.getvalue()


def publish_zora():
    return make.publish(make.person(SLUG, name=NAME, sort_name="Quill, Zora"))


def test_claim_is_named_by_its_number():
    make.publish(make.claim())
    assert erase("claims/1").startswith("claims/1 is erased, by ledger entry 4.\nGone: 1 document of its own, ")
    assert Claim.objects.get().text == "Erased by law"


def test_draft_of_a_claim_is_named_by_its_slug():
    claim = make.claim("a-count")
    assert find_working_copy("claims/a-count") == find_working_copy("/claims/a-count/") == claim


def test_erased_thing_is_found_by_the_slug_that_it_had():
    publish_zora()
    erase(f"people/{SLUG}")
    assert find_working_copy(f"people/{SLUG}") == Person.objects.get()


WRONG = {
    "claims/00001": "claims/00001: write the number as in its address, claims/1.",
    "claims/2": "There is no 'claims/2' at the desk.",
    f"claims/{'9' * 5000}": "There is no 'claims/9",
    "claims/99999999999999999999": "There is no 'claims/99999999999999999999' at the desk.",
    "claims/-1": "There is no 'claims/-1' at the desk.",
    "claims/\u0661": "There is no 'claims/\u0661' at the desk.",
    "people/": "'people/': name it KIND/SLUG or claims/NUMBER, with a kind of organizations, measures, people, ",
    "persons/jane": "'persons/jane': name it KIND/SLUG or claims/NUMBER, with a kind of organizations, ",
    "corrections/1": "'corrections/1': name it KIND/SLUG or claims/NUMBER, with a kind of organizations, ",
    "": "'': name it KIND/SLUG or claims/NUMBER, with a kind of organizations, ",
}


@pytest.mark.parametrize("name", WRONG)
def test_wrong_name_is_refused_with_a_sentence(name):
    make.publish(make.claim())
    with pytest.raises(CommandError) as refusal:
        find_working_copy(name)
    assert str(refusal.value).startswith(WRONG[name])


def test_other_commands_take_numbers_too():
    claim = make.publish(make.claim())
    Claim.objects.filter(pk=claim.pk).update(state="submitted", text="Another.")
    written = io.StringIO()
    call_command("publish", "claims/1", by=make.user("editor").username, stdout=written)
    assert "published" in written.getvalue()


def test_it_says_what_stays_and_who_is_named_elsewhere():
    publish_zora()
    make.publish(make.claim(text=f"{NAME} was there."))
    output = erase(f"people/{SLUG}")
    assert f"because the chain covers it: the address people/{SLUG}, 1 reason, " in output
    assert "Everywhere else its address is people/erased-5; the old one answers 410." in output
    assert "Its name stands in words of others, for you to read: claims/1@1, claims/1 at the desk." in output


def test_dry_run_says_the_same_and_leaves_all_as_it_is():
    publish_zora()
    export_release()
    output = erase(f"people/{SLUG}", dry_run=True)
    assert "people/erased-2 would be erased, by ledger entry 2.\nGone: 1 document of its own" in output
    assert (LedgerEntry.objects.count(), Person.objects.get().name) == (1, NAME)
    assert len(release_data()) == 14


def export_release():
    export(release_folder())


def release_folder():
    return settings.FACTDB_RELEASES / "old"


def release_data():
    return [name for name in contents(release_folder()) if name.endswith(".gz")]


def test_data_of_releases_that_hold_it_is_deleted():
    publish_zora()
    export_release()
    output = erase(f"people/{SLUG}")
    assert "Releases withdrawn and their data deleted: old.\nMake a new one: manage.py export DIR." in output
    assert release_data() == []


def test_release_that_never_held_it_stays():
    make.publish(make.organization())
    export_release()
    publish_zora()
    assert "Releases withdrawn and their data deleted: none." in erase(f"people/{SLUG}")
    assert len(release_data()) == 14


def test_file_that_cannot_be_deleted_is_said(monkeypatch):
    publish_zora()
    export_release()
    monkeypatch.setattr("pathlib.Path.unlink", lambda file: (release_folder() / "no" / file.name).rmdir())
    with pytest.raises(CommandError, match="could not be deleted: No such file or directory"):
        erase(f"people/{SLUG}")
    assert Person.objects.get().name == "Erased by law"


def test_erasing_again_finishes_what_was_interrupted(monkeypatch):
    publish_zora()
    export_release()
    with monkeypatch.context() as patch:
        patch.setattr("factdb.management.commands.erase.delete_withdrawn_files", lambda: 1 / 0)
        with pytest.raises(ZeroDivisionError):
            erase(f"people/{SLUG}")
    assert "Releases withdrawn and their data deleted: old." in erase(f"people/{SLUG}")
    assert LedgerEntry.objects.filter(action="erased").count() == 1


def test_backups_that_hold_it_are_counted(tmp_path):
    (tmp_path / "backups").mkdir()
    (tmp_path / "backups" / "monday.backup").write_text("")
    make.publish(make.organization())
    assert "It is still in 1 backup in " in erase(f"organizations/{Organization.objects.get().slug}")


def test_refusal_leaves_all_as_it_is():
    publish_zora()
    name = make.user("editor").username
    with pytest.raises(CommandError, match="Two people erase"):
        erase(f"people/{SLUG}", by=name, asked_by=name)
    assert Person.objects.get().name == NAME
