"""`make bench CLAIMS=1000000`: builds a synthetic record, asks it, prints the table and writes docs/performance.md.

The record is kept in FACTDB_VAR, so that a second run only asks. `--profile PATH` shows where the time of one request
goes; `--only WORD` asks the questions whose title holds the word, and writes nothing.
"""

import argparse
import json
import os
import sys
from pathlib import Path

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")


def main() -> None:
    options = parsed()
    if options.profile:
        os.environ["CACHE_URL"] = "dummycache://"
    django.setup()
    from tests.bench import profiling, report, running

    if options.profile:
        print(profiling.profile(options.profile))
        return
    loaded = running.prepared(options.claims, options.claims if options.bulk else options.claims // 10, tell)
    if options.bulk:
        print(json.dumps(loaded["door"]))
        return
    if options.growth:
        print(json.dumps(running.growing(running.Corpus(options.claims))))
        return
    found = running.measured(options.claims, options.seconds, options.only, options.quick, tell)
    text = report.markdown(options.claims, *found)
    print(text)
    if not options.only and options.write:
        Path("docs/performance.md").write_text(text)


def parsed() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="make bench", description=__doc__)
    parser.add_argument("--claims", type=int, default=1_000_000)
    parser.add_argument("--seconds", type=float, default=3.0, help="for each figure")
    parser.add_argument("--only", default="", help="questions whose title holds this word")
    parser.add_argument("--quick", action="store_true", help="without the rebuild of everything, which takes longest")
    parser.add_argument("--write", action="store_true", help="docs/performance.md")
    parser.add_argument("--profile", metavar="PATH", help="as in /api/v1/claims/?policy=policy-0")
    parser.add_argument("--growth", action="store_true", help=argparse.SUPPRESS)
    parser.add_argument("--bulk", action="store_true", help=argparse.SUPPRESS)
    return parser.parse_args()


def tell(line: str) -> None:
    print(line, file=sys.stderr, flush=True)


if __name__ == "__main__":
    main()
