"""A short round of the drill, and its judge."""

from tests.drills.races import Races

RACES = 12


def test_nothing_unread_is_public_and_nobody_is_forgotten(real_database):
    races = Races()
    races.run(RACES)
    assert races.wrong == []
