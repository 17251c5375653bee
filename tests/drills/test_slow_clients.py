"""A short round of the drill on the first articles, and its judge, who must know a late answer."""

import pytest

from tests.drills.observer import Observer, Told
from tests.drills.slow_clients import drill, make_release
from tests.processes import directory, running


@pytest.mark.parametrize(
    ("path", "seconds", "status", "is_late"),
    [
        ("/healthz", 1.9, 200, False),
        ("/healthz", 2.1, 200, True),
        ("/healthz", 0.1, 503, True),
        ("/claims/1/", 0.1, 0, True),
        ("/api/v1/articles.csv", 0.1, 503, False),
    ],
)
def test_answer_is_judged_by_its_time_and_status(path, seconds, status, is_late):
    observer = Observer(0)
    observer.told.append(told := Told(path, seconds, status))
    assert observer.late() == ([told] if is_late else [])


def test_others_are_answered_beside_slow_clients(tmp_path, monkeypatch):
    """Many more of them than there are threads; that they are cut takes longer than this."""
    monkeypatch.setenv("FACTDB_RELEASES", str(tmp_path))
    make_release(tmp_path)
    with directory() as var, running(var) as site:
        observer, herd = drill(site.port, clients=150, seconds=6)
    assert observer.late() == []
    assert len(observer.told) > 200
    assert len(herd.held) == 9
