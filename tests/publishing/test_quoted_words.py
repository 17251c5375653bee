"""Which words of a passage are public. No text here is anybody's but ours."""

import pytest

from factdb.publishing.quoted_words import NO_WORDS, Passage, SourceText, choose_words, list_spans

LINES = [
    "The ferry to Low Island was held in port on Monday because of a gale that had been forecast since Saturday night.",
    "“We sail when the harbour master lets us,” the captain said; the harbour master, who keeps the log of every "
    "crossing since 1950, said that he would let nobody sail before the wind had turned to the north-east.",
    "Nine buses waited.",
]
TEXT = "\n\n".join(LINES)


def form(text, passage, *, most=100):
    start = text.index(passage)
    return choose_words(SourceText(text), [Passage(1, start, start + len(passage), (0, 0, ""))], [], most)[1]


def spans(text, passages, **options):
    """What is public of each passage, by its first words."""
    placed = [Passage(n, text.index(p), text.index(p) + len(p), (0, n, "")) for n, p in enumerate(passages)]
    chosen = choose_words(SourceText(text), placed, [], **options)
    return {p.key: [*list_spans(chosen[p.key] | {"start": p.start, "end": p.end})] for p in placed}


def words(count, joint=" "):
    return joint.join(f"w{n}" for n in range(count))


@pytest.mark.parametrize(
    ("passage", "is_whole"),
    [
        (words(25), True),
        (words(26), False),
        (words(26, "—"), False),  # a dash joins two words of a reader's
        (words(26, "--"), False),
        (words(20, "-") + " end", True),
        (words(70, "-") + " end", False),  # as many characters as no 25 words have
        ("海" * 50, True),
        ("海" * 51, False),
        ("ทะเล" * 13, False),
    ],
)
def test_at_most_25_words_of_a_reader_are_whole(passage, is_whole):
    assert (form(f"{'Other words. ' * 50}\n{passage}\n", passage)["exact"] == passage) is is_whole


def test_longer_passage_shows_its_first_and_last_words():
    shown = form(TEXT, LINES[1])
    assert (shown["exact"], shown["first"], shown["last"]) == (None, "“We sail when the", "turned to the north-east.")
    assert shown["omitted"] == len(LINES[1].split()) - 8


def test_one_endless_word_shows_nothing():
    assert form(f"{'x' * 300} and so on", "x" * 300) == NO_WORDS


def test_context_is_in_whole_words():
    shown = form(TEXT, "harbour master lets us")
    assert (shown["prefix"], shown["suffix"]) == (
        "night.\n\n“We sail when the ",
        ",” the captain said; the harbour",
    )


@pytest.mark.parametrize("most", [10, 25, 40])
def test_no_more_of_a_text_is_public_than_it_may_be(most):
    text = "\n".join(f"Line {n} says that boat {n} left the quay at {n} with {n} people aboard." for n in range(60))
    source = SourceText(text)
    public = source.count_words(
        span for found in spans(text, text.split("\n"), most_percent=most).values() for span in found
    )
    assert most - 2 <= 100 * len(public) / len(source.starts) <= most


def test_what_comes_first_is_shown_first():
    text = "\n".join(f"Line {n} says that boat {n} left the quay at {n} with {n} people aboard." for n in range(20))
    first, last, middle = text.split("\n")[0], text.split("\n")[-1], text.split("\n")[7]
    passages = [
        Passage(1, text.index(first), text.index(first) + len(first), (2, 0, "")),
        Passage(2, text.index(last), len(text), (0, 9, "")),
        Passage(3, text.index(middle), text.index(middle) + len(middle), (1, 4, "")),
    ]
    chosen = choose_words(SourceText(text), passages, [], 15)
    assert [chosen[key]["exact"] for key in (1, 2, 3)] == [None, last, middle]
    assert (chosen[1]["first"], chosen[1]["last"], chosen[1]["omitted"]) == ("Line 0 says", "0 people aboard.", 9)


def test_words_that_are_public_anyway_count():
    start = TEXT.index(LINES[0])
    taken = [(len(LINES[0]), len(TEXT))]
    passage = Passage(1, start, start + len(LINES[0]), (0, 0, ""))
    assert choose_words(SourceText(TEXT), [passage], taken, 40)[1] == NO_WORDS


def test_two_claims_on_one_passage_count_once():
    text = f"{LINES[0]}\n{'Nothing of note happened after that day. ' * 5}"
    shown = spans(text, [LINES[0], LINES[0]], most_percent=40)
    assert shown[0] == shown[1]


def test_what_is_public_stays():
    start = TEXT.index(LINES[2])
    shown = NO_WORDS | {"exact": LINES[2]}
    passage = Passage(1, start, len(TEXT), (0, 0, ""), shown)
    assert choose_words(SourceText(TEXT), [passage], [(0, start)], 0)[1]["exact"] == LINES[2]


def test_of_a_post_one_passage_is_public():
    assert form("Nine buses waited. Then ten.", "Nine buses waited.", most=40)["exact"] == "Nine buses waited."


def test_nothing_is_public_where_nothing_may_be():
    assert form("Nine buses waited. Then ten.", "Nine buses waited.", most=0) == NO_WORDS
