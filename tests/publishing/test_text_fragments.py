"""Text fragments as the specification has them; tests/e2e clicks them in a browser."""

from factdb.publishing.quoted_words import Passage, SourceText, choose_words

TEXT = (
    "The mayor said no. The pier stays shut, he said.\n\n"
    "A week later the mayor said yes.\n\n"
    "The pier stays shut, wrote the Courier - wrongly - & nobody mended it.\n"
    "Twelve men, 3-4 boats and one dog went out & came back, all of them, before the tide had turned and while the "
    "lamps on the far side of the bay were still being lit by hand.\n"
)


def fragment(passage, occurrence=0, text=TEXT):
    start = -1
    for _ in range(occurrence + 1):
        start = text.index(passage, start + 1)
    placed = Passage(1, start, start + len(passage), (0, 0, ""))
    return choose_words(SourceText(text), [placed], [], 100)[1]["fragment"]


def test_words_that_occur_once_are_enough():
    assert fragment("the mayor said yes") == "the%20mayor%20said%20yes"


def test_signs_of_the_directive_are_encoded():
    assert fragment("the Courier - wrongly - & nobody") == "the%20Courier%20%2D%20wrongly%20%2D%20%26%20nobody"


def test_first_place_of_several_needs_no_prefix():
    assert fragment("The pier stays shut") == "The%20pier%20stays%20shut"


def test_later_place_has_a_prefix_even_across_a_paragraph():
    assert fragment("The pier stays shut", 1) == "week%20later%20the%20mayor%20said%20yes.-,The%20pier%20stays%20shut"


def test_case_and_accents_do_not_tell_places_apart():
    text = "Le CAFÉ est fermé.\nOn dit que le cafe est fermé.\n"
    assert fragment("le cafe est fermé", text=text) == "On%20dit%20que-,le%20cafe%20est%20ferm%C3%A9"


def test_long_passage_is_a_range():
    long = TEXT.splitlines()[5]
    assert fragment(long) == "Twelve%20men%2C%203%2D4%20boats,being%20lit%20by%20hand."


def test_passage_over_two_paragraphs_is_a_range_of_its_lines():
    assert fragment("he said.\n\nA week later") == "he%20said.,A%20week%20later"


def test_range_whose_end_occurs_inside_it_has_a_suffix():
    text = "He said no and no and again no, and left the hall for good.\nThen rain."
    assert fragment("said no and no and again no", text=text) == "said%20no%20and%20no%20and%20again%20no"


def test_passage_that_begins_inside_a_word_has_none():
    assert fragment("ayor said yes") is None


def test_line_that_is_printed_twice_alike_has_none():
    assert fragment("So be it.", 5, text="So be it.\n" * 40) is None
