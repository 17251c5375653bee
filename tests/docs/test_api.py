"""Every snippet of docs/api.md runs against the site with the first articles, where its tool is found."""

import re
import shutil
import subprocess
import sys
from pathlib import Path
from time import sleep

import pytest
from django.conf import settings
from django.core.management import call_command

GUIDE = Path(settings.BASE_DIR, "docs", "api.md").read_text()
SNIPPETS = re.findall(r"^```(sh|python|r|js)\n(.*?)^```", GUIDE, re.MULTILINE | re.DOTALL)
RUNNERS = {
    "sh": ["bash", "-euo", "pipefail", "-c"],
    "python": [sys.executable, "-c"],
    "r": ["Rscript", "-e"],
    "js": ["node", "--input-type=module", "-e"],
}


@pytest.fixture
def site(real_database, request):
    call_command("first_run")
    sleep(1)  # the guide asks how the record stands at this second, and it must have stood by then
    return request.getfixturevalue("live_site")


def run(language, text, site, folder):
    """What the snippet did; None where a tool is missing."""
    tools = {RUNNERS[language][0], *re.findall(r"\b(?:curl|jq)\b", text)}
    if not all(map(shutil.which, tools)):
        return None
    text = text.replace("http://127.0.0.1:8000", site).replace("curl ", "curl -sS --fail ")
    return subprocess.run([*RUNNERS[language], text], cwd=folder, capture_output=True, text=True, check=False)


def test_every_snippet_of_the_guide_runs(site, tmp_path):
    assert {language for language, _ in SNIPPETS} == set(RUNNERS)
    results = [(text, run(language, text, site, tmp_path)) for language, text in SNIPPETS]
    assert [(text, done.stderr) for text, done in results if done and done.returncode] == []
    ran = [text for text, done in results if done]
    assert any("curl" in text for text in ran)
    assert any("pandas" in text for text in ran)
    assert (tmp_path / "claims.csv").read_text().startswith("id,text,speaker.name")
