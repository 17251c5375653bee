"""The judge of the drill: no wrong answers means something only if it would know one."""

import pytest

from tests.drills.readers import Claim, Readers, Told

LIMIT = 3
PUBLIC, GOING, GONE = 100, 200, 201


@pytest.mark.parametrize(
    ("status", "asked", "answered", "is_right"),
    [
        (200, 150, 151, True),
        (200, GONE + 2.9, GONE + 3.1, True),
        (200, GONE + 3, GONE + 3.1, False),
        (404, PUBLIC + 2.9, PUBLIC + 3, True),
        (404, PUBLIC + 3, PUBLIC + 3.1, False),
        (410, 199, 199.5, False),
        (410, 199, 200.5, True),
        (503, 150, 151, True),
        (500, 150, 151, False),
        (0, 150, 151, False),
    ],
)
def test_answer_is_judged_by_the_limit(status, asked, answered, is_right):
    readers = Readers([], LIMIT)
    readers.stop()
    readers.claims["7"] = Claim(PUBLIC, GOING, GONE)
    told = Told(asked, answered, "7", status)
    readers.told.append(told)
    assert readers.wrong() == ([] if is_right else [told])
