"""`manage.py` with a Python that is not that of .venv."""

import os
import subprocess
import sys
from pathlib import Path

from django.core import checks

ROOT = Path(__file__).resolve().parent.parent


def manage_without_packages(**environment):
    """What `manage.py audit` says to a Python that sees no packages."""
    command = [sys.executable, "-S", "manage.py", "audit"]
    return subprocess.run(command, cwd=ROOT, env=os.environ | environment, capture_output=True, text=True)


def test_python_without_packages_is_one_sentence():
    done = manage_without_packages()
    (line,) = done.stderr.splitlines()
    assert line.startswith(f"FactDB: {sys.executable} has no package django: ")
    assert line.endswith(", or `pip install -r requirements.txt`.")


def test_package_that_only_the_settings_need_is_named_as_well(tmp_path):
    (tmp_path / "django").symlink_to(Path(checks.__file__).parents[2])
    for name in ("asgiref", "sqlparse"):
        (tmp_path / name).symlink_to(Path(sys.modules[name].__file__).parent)
    (line,) = manage_without_packages(PYTHONPATH=str(tmp_path)).stderr.splitlines()
    assert " has no package corsheaders: " in line
