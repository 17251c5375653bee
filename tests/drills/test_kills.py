"""A short round of the drill, and its judge, who must know a lost write and half a one."""

import json
from dataclasses import replace

import pytest

from tests.drills.full_disk import Disk
from tests.drills.kills import drill, open_newsroom
from tests.drills.stories import Place, Record, Standing, Story
from tests.processes import directory

DRAFT = Standing(text="Story-7 began.", state="draft", person="draft")
SUBMITTED = replace(DRAFT, state="submitted", person="submitted")
# The claim without the person that it takes along.
HALF = replace(DRAFT, state="submitted")


@pytest.mark.parametrize(
    ("actual", "doubt", "is_right"),
    [
        (DRAFT, None, True),
        (DRAFT, SUBMITTED, True),
        (SUBMITTED, SUBMITTED, True),
        (SUBMITTED, None, False),
        (Standing(), SUBMITTED, False),
        (HALF, SUBMITTED, False),
    ],
)
def test_story_is_judged_by_what_was_acknowledged_and_what_is_in_doubt(actual, doubt, is_right):
    story = Story(7, 1, None, None, Place("1", "1", "2024-05-01"), standing=DRAFT, doubt=doubt, step=2)
    assert (story.settle(actual) == "") is is_right


@pytest.mark.parametrize(("is_public", "version", "count"), [(True, 2, 0), (True, 1, 1), (False, 2, 1)])
def test_desk_and_readers_must_agree_on_what_is_public(is_public, version, count):
    row = {"pk": 1, "text": "Story-7 began.", "is_public": is_public, "version": version, "state": "live"}
    record = Record(json.dumps([[row], [], 0]), json.dumps({"text": "Story-7 began.", "version": 2}), "")
    assert len(list(record.list_halves())) == count


def test_acknowledged_writes_outlive_kills_and_a_full_disk():
    """The disk only where we may mount one."""
    with directory() as home, Disk.mounted(home / "site") as disk, open_newsroom(home) as newsroom:
        drill(newsroom, disk, writes=60, rounds=3)
    assert newsroom.faults == []
    assert newsroom.acknowledged >= 60
