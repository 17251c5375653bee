"""How many origins say the same: chains by hand, and properties that hold whatever the graph."""

import random

import pytest

from factdb.rules.origins import Statement, corroborate_claims, normalise_document

GRAPHS = range(200)


def entity(slug):
    return {"slug": slug, "name": slug.title()}


def article(outlet="herald", *, agency=None, rests_on=()):
    return {
        "outlet": entity(outlet),
        "syndicated_from": agency and entity(agency),
        "rests_on": [entity(slug) for slug in rests_on],
    }


def hop(kind, name=None, *, label=None, apart=False, organization=None):
    of = {"person": None, "organization": organization and entity(organization)}
    return {
        "kind": kind,
        **of,
        **({kind: entity(name)} if name else {}),
        "label": label,
        "verb": "says",
        "apart": apart,
    }


def organization(slug):
    return hop("organization", slug)


def person(slug):
    return hop("person", slug)


def anonymous(label="officials", **more):
    return hop("anonymous", label=label, **more)


def document(label, organization=None):
    return hop("document", label=label, organization=organization)


def say(*chain, kind="statement", **fields):
    return kind, list(chain), article(**fields)


def count_all(*said, relations=None):
    """Counts of the first, which all others repeat if nothing else is given."""
    statements = [Statement(number, *one) for number, one in enumerate(said, 1)]
    given = relations or [(number, "repeats", 1) for number in range(2, len(said) + 1)]
    counted = corroborate_claims(statements, given)[1]
    return len(counted.origins), len(counted.outlets)


def test_five_papers_that_relay_one_wire_are_one_origin():
    papers = [say(organization("wire"), outlet=f"paper-{n}") for n in range(3)]
    resting = [say(outlet="paper-3", rests_on=["wire"]), say(organization("paper-4"), outlet="paper-4", agency="wire")]
    assert count_all(*papers, *resting) == (1, 5)


def test_relay_is_no_witness_and_neither_is_the_outlet():
    assert count_all(say(person("ana"), organization("wire"), organization("herald"))) == (1, 1)


def test_own_voice_rests_on_each_report_that_it_names():
    assert count_all(say(organization("herald"), rests_on=["wire", "post"])) == (2, 1)


def test_paper_that_another_names_is_whom_its_own_article_rests_on():
    named = say(organization("herald"), outlet="mail")
    assert count_all(say(rests_on=["wire"]), named) == (1, 2)
    assert count_all(say(), named) == (1, 2)
    assert count_all(say(rests_on=["wire"]), named, say()) == (2, 2)


def test_papers_that_rest_on_one_another_are_followed_once():
    round_trip = [say(rests_on=["mail"]), say(outlet="mail", rests_on=["herald"])]
    assert count_all(*round_trip) == (2, 2)


@pytest.mark.parametrize(
    ("one", "other", "origins"),
    [
        (anonymous("two officials"), anonymous("a dozen aides"), 1),
        (anonymous("two officials"), anonymous("Mexican officials", apart=True), 2),
        (anonymous("two Mexican officials", apart=True), anonymous("Mexican officials", apart=True), 1),
        (document("The draft memo", "dhs"), document("draft memos", "dhs"), 1),
        (document("a memo", "dhs"), document("a letter", "dhs"), 2),
        (document("a memo", "dhs"), document("internal documents obtained by the Herald", "dhs"), 1),
        (document("a memo", "dhs"), document("documents", "cbp"), 2),
        (anonymous("memo"), document("memo"), 2),
    ],
)
def test_what_has_no_name_is_one_where_it_may_be(one, other, origins):
    assert count_all(say(one), say(other))[0] == origins


def test_documents_without_a_name_hold_one_of_several_that_have_one():
    assert count_all(*(say(document(label, "dhs")) for label in ("documents", "a memo", "a letter")))[0] == 2


def test_anonymous_people_through_other_relays_of_other_outlets_are_others():
    assert count_all(say(anonymous(), organization("wire")), say(anonymous(), outlet="mail"))[0] == 2


def test_anonymous_people_of_a_text_that_rests_on_a_report_came_through_that():
    assert count_all(say(anonymous(), rests_on=["wire"]), say(anonymous(), organization("wire"), outlet="mail"))[0] == 1


@pytest.mark.parametrize("kind", ["contradicts", "updates", "denies", "explains", "part_of"])
def test_only_support_and_repeating_count(kind):
    assert count_all(say(person("ana")), say(person("bo")), relations=[(2, kind, 1)]) == (1, 1)


@pytest.mark.parametrize("relation", [(1, "supports", 2), (2, "supports", 1), (1, "repeats", 2), (2, "repeats", 1)])
def test_support_and_repeating_count_either_way(relation):
    assert count_all(say(person("ana")), say(person("bo")), relations=[relation])[0] == 2


def test_support_by_the_same_origin_joins_nothing():
    """Another's word for the argument is none for what is argued."""
    said = [say(person("ana")), say(person("ana")), say(person("bo"))]
    assert count_all(*said, relations=[(2, "supports", 1), (3, "repeats", 2)])[0] == 1


def test_denials_count_among_denials_alone():
    said = [say(person("ana"), kind="denial"), say(person("bo")), say(person("cy"), kind="denial")]
    assert count_all(*said)[0] == 2


def test_origin_lists_its_claims_and_who_ran_them():
    said = [say(person("ana"), outlet="mail"), say(person("bo")), say(person("ana"))]
    statements = [Statement(number, *one) for number, one in enumerate(said, 1)]
    counted = corroborate_claims(statements, [(2, "supports", 1), (3, "repeats", 1)])[2]
    assert [tuple(origin) for origin in counted.origins] == [
        ("Ana", "person", [1, 3], ["Mail", "Herald"]),
        ("Bo", "person", [2], ["Herald"]),
    ]
    assert counted.outlets == ["Mail", "Herald"]


@pytest.mark.parametrize("label", ["the documents", "Leaked papers", "internal files seen by the Herald", "3 records"])
def test_document_without_a_name(label):
    assert normalise_document(label) == ""


class Graph:
    """Claims with any chains, each related to an earlier one or itself."""

    def __init__(self, seed):
        self.seed, self.rng = seed, random.Random(seed)  # noqa: S311
        self.said = [self.make_statement() for _ in range(self.rng.randint(1, 8))]
        self.relations = [
            (number, self.rng.choice(["supports", "repeats"]), self.rng.randint(1, number))
            for number in range(1, len(self.said) + 1)
        ]

    def make_statement(self):
        pick = self.rng.choice
        outlets = ["herald", "mail", "post"]
        rests_on = self.rng.sample(["wire", "agency", "post"], pick([0, 0, 1, 2]))
        origin = pick([organization, person, anonymous, document])
        first = {
            organization: lambda: organization(pick([*outlets, "wire"])),
            person: lambda: person(pick(["ana", "bo"])),
            anonymous: lambda: anonymous(pick(["two officials", "aides"]), apart=pick([True, False, False])),
            document: lambda: document(pick(["memo", "documents", "letter"]), pick([None, "dhs"])),
        }[origin]()
        relays = [organization(pick([*outlets, "wire", "agency"])) for _ in range(pick([0, 0, 1, 2]))]
        chain = pick([[first, *relays], [first, *relays], []])
        return say(*chain, outlet=pick(outlets), agency=pick([None, None, "agency"]), rests_on=rests_on)

    def count_origins(self, said=None, relations=None):
        statements = [Statement(number, *one) for number, one in enumerate(said or self.said, 1)]
        counted = corroborate_claims(statements, relations or self.relations)
        return [(len(counted[n].origins), len(counted[n].outlets)) for n in sorted(counted)]


def test_one_more_relay_never_raises_the_count():
    for graph in map(Graph, GRAPHS):
        before = graph.count_origins()
        for place, (kind, chain, of) in enumerate(graph.said):
            at = graph.rng.randint(1, max(1, len(chain)))
            relay = [organization(graph.rng.choice(["wire", "mail", "new"]))] if chain else []
            said = [*graph.said[:place], (kind, [*chain[:at], *relay, *chain[at:]], of), *graph.said[place + 1 :]]
            after = graph.count_origins(said)
            assert all(now <= then for (now, _), (then, _) in zip(after, before, strict=True)), graph.seed


def test_one_more_paper_that_relays_never_raises_the_count():
    for graph in map(Graph, GRAPHS):
        before = graph.count_origins()
        for number, (kind, chain, of) in enumerate(graph.said, 1):
            said = [*graph.said, (kind, chain and [*chain, organization("new")], of)]
            after = graph.count_origins(said, [*graph.relations, (len(said), "repeats", number)])
            assert after[number - 1][0] <= before[number - 1][0], graph.seed


@pytest.mark.parametrize("kind", ["supports", "repeats"])
@pytest.mark.parametrize("newcomer", [person("new"), organization("new")], ids=["person", "organization"])
def test_one_more_named_origin_raises_the_count_by_one(kind, newcomer):
    for graph in map(Graph, GRAPHS):
        before = graph.count_origins()
        for number in range(1, len(graph.said) + 1):
            relations = [*graph.relations, (len(before) + 1, kind, number)]
            after = graph.count_origins([*graph.said, say(newcomer)], relations)
            assert after[number - 1][0] == before[number - 1][0] + 1, graph.seed


def test_order_changes_nothing():
    for graph in map(Graph, GRAPHS):
        order = graph.rng.sample(range(len(graph.said)), len(graph.said))
        places = {old + 1: new + 1 for new, old in enumerate(order)}
        relations = [(places[one], kind, places[other]) for one, kind, other in reversed(graph.relations)]
        turned = [relation if relation[1] == "supports" else relation[::-1] for relation in relations]
        relays = [(kind, [*chain[:1], *reversed(chain[1:])], of) for kind, chain, of in graph.said]
        after = graph.count_origins([relays[old] for old in order], turned)
        assert [after[place - 1] for _, place in sorted(places.items())] == graph.count_origins(), graph.seed
