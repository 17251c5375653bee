"""The mirror of the documentation, run as a reader would run it."""

import json
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from urllib.request import urlopen

from django.db import connections

from factdb.models import Claim
from factdb.publishing import publish, removal
from tests import factories as f
from tests.record import age_ledger, publish_record

MIRROR = Path(__file__).parents[2] / "docs" / "mirror.py"


def mirrored(site, file):
    subprocess.run([sys.executable, MIRROR, site, file], check=True, capture_output=True)
    return json.loads(file.read_text())["things"]


def exported(site):
    kinds = ("claims", "articles", "people", "policies", "organizations", "measures")
    found = {}
    for kind in kinds:
        with urlopen(f"{site}/api/v1/{kind}.ndjson") as lines:
            for thing in map(json.loads, lines):
                found[f"{kind}/{thing.get('slug', thing.get('id'))}"] = thing
    return found


def test_mirror_equals_the_export_before_and_after_changes(live_site, tmp_path):
    publish_record()
    assert mirrored(live_site, tmp_path / "copy.json") == exported(live_site) != {}
    Claim.objects.filter(number=1).update(text="Ana Díaz closed both crossings.")
    publish.publish_items([Claim.objects.get(number=1)], by=f.user("editor"))
    removal.retract_item(Claim.objects.get(number=2), by=f.user("editor"), reason="Other guards.")
    assert mirrored(live_site, tmp_path / "copy.json") == exported(live_site)


def test_mirror_of_a_ledger_that_gained_the_staff_hash_equals_the_export(live_site, tmp_path):
    publish_record()
    age_ledger()
    older = mirrored(live_site, tmp_path / "older.json")
    removal.retract_item(Claim.objects.get(number=2), by=f.user("editor"), reason="Other guards.")
    assert mirrored(live_site, tmp_path / "older.json") == mirrored(live_site, tmp_path / "whole.json")
    assert mirrored(live_site, tmp_path / "whole.json") == exported(live_site) != older


def edit(pks, editor):
    """Publishes each claim, corrects every second one, retracts every third."""
    try:
        for place, pk in enumerate(pks):
            publish.publish_items([Claim.objects.get(pk=pk)], by=editor)
            if place % 2:
                Claim.objects.filter(pk=pk).update(text=f"Corrected {pk}.", state="draft")
                publish.publish_items([Claim.objects.get(pk=pk)], by=editor, action="corrected", reason="Misread.")
            if place % 3 == 2:
                removal.retract_item(Claim.objects.get(pk=pk), by=editor, reason="Withdrawn.")
    finally:
        connections.close_all()


def test_mirror_that_ran_while_others_edited_equals_the_export(live_site, tmp_path):
    editor, file = f.user("editor"), tmp_path / "copy.json"
    f.publish(f.organization(), by=editor)
    pks = [f.claim(text=f"Claim {n}.").pk for n in range(18)]
    publish.publish_items([Claim.objects.get(pk=pks.pop())], by=editor)
    with ThreadPoolExecutor(3) as threads:
        editing = [threads.submit(edit, pks[n::3], editor) for n in range(3)]
        while not all(one.done() for one in editing):
            mirrored(live_site, file)
        for one in editing:
            one.result()
    copied = mirrored(live_site, file)
    assert copied == exported(live_site)
    assert 10 < sum(key.startswith("claims/") for key in copied) < 18
