#!/usr/bin/env python
"""Django's command line, with one sentence instead of a traceback where set-up fails."""

import os
import signal
import sys


def main() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    # A polite kill must run the exit handlers: the last user of the embedded database stops it.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(128 + signal.SIGTERM))
    try:
        run_command()
    except KeyboardInterrupt:
        sys.exit(128 + signal.SIGINT)


def run_command() -> None:
    from django.core.management import execute_from_command_line

    from config.problems import SetupProblem

    try:
        execute_from_command_line(sys.argv)
    except SetupProblem as problem:
        sys.exit(f"FactDB: {problem}")


if __name__ == "__main__":
    main()
