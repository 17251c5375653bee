"""Keeps a copy of everything that a FactDB has published: python mirror.py http://127.0.0.1:8000 copy.json

Run it again whenever you like: it asks only for what has changed since. Each entry and each document is checked against
its hash; where one does not match, the copy stays as it was.
"""

import json
import sys
from hashlib import sha256
from pathlib import Path
from urllib.request import urlopen

CHAINED = ("seq", "at", "action", "kind", "key", "version", "reason", "document_sha256")


def compact(value):
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))


def hash_of(value):
    return sha256(compact(value).encode()).hexdigest()


def pages(site, after):
    url = f"{site}/api/v1/changes/?page_size=1000&after={after}"
    while url:
        with urlopen(url) as answer:  # noqa: S310
            page = json.load(answer)
        yield page
        url = page["next"]


def chain_hash(previous, entry):
    """Who stands behind an entry is chained as one more hash, in all that are younger than this rule."""
    staff = entry.get("staff_sha256")
    return hash_of([previous, *(entry[key] for key in CHAINED), *([staff] if staff is not None else [])])


def add(copy, entry, blanked):
    """Adds an entry that follows the last one, and notes in `blanked` what a later `erased` must explain.

    That may be another thing's, which a document showed: but only where a later version of it follows.
    """
    seq, name, document = entry["seq"], f"{entry['kind']}/{entry['key']}", entry["document"]
    if chain_hash(copy["sha256"], entry) != entry["sha256"]:
        sys.exit(f"Entry {seq} does not follow the one before it.")
    if document is not None and hash_of(document) != entry["document_sha256"]:
        sys.exit(f"Entry {seq} ({name}) holds a document that its hash does not match.")
    blanked["superseded"] = max(blanked["superseded"], blanked["latest"].pop(name, (0, "")))
    if document is None and entry["document_sha256"]:
        blanked["latest"][name] = (seq, name)
    if entry["action"] == "erased":
        blanked["erased"] = seq
    copy["seq"], copy["sha256"] = seq, entry["sha256"]
    copy["things"][name] = document


def main(site, file):
    copy = json.loads(file.read_text()) if file.exists() else {"seq": 0, "sha256": "0" * 64, "things": {}}
    blanked = {"latest": {}, "superseded": (0, ""), "erased": 0}
    for page in pages(site, copy["seq"]):
        for entry in page["results"]:
            add(copy, entry, blanked)
    for seq, name in (*blanked["latest"].values(), blanked["superseded"]):
        if seq > blanked["erased"] or name in blanked["latest"]:
            sys.exit(f"Entry {seq} ({name}) has lost its document, and no entry says that it was erased.")
    if page["head"] != {"seq": copy["seq"], "sha256": copy["sha256"]}:
        sys.exit(f"The ledger ends with entry {page['head']['seq']}, and this copy with entry {copy['seq']}.")
    copy["things"] = {name: thing for name, thing in copy["things"].items() if thing}
    file.write_text(compact(copy))
    print(f"{len(copy['things'])} things, as of ledger entry {copy['seq']}")


if __name__ == "__main__":
    main(sys.argv[1], Path(sys.argv[2]))
