from datetime import date
from hashlib import sha256

import pytest

from factdb import models as m
from factdb.pages import presenters
from factdb.publishing import publish as door
from tests.pages import factory
from tests.pages.html import page, text

TEXT = "The mayor spoke at noon. “Nobody sails, full-stop,” Ada Byrne said. The crowd left."
PASSAGE = "“Nobody sails, full-stop,” Ada Byrne said."


def shown(client, claim):
    response = client.get(f"/claims/{claim.number}/")
    assert response.status_code == 200
    return response.content.decode()


def quoted_claim(words=TEXT, passage=PASSAGE, **article):
    made = factory.article(**article)
    start = words.index(passage)
    snapshot = m.Snapshot.objects.create(article=made, text=words, sha256=sha256(words.encode()).hexdigest())
    return factory.published_claim(
        article=made,
        snapshot=snapshot,
        quote_start=start,
        quote_end=start + len(passage),
        quote_sha256=sha256(passage.encode()).hexdigest(),
    )


def hops(html):
    """(name, what is said of it) along the chain."""
    parts = html.split('<ol class="chain">')[1].split("</ol>")[0].split('<span class="who">')[1:]
    return [tuple(text(piece) for piece in part.split('<span class="meta">')) for part in parts]


def test_the_fact_is_the_heading(client):
    html = shown(client, factory.published_claim(text="The harbour closed."))
    assert '<h1 class="fact">The harbour closed.</h1>' in html


def test_chain_runs_from_the_origin_to_the_implied_outlet(client):
    mayor = factory.person()
    m.Role.objects.create(person=mayor, title="Mayor of Port City", started_on=date(2020, 1, 1))
    wire = factory.organization("wire-desk", kind="agency")
    html = shown(client, factory.published_claim(chain=[factory.by(mayor), factory.by(wire) | {"verb": "reports"}]))
    assert hops(html) == [
        ("Ada Byrne", "Mayor of Port City"),
        ("Wire Desk", "Organization · reports"),
        ("Harbour Post", "Ran it"),
    ]


def test_an_outlet_that_speaks_for_itself_stands_once(client):
    html = shown(client, factory.published_claim())
    assert hops(html) == [("Harbour Post", "Organization · says")]


def test_anonymous_hop_is_hatched_and_no_link(client):
    html = shown(client, factory.published_claim(chain=[factory.anonymous("two port officials")]))
    assert '<li class="hatched">' in html
    assert '<span class="who">two port officials</span>' in html


def test_short_passage_links_to_the_source_at_these_words(client):
    html = shown(client, quoted_claim(source_url="https://post.example/a?b=1#top"))
    link = (
        "https://post.example/a?b=1#:~:text=%E2%80%9CNobody%20sails%2C%20full%2Dstop%2C%E2%80%9D%20Ada%20Byrne%20said."
    )
    assert f'<a href="{link}">Open the source at this passage</a>' in html
    assert f"<mark>{PASSAGE}</mark>" in html


LONG = " ".join(f"word{n}" for n in range(40))


def test_longer_passage_shows_its_ends_and_how_much_is_left_out(client):
    html = shown(client, quoted_claim(f"{TEXT * 3}\n{LONG}", LONG, source_url="https://post.example/a"))
    words = text(html.split('<figure class="words">')[1].split("</figure>")[0])
    assert "word0 word1 word2 word3 [… 32 words left out …] word36 word37 word38 word39" in words
    link = "https://post.example/a#:~:text=word0%20word1%20word2%20word3,word36%20word37%20word38%20word39"
    assert f'<a href="{link}">Open the source at this passage</a>' in html


def test_passage_of_an_unknown_address_leads_to_the_archived_copy(client):
    html = shown(client, quoted_claim(archive_url="https://archive.example/1"))
    assert 'href="https://archive.example/1#:~:text=' in html
    assert "We hold a copy; its address is not known." in html


def test_claim_says_which_copy_the_desk_holds(client):
    html = shown(client, quoted_claim(copy="scraped", copy_note="Its captions are cut.", medium="post"))
    assert "The text that we hold: A copy taken by a program. Its captions are cut." in text(html)
    assert "posted it on" in html


def test_document_of_before_has_a_link_to_its_words():
    quote = {"exact": "full-stop", "fragment": None}
    link = presenters.build_passage_link({"quote": quote}, "https://post.example/a")
    assert link == "https://post.example/a#:~:text=full%2Dstop"


def test_passage_without_a_source_is_proved_by_offsets_and_hashes(client):
    html = shown(client, quoted_claim())
    assert "Open the source" not in html
    assert f"<code>{sha256(PASSAGE.encode()).hexdigest()}</code>" in html
    assert f"<code>{sha256(TEXT.encode()).hexdigest()}</code>" in html
    assert "characters 25 to 67 " in html


def test_figure_shows_hedge_number_unit_scope_and_period(client):
    claim = factory.published_claim(
        measure=factory.measure(),
        value=299000,
        hedge="at_most",
        scope="above 200 m",
        period_from=date(2021, 5, 1),
        period_to=date(2021, 5, 31),
    )
    html = shown(client, claim)
    large = html.split('<p class="figure-large">')[1].split("</p>")[0]
    assert text(large) == "up to 299,000 ships"
    assert "<dd>above 200 m</dd>" in html
    assert '<span class="figures">May 2021</span>' in html


def test_unchecked_claim_says_so(client):
    html = shown(client, factory.published_claim())
    assert '<span class="verdict unchecked">' in html
    assert "Nobody here has tested it against evidence yet." in html


def test_verdict_shows_its_evidence(client):
    claim = factory.claim()
    verdict = m.Verdict.objects.create(
        claim=claim, rating="disputed", summary="The log differs.", reviewed_on=date(2022, 9, 20)
    )
    m.Evidence.objects.create(verdict=verdict, title="Harbour log", url="https://log.example/1")
    html = shown(client, factory.publish(claim))
    assert '<span class="verdict disputed">' in html
    assert '<a href="https://log.example/1">Harbour log</a>' in html
    assert 'Checked <time datetime="2022-09-20">20 September 2022</time>' in html


def test_evidence_shows_its_words_and_how_it_was_read(client):
    claim = factory.claim()
    verdict = m.Verdict.objects.create(
        claim=claim, rating="false", summary="It differs.", reviewed_on=date(2022, 9, 20)
    )
    log = {"title": "Log", "url": "https://log.example/1", "words": "two ships", "bearing": "refutes"}
    m.Evidence.objects.create(verdict=verdict, reading="stored_copy", read_on=date(2022, 9, 19), **log)
    evidence = shown(client, factory.publish(claim)).split('<ul class="evidence">')[1].split("</ul>")[0]
    assert text(evidence) == "Refutes: Log two ships Read in a stored copy, 19 September 2022"


def test_public_note_stands_under_the_fact_and_the_desk_s_own_does_not(client):
    html = shown(client, factory.published_claim(public_note="The copy has “Bryne”.", note="Ask her."))
    assert text(html.split('<p class="desk-note">')[1].split("</p>")[0]) == "Note of the desk The copy has “Bryne”."
    assert "Ask her." not in html


def test_text_without_a_headline_goes_by_the_desk_s_label(client):
    claim = factory.published_claim(article=factory.article(headline="", label="Report on the harbour"))
    html = shown(client, claim)
    assert '<a href="/articles/harbour-closes/">Report on the harbour</a>' in html
    assert '"headline"' not in html
    citation = client.get(f"/api/v1/claims/{claim.number}/citation/?style=ris").content.decode()
    assert "In [Report on the harbour], Harbour Post, 2022-09-14." in citation
    assert "T2" not in citation


def test_passage_in_another_language_has_its_language_and_our_translation(client):
    claim = quoted_claim(language="es")
    m.Claim.objects.update(translation="No ship sails.")
    claim.refresh_from_db()
    factory.publish(claim)
    html = shown(client, claim)
    assert 'dir="auto" lang="es">' in html
    assert "No ship sails." in text(html)


def test_changed_rating_is_told_by_its_names(client):
    claim = factory.claim()
    m.Verdict.objects.create(claim=claim, rating="confirmed", summary="As read.", reviewed_on=date(2022, 9, 20))
    factory.publish(claim)
    m.Verdict.objects.update(rating="misleading")
    door.publish_items([claim], by=factory.editor(), action="corrected", reason="It counts twice.")
    for address in ("/corrections/", "/claims/1/"):
        assert "verdict.rating Confirmed Misleading" in text(page(client, address))


def test_what_updates_a_claim_stands_beside_its_verdict(client):
    old, new = factory.published_claim("old"), factory.claim("new", text="It reopened.")
    m.Relation.objects.create(claim=new, target=old, kind="updates", note="A year later.")
    factory.publish(new)
    answer = shown(client, old).split("Is it still true?")[1].split("The source")[0]
    assert f"Updated by claim {new.number}, 14 September 2022" in answer
    assert f'<a href="/claims/{new.number}/">It reopened.</a><span class="meta"> A year later.</span>' in answer
    assert "Related claims" not in shown(client, old)


def test_relations_of_both_directions_are_grouped(client):
    first = factory.published_claim("first", text="One.")
    second = factory.claim("second", text="Two.")
    m.Relation.objects.create(claim=second, target=first, kind="supports")
    factory.publish(second)
    assert '<p class="label">Supported by</p>' in shown(client, first)
    assert '<p class="label">Supports</p>' in shown(client, second)


def test_approval_by_a_second_person_is_said(client):
    assert "<dd>By a second person</dd>" in shown(client, factory.published_claim())


def test_citation_names_origin_relays_and_version(client):
    claim = factory.published_claim(chain=[factory.anonymous("two port officials")])
    cite = shown(client, claim).split('<p class="copy">')[1].split("</p>")[0]
    day = m.LedgerEntry.objects.latest("seq").at.date().isoformat()
    assert cite == (
        "two port officials, through Harbour Post: “Statement c1.” Stated 2022-09-14. "
        f"FactDB, claim 1, version 1 of {day}. http://testserver/claims/1/"
    )


def test_citation_formats_are_links_that_work(client):
    html = shown(client, factory.published_claim()).split('aria-label="Citation formats"')[1].split("</ul>")[0]
    links = [part.split('"')[0] for part in html.split('href="')[1:]]
    assert links == [f"/api/v1/claims/1/citation/?style={style}" for style in ("apa", "bibtex", "ris", "csl")]
    assert [client.get(link).status_code for link in links] == [200] * 4


def test_unpublished_correction_is_not_shown(client):
    claim = factory.published_claim(text="As published.")
    claim.text = "Under review."
    claim.save()
    html = shown(client, claim)
    assert "As published." in html
    assert "Under review." not in html


@pytest.mark.parametrize("address", ["/claims/1/", "/claims/99/", "/claims/01/", "/claims/99999999999999999999/"])
def test_draft_and_unknown_claims_are_the_same_404(client, address):
    factory.claim("draft", text="Not for readers.")
    response = client.get(address)
    assert response.status_code == 404
    assert "There is nothing at this address" in response.content.decode()
    assert "Not for readers." not in response.content.decode()


def test_history_shows_each_version_with_its_reason_and_changes(client):
    claim = factory.published_claim(text="Ten ships.")
    claim.text = "Nine ships."
    claim.save()
    factory.door.publish_items([claim], by=factory.editor(), action="corrected", reason="One was counted twice.")
    history = shown(client, claim).split("History</h2>")[1].split("</section>")[0]
    versions = [text(version) for version in history.split('<span class="status">')[1:]]
    assert [version[:21] for version in versions] == ["Version 2: Corrected ", "Version 1: Published"]
    assert "One was counted twice." in versions[0]
    assert history.count("<dt>") == 1
    assert "<del>Ten ships.</del> <ins>Nine ships.</ins>" in " ".join(history.split())


def test_first_version_has_no_history(client):
    assert "History</h2>" not in shown(client, factory.published_claim())


def wire_claims():
    """Three papers' claims, of which the later ones repeat the first; two relay the wire."""
    wire = factory.organization("wire-desk", kind="agency")
    chains = [[factory.by(wire)], [factory.by(wire)], [factory.by(factory.person())]]
    claims = [
        factory.claim(
            f"c{n}", chain=chain, article=factory.article(f"story-{n}", outlet=factory.organization(f"paper-{n}"))
        )
        for n, chain in enumerate(chains, 1)
    ]
    for claim in claims[1:]:
        m.Relation.objects.create(claim=claim, target=claims[0], kind="repeats")
    factory.publish(*claims)
    return claims


def test_claim_says_how_many_origins_and_outlets_are_behind_it(client):
    html = shown(client, wire_claims()[0])
    assert '<p class="behind">2 independent origins, 3 outlets</p>' in html
    listed = html.split('<ul class="origins">')[1].split("</ul>")[0].split("<li>")[1:]
    assert [text(origin) for origin in listed] == [
        "Wire Desk in Paper 1, Paper 2: claim 1, claim 2",
        "Ada Byrne in Paper 3: claim 3",
    ]


def test_claim_that_nobody_else_repeats_lists_no_origins(client):
    html = shown(client, factory.published_claim())
    assert '<p class="behind">1 independent origin, 1 outlet</p>' in html
    assert "origins" not in html.split("<main")[1]


def test_card_says_how_many_origins_and_outlets_are_behind_its_claim(client):
    wire_claims()
    factory.published_claim("alone")
    html = client.get("/claims/").content.decode()
    assert html.count("<li>2 independent origins, 3 outlets</li>") == 3
    assert html.count("<li>1 independent origin, 1 outlet</li>") == 1


def test_card_says_that_its_claim_is_contradicted(client):
    first = factory.published_claim()
    denial = factory.claim("denial", kind="denial")
    m.Relation.objects.create(claim=denial, target=first, kind="denies")
    factory.publish(denial)
    assert client.get("/claims/").content.decode().count("<li>Contradicted</li>") == 2


def test_cards_of_an_earlier_moment_count_nothing(client):
    """What is counted is of today."""
    wire_claims()
    then = m.LedgerEntry.objects.latest("seq").at.isoformat().replace("+00:00", "Z")
    html = client.get(f"/claims/?as_of={then}").content.decode()
    assert ("Statement c1." in html, "independent" in html) == (True, False)


def test_figure_that_cannot_be_right_beside_another_says_so(client):
    figure = {"kind": "figure", "measure": factory.measure(), "hedge": "exact"}
    period = {"period_from": date(2022, 1, 1), "period_to": date(2022, 12, 31)}
    claims = [factory.published_claim(f"c{value}", value=value, **figure, **period) for value in (8, 9)]
    html = shown(client, claims[0])
    assert "Contradicted: another figure of" in html
