"""Keeps a copy of everything that a FactDB has published: python mirror.py http://127.0.0.1:8000 copy.json

Run it again whenever you like: it asks only for what has changed since. Each entry's hash is checked.
"""

import json
import sys
from hashlib import sha256
from pathlib import Path
from urllib.request import urlopen

site, file = sys.argv[1], Path(sys.argv[2])
copy = json.loads(file.read_text()) if file.exists() else {"seq": 0, "sha256": "0" * 64, "things": {}}
CHAINED = ("seq", "at", "action", "kind", "key", "version", "reason", "document_sha256")


def compact(value):
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))


url = f"{site}/api/v1/changes/?page_size=1000&after={copy['seq']}"
while url:
    with urlopen(url) as answer:  # noqa: S310
        page = json.load(answer)
    for entry in page["results"]:
        chained = compact([copy["sha256"], *(entry[name] for name in CHAINED)])
        if sha256(chained.encode()).hexdigest() != entry["sha256"]:
            sys.exit(f"Entry {entry['seq']} does not follow the one before it.")
        copy["seq"], copy["sha256"] = entry["seq"], entry["sha256"]
        copy["things"][f"{entry['kind']}/{entry['key']}"] = entry["document"]
    url = page["next"]
copy["things"] = {name: thing for name, thing in copy["things"].items() if thing}
file.write_text(compact(copy))
print(f"{len(copy['things'])} things, as of ledger entry {copy['seq']}")
