import json

import pytest
from django.core.exceptions import ValidationError
from django.core.management import CommandError, call_command
from django.db import IntegrityError, transaction

from factdb.choices import State
from factdb.editorial import workflow
from factdb.models import Claim, LedgerEntry, Organization, PublishedClaim, PublishedCorrection, Relation
from factdb.publishing import publish, removal
from factdb.publishing.audit import find_faults
from factdb.publishing.publication_batch import gather_batch
from tests import factories as make

pytestmark = pytest.mark.django_db


def entries():
    return list(LedgerEntry.objects.values_list("action", "kind", "key", "version"))


def document(number):
    return json.loads(PublishedClaim.objects.get(pk=number).document)


def test_publishing_a_claim_publishes_what_it_needs_first():
    make.publish(make.claim(speaker=make.person()))
    assert entries() == [
        ("published", "organizations", "herald", 1),
        ("published", "people", "ana-diaz", 1),
        ("published", "articles", "herald-2024-05-01", 1),
        ("published", "claims", "1", 1),
    ]


def test_document_has_the_contracts_keys_in_order():
    make.publish(make.claim(speaker=make.person()))
    expected = (
        "id url version text note kind weight stated_on stated_on_precision occurred_from occurred_to speaker "
        "attribution article quote policies people organizations figure verdict relations published_at updated_at "
        "corrected reviewed_by_second_person"
    )
    assert " ".join(document(1)) == expected


def test_speaker_shows_the_role_held_on_that_day():
    make.publish(make.claim(speaker=make.person()))
    assert document(1)["speaker"] == {"slug": "ana-diaz", "name": "Ana Díaz", "role": "Minister"}


def test_speaker_before_the_role_began_shows_none():
    make.publish(make.claim(speaker=make.person(), stated_on="2019-12-31"))
    assert document(1)["speaker"]["role"] is None


def test_short_quote_is_public_with_its_surroundings():
    make.publish(make.claim())
    quote = document(1)["quote"]
    assert (quote["exact"], quote["prefix"], quote["suffix"]) == (
        make.PASSAGE,
        "Opening line.\n",
        "\nAn official denied it.\n",
    )


def test_passage_of_26_words_is_not_public():
    text = "word " * 25 + "end"
    make.publish(make.claim(article=make.article(text=text), passage=text))
    assert document(1)["quote"]["exact"] is None
    assert document(1)["quote"]["end"] == len(text)


def test_figure_is_a_plain_number():
    make.publish(make.claim(measure=make.measure(), value=1200, hedge="exact"))
    assert document(1)["figure"]["value"] == 1200
    assert '"value":1200,' in PublishedClaim.objects.get(pk=1).document


def test_editor_does_not_approve_her_own_edit():
    editor = make.user("editor")
    claim = make.claim()
    claim.edited_by = [editor.pk]
    claim.save()
    with pytest.raises(ValidationError, match="somebody else must approve"):
        make.publish(claim, by=editor)
    assert entries() == []


def test_four_eyes_cover_what_is_taken_along():
    editor = make.user("editor")
    claim = make.claim()
    Organization.objects.update(edited_by=[editor.pk])
    with pytest.raises(ValidationError, match="Organization “Herald”"):
        make.publish(claim, by=editor)


def test_solo_is_allowed_where_set_and_says_so(settings):
    settings.FACTDB_SOLO = True
    editor = make.user("editor")
    claim = make.claim()
    claim.edited_by = [editor.pk]
    claim.save()
    make.publish(claim, by=editor)
    assert document(1)["reviewed_by_second_person"] is False
    assert LedgerEntry.objects.get(kind="claims").solo


def test_database_itself_refuses_an_approval_by_an_editor():
    make.publish(make.claim())
    entry = LedgerEntry.objects.last()
    entry.pk, entry.previous_sha256, entry.sha256 = entry.seq + 1, entry.sha256, "0" * 64
    entry.version, entry.approved_by, entry.edited_by = 2, 7, [7]
    entry.at = entry.at.replace(year=entry.at.year + 1)
    with pytest.raises(IntegrityError, match="ledgerentry_four_eyes"), transaction.atomic():
        entry.save(force_insert=True)


def test_edited_live_claim_leaves_readers_the_published_version():
    claim = workflow.record_edit(make.publish(make.claim()), by=make.user())
    claim.text = "Changed at the desk."
    claim.save()
    workflow.submit(claim, by=make.user())
    assert document(1)["text"] == "The agency counted 1,200 people in May 2024."


def test_correction_replaces_the_document_and_is_logged():
    claim = make.publish(make.claim())
    Claim.objects.filter(pk=claim.pk).update(text="The agency counted 1,100 people.", state=State.DRAFT)
    make.publish(claim, action="corrected", reason="Misread the table.")
    assert (document(1)["version"], document(1)["corrected"]) == (2, True)
    log = json.loads(PublishedCorrection.objects.get().document)
    assert log["before"] == {"text": "The agency counted 1,200 people in May 2024."}
    assert log["after"] == {"text": "The agency counted 1,100 people."}
    assert log["reason"] == "Misread the table."


def test_correction_without_a_reason_is_refused():
    claim = make.publish(make.claim())
    Claim.objects.filter(pk=claim.pk).update(state=State.DRAFT)
    with pytest.raises(ValidationError, match="Say why"):
        make.publish(claim, action="corrected")


def test_name_under_review_does_not_leak_through_a_claim():
    make.publish(make.claim(text="First."))
    Organization.objects.update(name="Secret new name", state=State.DRAFT)
    make.publish(make.claim(text="Second."))
    assert document(2)["article"]["outlet"] == {"slug": "herald", "name": "Herald"}


def test_numbers_go_by_article_date_then_place():
    late = make.article("herald-2024-06-01", published_on="2024-06-01")
    early = make.article("herald-2024-05-01", published_on="2024-05-01")
    last = make.claim(article=late, text="Third.")
    second = make.claim(article=early, text="Second.")
    first = make.claim(article=early, text="First.", passage="Opening line.")
    publish.publish_first(Claim.objects.filter(pk__in=[last.pk, second.pk, first.pk]))
    assert [p.headline for p in PublishedClaim.objects.order_by("pk")] == ["First.", "Second.", "Third."]


def test_refused_publication_leaves_no_gap_in_the_numbers():
    editor = make.user("editor")
    own = make.claim(text="Own.")
    Claim.objects.filter(pk=own.pk).update(edited_by=[editor.pk])
    with pytest.raises(ValidationError), transaction.atomic():
        make.publish(own, by=editor)
    make.publish(make.claim(text="Next."))
    assert list(PublishedClaim.objects.values_list("pk", flat=True)) == [1]


def test_first_content_claims_no_second_person():
    publish.publish_first([make.claim()])
    entry = LedgerEntry.objects.get(kind="claims")
    assert (entry.actor, entry.approved_by, entry.solo) == ("import", None, True)
    assert document(1)["reviewed_by_second_person"] is False


def test_first_content_is_refused_once_anything_was_published():
    make.publish(make.organization("other"))
    with pytest.raises(ValidationError, match="comes first or never"):
        publish.publish_first([make.claim()])


def test_retraction_is_a_tombstone_and_the_row_is_gone():
    claim = make.publish(make.claim())
    removal.retract_item(claim, by=make.user("editor"), reason="The source withdrew it.")
    assert not PublishedClaim.objects.exists()
    entry = LedgerEntry.objects.last()
    assert (entry.action, entry.document, entry.version, entry.reason) == (
        "retracted",
        None,
        2,
        "The source withdrew it.",
    )
    assert Claim.objects.get().state == State.WITHDRAWN


def test_number_of_a_retracted_claim_is_not_given_again():
    claim = make.publish(make.claim())
    removal.retract_item(claim, by=make.user("editor"), reason="Wrong.")
    make.publish(make.claim(text="Next."))
    assert list(PublishedClaim.objects.values_list("pk", flat=True)) == [2]


def test_retracted_claim_can_be_published_again_under_its_number():
    claim = make.publish(make.claim())
    first = document(1)["published_at"]
    removal.retract_item(claim, by=make.user("editor"), reason="Wrong.")
    Claim.objects.update(state=State.DRAFT)
    make.publish(claim)
    assert (document(1)["version"], document(1)["published_at"]) == (3, first)


def test_withdrawn_claim_that_is_edited_again_stays_hidden():
    claim = make.publish(make.claim())
    editor = make.user("editor")
    claim = workflow.record_edit(removal.retract_item(claim, by=editor, reason="Wrong."), by=make.user())
    assert not claim.is_public
    with pytest.raises(ValidationError, match="is not public"):
        removal.retract_item(claim, by=editor, reason="Again.")


def test_retracting_what_live_things_show_is_refused_with_their_list():
    make.publish(make.claim(speaker=make.person()))
    with pytest.raises(ValidationError, match="claims/1"):
        removal.retract_item(Claim.objects.get().attribution.get().person, by=make.user("editor"), reason="No.")


def test_preview_shows_what_would_be_published_and_publishes_nothing():
    make.claim(speaker=make.person())
    preview = publish.preview_publication(gather_batch([Claim.objects.get()]), by=make.user("editor"))
    assert preview.again == 0
    assert [e.kind for e in preview.entries] == ["organizations", "people", "articles", "claims"]
    assert entries() == []
    assert Claim.objects.get().number is None


def test_erased_claim_is_blank_everywhere_and_the_chain_still_holds():
    claim = make.publish(make.claim())
    Claim.objects.update(text="Another.", state=State.DRAFT)
    make.publish(claim, action="corrected", reason="Wording.")
    asked_by, by = make.user("editor"), make.user("editor")
    workflow.erase(claim, by=by, asked_by=asked_by, reason="Court order.")
    assert list(LedgerEntry.objects.filter(kind="claims").values_list("action", "document")) == [
        ("published", None),
        ("corrected", None),
        ("erased", None),
    ]
    assert not PublishedClaim.objects.exists()
    assert not PublishedCorrection.objects.exists()
    assert list(find_faults()) == []


def test_retracted_claim_can_be_erased():
    claim = removal.retract_item(make.publish(make.claim()), by=make.user("editor"), reason="Wrong.")
    workflow.erase(claim, by=make.user("editor"), asked_by=make.user(), reason="Court order.")
    assert LedgerEntry.objects.last().version == 3
    assert list(find_faults()) == []


def test_one_person_does_not_erase():
    claim, editor = make.publish(make.claim()), make.user("editor")
    with pytest.raises(ValidationError, match="Two people"):
        workflow.erase(claim, by=editor, asked_by=editor, reason="Court order.")


def test_erase_command_says_who_is_missing():
    make.publish(make.organization())
    with pytest.raises(CommandError, match="Say who: --asked-by"):
        call_command("erase", "organizations/herald", by=make.user("editor").username, reason="Court order.")


def test_slug_that_no_form_would_take_is_published_along():
    """As a shell or a fixture can save it."""
    publish.publish_items([make.claim(speaker=make.person(slug='ana"\\,{}'))], by=make.user("editor"))
    assert json.loads(PublishedClaim.objects.get().document)["speaker"]["slug"] == 'ana"\\,{}'


def test_publication_of_several_chunks_is_one_chain_in_order(monkeypatch):
    monkeypatch.setattr(publish, "PUBLISH_CHUNK_ITEMS", 2)
    claims = [make.claim(f"claim-of-{n}", text=f"Claim {n}.") for n in range(5)]
    Relation.objects.create(claim=claims[0], kind="supports", target=claims[4])
    publish.publish_items(claims, by=make.user("editor"))
    assert list(PublishedClaim.objects.order_by("seq").values_list("pk", flat=True)) == [1, 2, 3, 4, 5]
    assert json.loads(PublishedClaim.objects.get(pk=1).document)["relations"][0]["claim"] == 5
    assert list(find_faults()) == []


def test_publishing_many_claims_costs_as_many_statements_as_one(django_assert_num_queries):
    article, editor = make.article(), make.user("editor")
    make.publish(article, by=editor)
    for many in (1, 20):
        made = [make.claim(f"{many}-{n}", article=article, text=f"Claim {n}.") for n in range(many)]
        claims = list(Claim.objects.filter(pk__in=[claim.pk for claim in made]))
        with django_assert_num_queries(29):
            publish.publish_items(claims, by=editor)
