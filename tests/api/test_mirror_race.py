"""The mirror of the documentation, run while others publish, correct and retract."""

import json
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from urllib.request import urlopen

from django.conf import settings
from django.db import connections

from factdb.models import Claim
from factdb.publishing import door
from tests import factories as make

MIRROR = Path(settings.BASE_DIR, "docs", "mirror.py")
COLLECTIONS = ("claims", "articles", "people", "policies", "organizations", "measures")


def edit(pks, editor):
    """Publishes each claim, corrects every second one, retracts every third."""
    try:
        for place, pk in enumerate(pks):
            door.publish([Claim.objects.get(pk=pk)], by=editor)
            if place % 2:
                Claim.objects.filter(pk=pk).update(text=f"Corrected {pk}.", state="draft")
                door.publish([Claim.objects.get(pk=pk)], by=editor, action="corrected", reason="Misread.")
            if place % 3 == 2:
                door.retract(Claim.objects.get(pk=pk), by=editor, reason="Withdrawn.")
    finally:
        connections.close_all()


def mirror(site, file):
    subprocess.run([sys.executable, MIRROR, site, file], check=True, capture_output=True)


def export(site):
    """Everything public now, as the API streams it."""
    things = {}
    for collection in COLLECTIONS:
        with urlopen(f"{site}/api/v1/{collection}.ndjson") as lines:
            for document in map(json.loads, lines):
                things[f"{collection}/{document.get('slug') or document['id']}"] = document
    return things


def test_mirror_that_ran_while_others_edited_equals_the_export(live_site, tmp_path):
    editor, file = make.user("editor"), tmp_path / "copy.json"
    make.publish(make.organization(), by=editor)
    pks = [make.claim(text=f"Claim {n}.").pk for n in range(18)]
    door.publish([Claim.objects.get(pk=pks.pop())], by=editor)
    with ThreadPoolExecutor(3) as threads:
        editing = [threads.submit(edit, pks[n::3], editor) for n in range(3)]
        while not all(one.done() for one in editing):
            mirror(live_site, file)
        for one in editing:
            one.result()
    mirror(live_site, file)
    copied = written_out(json.loads(file.read_text())["things"])
    assert copied == written_out(export(live_site))
    assert 10 < sum(key.startswith("claims/") for key in copied) < 18


def written_out(things):
    """With the order of keys, which a comparison of objects would ignore."""
    return {key: json.dumps(thing) for key, thing in things.items()}
