"""The first data: five articles taken apart by the handbook's rules, proved against their texts where at hand."""

import hashlib
import json
import os
import re
from collections import Counter, defaultdict
from pathlib import Path

import pytest
from django.core.management import call_command

from factdb.models import Claim

ROOT = Path(__file__).parent.parent
FILES = sorted((ROOT / "fixtures").glob("*.json"))
WORDS = 13  # a run of so many words of an article is copying

RELATIVE = re.compile(
    r"\b(yesterday|today|tomorrow|tonight|currently|recently|nowadays|ago"
    r"|(this|last|next|past|coming) (week|weekend|month|year|spring|summer|fall|autumn|winter|[a-z]+day))\b",
    re.IGNORECASE,
)
DANGLING = re.compile(
    r"(he|she|it|they|we|his|her|its|their|this|that|these|those|such"
    r"|the (deal|plan|policy|program|agreement|talks|meeting|call|document|memo|law|group|pair))\b",
    re.IGNORECASE,
)


def entries(model):
    rows = (row for file in FILES for row in json.loads(file.read_text(encoding="utf-8")))
    return [row["fields"] for row in rows if row["model"] == f"factdb.{model}"]


CLAIMS = entries("claim")
CHAINS = defaultdict(list)
for hop in sorted(entries("attribution"), key=lambda h: h["position"]):
    CHAINS[hop["claim"][0]].append(hop)


def faults(rows, is_fault, show="slug"):
    return [row[show] for row in rows if is_fault(row)]


def words(text):
    return re.findall(r"[a-z0-9]+", text.lower())


def runs(text):
    found = words(text)
    return {tuple(found[i : i + WORDS]) for i in range(len(found) - WORDS + 1)}


def is_proved(claim, texts):
    passage = texts[claim["snapshot"][1]][claim["quote_start"] : claim["quote_end"]]
    return passage == passage.strip() and hashlib.sha256(passage.encode()).hexdigest() == claim["quote_sha256"]


@pytest.fixture(scope="module")
def texts():
    """The articles' texts by SHA-256: UTF-8 without BOM and with LF line ends, nothing else changed.

    They are their publishers' and no part of the project: whoever has them names their folder.
    """
    folder = os.environ.get("FACTDB_TEXTS")
    if not folder:
        pytest.skip("The passages were NOT proved against the articles: set FACTDB_TEXTS to the folder of their texts")
    read = [file.read_bytes().decode("utf-8-sig") for file in Path(folder).glob("*.txt")]
    texts = [text.replace("\r\n", "\n").replace("\r", "\n") for text in read]
    by_hash = {hashlib.sha256(text.encode()).hexdigest(): text for text in texts}
    missing = {claim["snapshot"][1] for claim in CLAIMS} - set(by_hash)
    assert not missing, f"No .txt file in {folder} has the hashes of these texts"
    return by_hash


@pytest.mark.django_db
def test_they_load_in_the_order_of_their_names():
    call_command("loaddata", *FILES, verbosity=0)
    assert Claim.objects.count() == len(CLAIMS)


def test_every_article_is_taken_apart():
    count = Counter(claim["article"][0] for claim in CLAIMS)
    assert set(count) == {article["slug"] for article in entries("article")}
    assert len(count) == 5
    assert sum(count.values()) >= 110
    assert min(count.values()) >= 30


def test_the_database_dates_the_entries():
    rows = (row["fields"] for file in FILES for row in json.loads(file.read_text(encoding="utf-8")))
    assert not [fields for fields in rows if {"created_at", "changed_at"} & set(fields)]


def test_no_snapshot_carries_its_text():
    assert not [snapshot["article"] for snapshot in entries("snapshot") if snapshot.get("text")]


def test_claims_are_numbered_by_their_place_in_the_article():
    for article in entries("article"):
        own = sorted((c for c in CLAIMS if c["article"] == [article["slug"]]), key=lambda c: c["slug"])
        assert [c["slug"] for c in own] == [f"{article['slug']}-{n:03d}" for n in range(1, len(own) + 1)]
        starts = [c["quote_start"] for c in own]
        assert starts == sorted(starts)


def test_every_claim_has_a_quote_of_a_known_snapshot():
    known = {(s["article"][0], s["sha256"]) for s in entries("snapshot")}
    assert not faults(CLAIMS, lambda c: tuple(c["snapshot"]) not in known or c["snapshot"][0] != c["article"][0])
    assert not faults(CLAIMS, lambda c: not 0 <= c["quote_start"] < c["quote_end"])


def test_every_claim_stands_alone():
    assert not faults(CLAIMS, lambda c: len(c["text"]) > 300 or not c["text"].endswith("."), "text")
    assert not faults(CLAIMS, lambda c: RELATIVE.search(c["text"]), "text")
    assert not faults(CLAIMS, lambda c: DANGLING.match(c["text"]), "text")
    assert len({c["text"] for c in CLAIMS}) == len(CLAIMS)


def test_every_claim_has_a_whole_chain_that_leaves_its_outlet_implied():
    outlet = {article["slug"]: article["outlet"] for article in entries("article")}
    for claim in CLAIMS:
        chain = CHAINS[claim["slug"]]
        assert [hop["position"] for hop in chain] == list(range(1, len(chain) + 1)), claim["slug"]
        assert chain, claim["slug"]
        relays = [hop.get("organization") for hop in chain[1:]]
        assert outlet[claim["article"][0]] not in relays, claim["slug"]
    assert set(CHAINS) == {claim["slug"] for claim in CLAIMS}


def test_each_speaker_holds_a_role_on_the_day_and_is_not_among_those_mentioned():
    roles = defaultdict(list)
    for role in entries("role"):
        roles[role["person"][0]].append((role.get("started_on", "0001-01-01"), role.get("ended_on", "9999-12-31")))
    for claim in CLAIMS:
        for (person,) in (hop["person"] for hop in CHAINS[claim["slug"]] if "person" in hop):
            day = claim["stated_on"]
            assert any(start <= day <= end for start, end in roles[person]), (claim["slug"], person, day)
            assert [person] not in claim.get("people", []), (claim["slug"], person)


def test_words_that_the_article_misdates_carry_their_true_day():
    said = [c for c in CLAIMS if c["stated_on"] == "2021-03-25"]
    assert len(said) == 4
    assert not faults(said, lambda c: "April" not in c["public_note"])


def test_a_claim_of_kind_figure_carries_one_and_a_figure_says_whom_it_counts():
    assert not faults(CLAIMS, lambda c: c["kind"] == "figure" and "measure" not in c)
    figures = [c for c in CLAIMS if "measure" in c]
    assert not faults(figures, lambda c: not c.get("hedge") or not c.get("scope"))
    assert not faults(figures, lambda c: (c["hedge"] == "between") != ("low" in c and "high" in c))
    assert not faults(figures, lambda c: (c["hedge"] == "between") == ("value" in c))
    assert {m["slug"] for m in entries("measure")} == {c["measure"][0] for c in figures}


def test_figures_of_totals_and_levels_name_their_time():
    nature = {m["slug"]: m["nature"] for m in entries("measure")}
    counted = {"reentry-ban", "parole-permit-length"}  # lengths laid down by a rule, of no day
    for claim in (c for c in CLAIMS if "measure" in c and c["measure"][0] not in counted):
        if nature[claim["measure"][0]] != "rate":
            assert claim["period_from"] <= claim.get("period_to", "9999"), claim["slug"]
            assert "period_to" in claim or claim["public_note"], claim["slug"]
        if nature[claim["measure"][0]] == "level" and "years-since" not in claim["measure"][0]:
            assert claim["period_from"][:7] == claim["period_to"][:7], claim["slug"]


@pytest.mark.parametrize(
    ("measure", "scope", "expected"),
    [
        ("southwest-border-encounters", "all nationalities", {"458000", "1730000", "1940000", "172000"}),
        ("returns-to-mexico", "nationals of Cuba, Nicaragua and Venezuela", {"9000"}),
        ("returns-to-mexico", "nationals of Guatemala, Honduras and El Salvador", {"299000"}),
        ("mpp-people", "under President Donald Trump", {"74000"}),
        ("mpp-people", "under President Joe Biden", {"7500"}),
        ("migrants-detected-in-mexico", "migrants moving through Mexico", {"680000"}),
    ],
)
def test_figures_that_count_the_same_share_a_measure(measure, scope, expected):
    found = {c["value"] for c in CLAIMS if c.get("measure") == [measure] and c["scope"] == scope}
    assert found == expected


def test_fiscal_years_begin_in_october():
    periods = {
        (c["value"], c["period_from"], c["period_to"])
        for c in CLAIMS
        if c.get("measure") == ["southwest-border-encounters"] and "period_to" in c
    }
    assert ("458000", "2019-10-01", "2020-09-30") in periods
    assert ("1730000", "2020-10-01", "2021-09-30") in periods
    assert ("1940000", "2021-10-01", "2022-07-31") in periods
    assert {m["slug"] for m in entries("measure") if "year_starts" in m} == {
        "returns-to-mexico",
        "southwest-border-encounters",
    }


def test_every_policy_event_is_backed_by_a_claim_on_that_policy_or_by_evidence():
    policies = {claim["slug"]: claim.get("policies", []) for claim in CLAIMS}
    events = entries("policyevent")
    assert not [e["note"] for e in events if "claim" in e and e["policy"] not in policies[e["claim"][0]]]
    with_evidence = {tuple(e["event"]) for e in entries("evidence") if "event" in e}
    bare = [e for e in events if "claim" not in e and (e["policy"][0], e["on"], e["note"]) not in with_evidence]
    assert not bare
    assert with_evidence <= {(e["policy"][0], e["on"], e["note"]) for e in events}
    assert {e["policy"][0] for e in events} == {policy["slug"] for policy in entries("policy")}


def test_claim_that_shows_an_event_is_about_its_day():
    days = {c["slug"]: (c.get("occurred_from", c["stated_on"]), c.get("occurred_to", "9999")) for c in CLAIMS}
    for event in (e for e in entries("policyevent") if "claim" in e):
        first, last = days[event["claim"][0]]
        length = {"month": 7, "year": 4}.get(event["precision"], 10)
        assert first[:length] <= event["on"][:length] <= last[:length], (event["policy"], event["on"])


def test_every_policy_is_spoken_of():
    spoken = {slug for claim in CLAIMS for (slug,) in claim.get("policies", [])}
    assert spoken == {policy["slug"] for policy in entries("policy")}


def test_relations_join_two_claims_once():
    known = {claim["slug"] for claim in CLAIMS}
    pairs = [(r["claim"][0], r["kind"], r["target"][0]) for r in entries("relation")]
    assert len(set(pairs)) == len(pairs) >= 40
    assert not [pair for pair in pairs if pair[0] == pair[2] or not {pair[0], pair[2]} <= known]
    article = {claim["slug"]: claim["article"] for claim in CLAIMS}
    assert sum(article[a] != article[b] for a, _, b in pairs) >= 15


def test_every_verdict_names_its_evidence():
    shown = {e["verdict"][0] for e in entries("evidence") if "verdict" in e}
    assert shown == {v["claim"][0] for v in entries("verdict")}
    assert not [v["claim"] for v in entries("verdict") if v["reviewed_on"] > "2026-11-27"]


def test_evidence_was_read_where_a_verdict_or_an_event_rests_on_it():
    read = {tuple(e.get("verdict", e.get("event"))) for e in entries("evidence") if "read_on" in e}
    rated = {tuple(v["claim"]) for v in entries("verdict") if v["rating"] in ("confirmed", "false")}
    assert rated <= read
    assert not [
        e["url"] for e in entries("evidence") if ("read_on" in e) != (e.get("reading", "not_read") != "not_read")
    ]
    assert not [e["url"] for e in entries("evidence") if not e["url"].startswith(("https://", "http://"))]


def test_words_of_evidence_are_a_phrase():
    assert not [e["words"] for e in entries("evidence") if len(e.get("words", "").split()) > 12]


def test_lead_claim_with_a_figure_is_checked_or_says_why_not():
    rated = {v["claim"][0] for v in entries("verdict")}
    leads = [c for c in CLAIMS if c["weight"] == "lead"]
    assert len(leads) >= 15
    assert not faults(leads, lambda c: c["slug"] not in rated and not c.get("public_note"))


def test_every_passage_is_proved_against_its_text(texts):
    assert not faults(CLAIMS, lambda claim: not is_proved(claim, texts))


@pytest.mark.parametrize(("start", "end", "quote"), [(4, 7, "said"), (3, 8, "said"), (3, 8, "said ")])
def test_passage_that_is_not_the_quote_is_not_proved(start, end, quote):
    claim = {"snapshot": ["article", "hash"], "quote_start": 3, "quote_end": 7}
    claim["quote_sha256"] = hashlib.sha256(b"said").hexdigest()
    assert is_proved(claim, {"hash": "He said so."})
    claim |= {"quote_start": start, "quote_end": end, "quote_sha256": hashlib.sha256(quote.encode()).hexdigest()}
    assert not is_proved(claim, {"hash": "He said so."})


def test_no_sentence_of_an_article_is_copied(texts):
    copied = set().union(*map(runs, texts.values()))
    assert len(copied) > 3000
    for file in FILES:
        values = json.loads(file.read_text(encoding="utf-8"))
        for row in values:
            row["fields"].pop("headline", None)  # a title, which is given whole
        found = [" ".join(run) for run in runs(json.dumps(values, ensure_ascii=False)) & copied]
        assert not found, file.name


@pytest.mark.parametrize(("text", "expected"), [("b c d e f g h i j k l m n", 1), ("b c d e f g h i j k l m x", 0)])
def test_so_many_words_in_a_row_are_copied(text, expected):
    assert len(runs("A b c, d e f g h i j k l m n. O") & runs(text.upper())) == expected
