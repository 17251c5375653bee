"""The mirror of the documentation against a proxy that changes what the site said, as a reader would run it."""

import json
import subprocess
import sys
from contextlib import contextmanager
from hashlib import sha256
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from threading import Thread

import pytest

from factdb.models import Claim
from factdb.publishing import erasure, publish, removal
from tests import factories as f

MIRROR = Path(__file__).parents[2] / "docs" / "mirror.py"


@pytest.fixture
def changes(client, record):
    """What the site says: claims 1 to 3 are published, claim 2 is corrected, claim 3 erased, claim 2 retracted."""
    editor, other = f.user("editor"), f.user("editor")
    third = Claim.objects.get(number=3)
    erasure.erase_item(third, by=editor, asked_by=other, reason="A court's order.")
    Claim.objects.filter(number=2).update(text="Guards took gifts.", state="draft")
    publish.publish_items([Claim.objects.get(number=2)], by=editor, action="corrected", reason="Misread.")
    removal.retract_item(Claim.objects.get(number=2), by=editor, reason="Other guards.")
    return client.get("/api/v1/changes/?page_size=1000").json()


@contextmanager
def proxy(page):
    """The address of a site that says this page to whatever is asked."""
    body = json.dumps(page, ensure_ascii=False).encode()

    class Proxy(BaseHTTPRequestHandler):
        def do_GET(self):
            self.send_response(200)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *said):
            """Nobody reads it."""

    with HTTPServer(("127.0.0.1", 0), Proxy) as server:
        Thread(target=server.serve_forever, args=(0.01,)).start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()


def run(page, file):
    with proxy(page) as site:
        return subprocess.run([sys.executable, MIRROR, site, file], capture_output=True, text=True)


def erase_article(changes):
    """Add the erasure of the article of claim 3; its number."""
    last = changes["results"][-1]
    article = entry(changes, "published", "wire-2024-06-01")
    about = {"action": "erased", "kind": "articles", "key": article["key"], "version": 2}
    added = {**last, **about, "seq": last["seq"] + 1, "previous_sha256": last["sha256"]}
    article["document"] = None
    values = [added[key] for key in ("previous_sha256", "seq", "at", "action", "kind", "key", "version", "reason")]
    chained = [*values, added["document_sha256"], added["staff_sha256"]]
    added["sha256"] = sha256(json.dumps(chained, ensure_ascii=False, separators=(",", ":")).encode()).hexdigest()
    changes["results"].append(added)
    changes["head"] = {"seq": added["seq"], "sha256": added["sha256"]}
    return added["seq"]


def entry(changes, action, key):
    return next(found for found in changes["results"] if (found["action"], found["key"]) == (action, key))


def name(found):
    return f"Entry {found['seq']} ({found['kind']}/{found['key']})"


def refusal(changes, tmp_path):
    """The mirror's sentence; nothing is written."""
    answer = run(changes, tmp_path / "copy.json")
    assert (answer.returncode, answer.stdout, (tmp_path / "copy.json").exists()) == (1, "", False)
    return answer.stderr.strip()


def test_what_the_site_says_is_taken_with_tombstones(changes, tmp_path):
    answer = run(changes, tmp_path / "copy.json")
    assert answer.stderr == ""
    things = json.loads((tmp_path / "copy.json").read_text())["things"]
    assert [key for key in things if key.startswith("claims/")] == ["claims/1"]


def test_changed_document_is_refused(changes, tmp_path):
    found = entry(changes, "published", "1")
    found["document"]["text"] = "Ana Díaz opened the crossing."
    assert refusal(changes, tmp_path) == f"{name(found)} holds a document that its hash does not match."


def test_changed_figure_is_refused(changes, tmp_path):
    found = entry(changes, "published", "1")
    found["document"]["quote"]["start"] += 0.5
    assert refusal(changes, tmp_path) == f"{name(found)} holds a document that its hash does not match."


def test_changed_document_with_a_hash_that_fits_is_refused(changes, tmp_path):
    found, other = entry(changes, "published", "1"), entry(changes, "corrected", "2")
    found["document"], found["document_sha256"] = other["document"], other["document_sha256"]
    assert refusal(changes, tmp_path) == f"Entry {found['seq']} does not follow the one before it."


def test_documents_of_two_entries_cannot_be_swapped(changes, tmp_path):
    first, second = entry(changes, "published", "1"), entry(changes, "corrected", "2")
    first["document"], second["document"] = second["document"], first["document"]
    assert refusal(changes, tmp_path) == f"{name(first)} holds a document that its hash does not match."


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("reason", "Misheard."),
        ("action", "updated"),
        ("key", "4"),
        ("kind", "people"),
        ("version", 3),
        ("at", "2020"),
        ("staff_sha256", "f" * 64),
        ("staff_sha256", None),
    ],
)
def test_changed_entry_is_refused(changes, tmp_path, key, value):
    found = entry(changes, "corrected", "2")
    found[key] = value
    assert refusal(changes, tmp_path) == f"Entry {found['seq']} does not follow the one before it."


def test_dropped_entry_is_missed_at_the_next(changes, tmp_path):
    found = entry(changes, "corrected", "2")
    changes["results"].remove(found)
    assert refusal(changes, tmp_path) == f"Entry {found['seq'] + 1} does not follow the one before it."


def test_dropped_last_entry_is_missed_at_the_head(changes, tmp_path):
    last = changes["results"].pop()
    expected = f"The ledger ends with entry {last['seq']}, and this copy with entry {last['seq'] - 1}."
    assert refusal(changes, tmp_path) == expected


def test_tombstone_cannot_become_a_document(changes, tmp_path):
    found = entry(changes, "retracted", "2")
    found["document"] = entry(changes, "published", "1")["document"]
    assert refusal(changes, tmp_path) == f"{name(found)} holds a document that its hash does not match."


def test_document_cannot_become_a_tombstone(changes, tmp_path):
    found = entry(changes, "published", "1")
    found["document"] = None
    expected = f"{name(found)} has lost its document, and no entry says that it was erased."
    assert refusal(changes, tmp_path) == expected


def test_superseded_document_may_be_lost_where_something_is_erased_after_it(changes, tmp_path):
    """As it is where it showed what was erased: claim 2 is corrected, and something is erased then."""
    seq = erase_article(changes)
    entry(changes, "published", "2")["document"] = None
    assert run(changes, tmp_path / "copy.json").stderr == ""
    assert json.loads((tmp_path / "copy.json").read_text())["seq"] == seq


def test_documents_that_showed_what_is_erased_may_be_lost(client, record, tmp_path):
    """Claim 3 supports claim 1: it is rendered again after that one is erased."""
    first, editor = Claim.objects.get(number=1), f.user("editor")
    erasure.erase_item(first, by=editor, asked_by=f.user(), reason="A court's order.")
    answer = run(client.get("/api/v1/changes/?page_size=1000").json(), tmp_path / "copy.json")
    assert (answer.stderr, answer.returncode) == ("", 0)


def test_superseded_document_is_not_lost_where_nothing_is_erased_after_it(changes, tmp_path):
    found = entry(changes, "corrected", "2")
    found["document"] = None
    expected = f"{name(found)} has lost its document, and no entry says that it was erased."
    assert refusal(changes, tmp_path) == expected


def test_copy_that_is_ahead_of_the_site_stays_as_it_was(changes, tmp_path):
    file = tmp_path / "copy.json"
    kept = json.dumps({"seq": 100, "sha256": "f" * 64, "things": {}})
    file.write_text(kept)
    assert "and this copy with entry 100." in run({**changes, "results": []}, file).stderr
    assert file.read_text() == kept
