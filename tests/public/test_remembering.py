from factdb.public.remembering import LONGEST, remembered


def test_short_texts_are_remembered_and_long_ones_are_not():
    asked = []
    length = remembered(lambda *texts: asked.append(texts) or sum(map(len, texts)))
    short, long = ("a" * (LONGEST - 1), "b"), ("a" * LONGEST, "b")
    assert [length(*texts) for texts in (short, short, long, long)] == [LONGEST, LONGEST, LONGEST + 1, LONGEST + 1]
    assert asked == [short, long, long]
