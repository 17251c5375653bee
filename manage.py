#!/usr/bin/env python
"""Django's command line, with one sentence instead of a traceback where set-up fails."""

import os
import signal
import sys

from config.bootstrap import VENV, refuse_old_python


def main() -> None:
    refuse_old_python()
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    # A polite kill must run the exit handlers: the last user of the embedded database stops it.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(128 + signal.SIGTERM))
    try:
        run_command()
    except KeyboardInterrupt:
        sys.exit(128 + signal.SIGINT)
    except ModuleNotFoundError as error:
        sys.exit(explain_missing_package(error))


def run_command() -> None:
    from django.core.management import execute_from_command_line

    from config.problems import SetupProblem

    try:
        execute_from_command_line(sys.argv)
    except SetupProblem as problem:
        sys.exit(f"FactDB: {problem}")


def explain_missing_package(error: ModuleNotFoundError) -> str:
    """Raises the error where the missing module is ours."""
    package = str(error.name).partition(".")[0]
    if package in ("config", "factdb"):
        raise error
    ours = VENV / "bin/python"
    cure = f"use `{ours} {' '.join(sys.argv)}`" if ours.exists() and sys.prefix != str(VENV) else "run `make run` first"
    return f"FactDB: {sys.executable} has no package {package}: {cure}, or `pip install -r requirements.txt`."


if __name__ == "__main__":
    main()
