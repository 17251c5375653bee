import pytest
from django.contrib.auth.models import User
from django.core.management import CommandError, call_command
from django.db import connection

from factdb.models import (
    Claim,
    LedgerEntry,
    PublishedArticle,
    PublishedAudit,
    PublishedClaim,
    PublishedClaimPerson,
    PublishedCorrection,
    PublishedOrganization,
    PublishedRelation,
    PublishedTally,
)
from factdb.publishing import audit, rebuild, removal
from factdb.publishing.audit import find_faults
from factdb.publishing.ledger import hash_staff
from factdb.publishing.rebuild import rebuild_projection
from tests import factories as make
from tests.record import age_ledger

pytestmark = pytest.mark.django_db
PLACES = """
    SELECT tableoid, ctid FROM factdb_publishedclaim UNION ALL SELECT tableoid, ctid FROM factdb_publishedclaimperson
    UNION ALL SELECT tableoid, ctid FROM factdb_publishedclaimorganization
    UNION ALL SELECT tableoid, ctid FROM factdb_publishedtally"""


def tamper(sql):
    """As a superuser with the triggers off could."""
    with connection.cursor() as cursor:
        cursor.execute("ALTER TABLE factdb_ledgerentry DISABLE TRIGGER USER")
        cursor.execute(sql)


@pytest.fixture
def record():
    make.publish(make.claim(speaker=make.person(), measure=make.measure(), value=1200, hedge="exact"))
    corrected = make.claim(text="Another.")
    make.publish(corrected)
    Claim.objects.filter(pk=corrected.pk).update(text="Another one.", state="draft")
    make.publish(corrected, action="corrected", reason="Wording.")
    removal.retract_item(make.publish(make.claim(text="Gone.")), by=make.user("editor"), reason="Wrong.")


def test_whole_record_has_no_faults(record):
    assert list(find_faults()) == []


@pytest.mark.parametrize(
    ("sql", "fault"),
    [
        ("UPDATE factdb_ledgerentry SET reason = 'x' WHERE seq = 3", "Entry 3"),
        ("UPDATE factdb_ledgerentry SET document = '{}' WHERE seq = 1", "document that its hash does not match"),
        ("DELETE FROM factdb_ledgerentry WHERE seq = 2", "entries are missing"),
    ],
)
def test_changed_ledger_is_found(record, sql, fault):
    tamper(sql)
    assert fault in " ".join(find_faults())


@pytest.mark.parametrize(
    "change",
    [
        "approved_by = 99",
        "edited_by = '{99}'",
        "actor = 'nobody'",
        "solo = TRUE",
        "staff_salt = repeat('0', 32)",
    ],
)
def test_changed_approver_is_found(record, change):
    tamper(f"UPDATE factdb_ledgerentry SET {change} WHERE seq = 3")  # noqa: S608
    assert list(find_faults()) == ["Entry 3 (people/ana-diaz) names other people than its staff hash covers."]


def test_approver_changed_with_a_staff_hash_that_fits_breaks_the_chain(record):
    entry = LedgerEntry.objects.get(seq=3)
    entry.approved_by = 99
    tamper(f"UPDATE factdb_ledgerentry SET approved_by = 99, staff_sha256 = '{hash_staff(entry)}' WHERE seq = 3")  # noqa: S608
    assert list(find_faults()) == ["Entry 3 (people/ana-diaz) breaks the hash chain."]


def test_staff_hash_that_was_taken_away_is_found(record):
    tamper("UPDATE factdb_ledgerentry SET staff_salt = NULL, staff_sha256 = NULL WHERE seq = 3")
    assert list(find_faults()) == [
        "Entry 3 (people/ana-diaz) breaks the hash chain.",
        "Entry 3 (people/ana-diaz) has no staff hash, and the entry before it has one.",
    ]


def test_ledger_whose_older_entries_have_no_staff_hash_is_whole(record):
    age_ledger()
    make.publish(make.claim(text="Younger."))
    assert list(find_faults()) == []
    rebuild_projection()
    assert list(find_faults()) == []


def test_entry_whose_editors_have_no_account_any_more_is_whole(record):
    User.objects.all().delete()
    assert list(find_faults()) == []


def test_changed_public_text_is_found(record):
    row = PublishedClaim.objects.get(pk=1)
    PublishedClaim.objects.filter(pk=1).update(document=row.document.replace("1,200", "9,999"))
    assert list(find_faults()) == ["claims/1: the public document is not the ledger's latest."]


def test_changed_column_is_found(record):
    PublishedClaim.objects.filter(pk=1).update(kind="denial")
    assert list(find_faults()) == ["claims/1: the column kind does not follow from the document."]


def test_missing_public_row_is_found(record):
    PublishedCorrection.objects.filter(action="corrected").delete()
    assert len(list(find_faults())) == 1


def test_expected_head_that_is_not_there_is_found(record):
    assert list(find_faults((1, "0" * 64))) == [f"The ledger does not hold entry 1 with the hash {'0' * 64}."]


def test_expected_head_of_the_past_is_accepted(record):
    entry = LedgerEntry.objects.get(seq=2)
    assert list(find_faults((2, entry.sha256))) == []


def test_audit_command_fails_on_a_fault(record):
    PublishedClaim.objects.filter(pk=1).update(kind="denial")
    with pytest.raises(CommandError, match="1 fault in the record"):
        call_command("audit")


def test_rebuild_makes_the_same_projection(record):
    def rows():
        return (
            list(PublishedClaim.objects.values_list("pk", "document", "kind", "words", "low", "changed_at")),
            list(PublishedOrganization.objects.values_list("slug", "document")),
            list(PublishedClaimPerson.objects.values_list("person__slug", "stated_on", "claim")),
            list(PublishedCorrection.objects.values_list("seq", "document")),
        )

    before = rows()
    PublishedClaim.objects.update(kind="denial", document="{}")
    PublishedClaimPerson.objects.all().delete()
    rebuild_projection()
    assert rows() == before
    assert list(find_faults()) == []


@pytest.mark.parametrize(
    "spoil",
    [
        lambda: PublishedClaimPerson.objects.all().delete(),
        lambda: PublishedClaimPerson.objects.update(stated_on="1999-01-01"),
        lambda: PublishedClaimPerson.objects.update(person_id=999),
        lambda: PublishedClaimPerson.objects.create(claim_id=2, person_id=_person(), stated_on="2024-05-01"),
        lambda: PublishedRelation.objects.create(claim_id=2, kind="supports", target_id=1),
    ],
)
def test_wrong_link_is_found_and_made_again(record, spoil):
    spoil()
    found = list(find_faults())
    assert [fault for fault in found if "what filters find it by" in fault]
    assert {fault.split(":")[0] for fault in found} <= {"claims/1", "claims/2", "tallies"}
    rebuild_projection()
    assert list(find_faults()) == []


def _person():
    return PublishedClaimPerson.objects.get().person_id


def test_link_of_a_claim_that_is_not_public_is_found_and_taken_away(record):
    PublishedClaimPerson.objects.create(
        claim_id=99, stated_on="2024-01-01", person=PublishedClaimPerson.objects.first().person
    )
    assert "claims/99: filters find it, and it is not public." in list(find_faults())
    rebuild_projection()
    assert list(find_faults()) == []


def test_wrong_tally_is_found(record):
    with connection.cursor() as cursor:
        cursor.execute("UPDATE factdb_publishedtally SET claims = 7 WHERE dimension = '' AND by = 'kind'")
    assert list(find_faults()) == ["tallies: 7 claims are counted for kind statement, and there are 2."]


def test_rebuild_makes_the_tallies_again(record):
    PublishedTally.objects.all().delete()
    rebuild_projection()
    assert list(find_faults()) == []


def test_audit_reports_all_that_it_checks(record):
    reported = {}
    assert list(find_faults(report=lambda counted, *counts: reported.update({counted: counts}))) == []
    assert (reported["ledger entries"], reported["claims"]) == ((0, 9), (2, 2))
    assert (reported["earlier claims"], reported["tallies"][0]) == ((2, 2), 0)


def test_rebuild_goes_batch_by_batch(record, monkeypatch):
    monkeypatch.setattr(audit, "AUDIT_BATCH_ROWS", 1)
    monkeypatch.setattr(rebuild, "AUDIT_BATCH_ROWS", 1)
    PublishedClaim.objects.update(kind="denial")
    done = []
    rebuild_projection(lambda *progress: done.append(progress))
    # The third was taken back.
    assert [progress for progress in done if progress[0] == "claims"] == [("claims", n, 3) for n in (1, 2, 3)]
    assert list(find_faults()) == []


def test_corrections_log_is_found_with_one_question(record, django_assert_num_queries):
    with django_assert_num_queries(1):
        assert [row.action for row in audit.build_correction_rows()] == ["corrected", "retracted"]


def test_rebuild_writes_no_claim_and_no_count_that_is_right(record):
    def places():
        with connection.cursor() as cursor:
            cursor.execute(PLACES)
            return sorted(cursor.fetchall())

    PublishedClaim.objects.filter(pk=2).update(kind="denial")
    before = places()
    rebuild_projection()
    assert len(set(places()) ^ set(before)) == 2


def test_rebuild_takes_away_what_the_ledger_does_not_have(record):
    kept = set(PublishedOrganization.objects.values_list("pk", "slug"))
    stray = PublishedOrganization.objects.first()
    stray.pk, stray.slug = None, "stray"
    stray.save()
    article = PublishedArticle.objects.first()
    article.pk, article.slug, article.outlet = None, "stray", stray
    article.save()
    claim = PublishedClaim.objects.first()
    claim.pk, claim.article, claim.outlet = 999, article, stray
    claim.save()
    PublishedClaimPerson.objects.create(claim=claim, person_id=_person(), stated_on="2024-05-01")
    rebuild_projection()
    assert set(PublishedOrganization.objects.values_list("pk", "slug")) == kept
    assert list(find_faults()) == []


def test_claim_of_something_that_no_ledger_entry_made_is_refused(record):
    """At once: what is looked for while rows are copied in would be waited for without end."""
    tamper("DELETE FROM factdb_ledgerentry WHERE kind = 'people'")
    with pytest.raises(CommandError, match="“ana-diaz” is not public"):
        call_command("rebuild")
    assert PublishedClaim.objects.count() == 2


def test_audit_is_recorded_with_its_faults(record):
    tamper("UPDATE factdb_ledgerentry SET reason = 'x' WHERE seq = 3")
    with pytest.raises(CommandError):
        call_command("audit")
    audit = PublishedAudit.objects.get()
    assert (audit.seq, audit.faults) == (LedgerEntry.objects.latest("seq").seq, 1)


def test_later_audit_takes_the_place_of_the_one_before(record):
    call_command("audit")
    before = PublishedAudit.objects.get().at
    call_command("audit")
    assert PublishedAudit.objects.get().at > before
