"""A disk that is full: a file system of its own under a site, and what the desk says while nothing can be kept."""

import os
import subprocess
import sys
import threading
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Self

from tests.drills.colleagues import PATIENCE, Colleague, Unopened, read_inputs, read_passwords
from tests.drills.sites import Visitor
from tests.drills.stories import Story, Told
from tests.processes import ROOT, environment, free_port, wait_until

DISK_SIZE = "1g"
# For so long it is full, and so often the desk is tried meanwhile.
FULL_SECONDS, MOMENTS = 9, 3
# Seconds until all works again once there is space.
RECOVERY_LIMIT = 30
LONG_TEXT = "A long sentence of a long text. " * 40_000
# 60 MB of nothing, by `manage.py shell`; it fails where the disk does.
FILL_LOG = """
from django.db import connection
with connection.cursor() as cursor:
    for _ in range(60):
        cursor.execute("SELECT pg_logical_emit_message(false, 'drill', repeat(md5(random()::text), 31250))")
"""
SENTENCES = ("A disk of the desk is full", "database does not answer", "did not answer in time")


class Disk:
    """In memory; `fill` leaves no byte of it."""

    def __init__(self, place: Path) -> None:
        self.place, self.ballast = place, place / "ballast"

    @classmethod
    @contextmanager
    def mounted(cls, place: Path) -> Iterator[Self | None]:
        """None where we may not mount."""
        place.mkdir(mode=0o755)
        command = ["mount", "-t", "tmpfs", "-o", f"size={DISK_SIZE},mode=755", "tmpfs", str(place)]
        if os.geteuid() != 0 or subprocess.run(command, check=False, capture_output=True).returncode:
            yield None
            return
        try:
            yield cls(place)
        finally:
            subprocess.run(["umount", "--lazy", str(place)], check=True)  # noqa: S607

    def fill(self) -> None:
        with self.ballast.open("ab", buffering=0) as file:
            size = 2**20
            while size:
                try:
                    file.write(bytes(size))
                except OSError:
                    size //= 2

    def free(self) -> None:
        self.ballast.unlink()


def try_full_disk(newsroom: Any, disk: Disk, goal: int) -> None:
    """Others go on writing up to `goal` all the while, so that PostgreSQL's own log fills up too."""
    drafts, waiting = (prepare_stories(newsroom, steps) for steps in (2, 4))
    unanswered = newsroom.statuses[0]
    disk.fill()
    writing = threading.Thread(target=newsroom.write_until, args=[max(goal, newsroom.acknowledged + MOMENTS)])
    writing.start()
    told: Counter[str] = Counter()
    for moment in range(MOMENTS):
        time.sleep(FULL_SECONDS / MOMENTS)
        if moment:
            end_database(newsroom.var)
        for name, answer in try_desk(newsroom, drafts.pop(), waiting.pop()).items():
            told[f"{name} {answer.status}"] += 1
            newsroom.faults += judge_answer(name, answer)
    disk.free()
    back = wait_until(lambda: can_review(newsroom, waiting[0]), "the desk works again", RECOVERY_LIMIT)
    for name, answer in try_desk(newsroom, drafts.pop(), waiting.pop()).items():
        if answer.status not in (200, 302):
            newsroom.faults.append(f"{name} with space again: {answer.status}")
    writing.join()
    if newsroom.statuses[0] > unanswered:
        newsroom.faults.append(f"{newsroom.statuses[0] - unanswered} requests had no answer while the disk was full")
    print(f"    full disk: {dict(sorted(told.items()))}; all works {back:.1f} s after there is space", flush=True)


def end_database(var: Path) -> None:
    """PostgreSQL must end itself where its log of what is written ahead has no space to go on."""
    command = [sys.executable, "manage.py", "shell", "-v0", "-c", FILL_LOG]
    done = subprocess.run(command, cwd=ROOT, env=environment(var, free_port()), check=False, capture_output=True)
    if not done.returncode:
        raise AssertionError("The disk was not full: 60 MB more were written.")


def prepare_stories(newsroom: Any, steps: int) -> list[Story]:
    """Those whose next write is the step of that number, one for each time that the desk is tried."""
    stories = [newsroom.begin_story() for _ in range(MOMENTS + 1)]
    for story in stories:
        for _ in range(steps):
            newsroom.take_step(story)
    return stories


def try_desk(newsroom: Any, draft: Story, waiting: Story) -> dict[str, Told]:
    """What people do at a desk, and what it answers."""
    return {
        "login": log_in(newsroom),
        "review": open_page(newsroom.editor, waiting.address_of("approve")),
        "save": newsroom.take_step(draft),
        "approve": newsroom.take_step(waiting),
        "upload": upload_text(newsroom),
    }


def judge_answer(name: str, answer: Told) -> Iterator[str]:
    if answer.status not in (200, 302, 503):
        yield f"{name} on a full disk: {answer.status}"
    if answer.status == 503 and not any(sentence in answer.text for sentence in SENTENCES):
        yield f"{name} on a full disk: 503 without a sentence"
    if name == "upload" and answer.status == 503 and LONG_TEXT.strip() not in answer.text:
        yield "upload on a full disk: what was typed is not kept in the page"


def log_in(newsroom: Any) -> Told:
    visitor, token = Visitor(newsroom.port), "t" * 32
    form = {"login": "reporter", "password": read_passwords(newsroom.var)["reporter"]}
    answer = visitor.post_form("/accounts/login/", form, {"csrftoken": token}, PATIENCE)
    return Told(answer.status == 302, answer.status, answer.text)


def open_page(colleague: Colleague, path: str) -> Told:
    try:
        return Told(True, 200, colleague.open_page(path))
    except Unopened as unopened:
        return Told(False, *unopened.args)


def upload_text(newsroom: Any) -> Told:
    """With an article of its own."""
    path, place = "/admin/factdb/article/add/", newsroom.place
    words = {"headline": "Long", "outlet": place.outlet, "published_on": place.day, "text": LONG_TEXT}
    try:
        form = read_inputs(newsroom.reporter.open_page(path))
    except Unopened:
        # It was open since before the disk was full.
        form = {}
    answer = newsroom.reporter.send_form(path, form | words | {"_continue": "1"})
    newsroom.long_texts += answer.status == 302
    return Told(answer.status == 302, answer.status, answer.text)


def can_review(newsroom: Any, waiting: Story) -> bool:
    return open_page(newsroom.editor, waiting.address_of("approve")).is_done
