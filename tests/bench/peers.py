"""The same questions to Datasette, over the same claims, as a careful user would set it up:

    FACTDB_VAR=var/bench/20000 .venv/bin/python -m tests.bench.peers --claims 20000

`make bench CLAIMS=20000` has made that record before. Datasette is installed into a virtual environment that is thrown
away, its SQLite file is written from the record's projection: a table of claims with each document, narrow tables of
links that carry the date, full-text search, an index for each filter in the order asked. It runs without counts and
suggestions, on an immutable file, in its one process; the site with its two, nothing kept from one request to the next.

What differs: Datasette does not rank, and counts four of the site's six facets, those that are columns; of policies and
people it is asked by queries written for it, because its own filters cannot follow a table of links in its order.
Directus is left out: installing it took seven minutes and half a gigabyte, and it passes over tables that have no
single column as their key, which is what the narrow ones are.
"""

import argparse
import json
import os
import sqlite3
import subprocess
import tempfile
import venv
from collections.abc import Callable, Iterator
from pathlib import Path
from urllib.parse import quote_plus

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
django.setup()

from django.db import connections  # noqa: E402

from tests.bench import servers  # noqa: E402
from tests.bench.client import Measured, measure, request  # noqa: E402
from tests.bench.corpus import Corpus  # noqa: E402
from tests.bench.questions import Question, questions  # noqa: E402
from tests.bench.reading import UNKEPT  # noqa: E402
from tests.bench.running import cursor  # noqa: E402

CLAIMS = """
    SELECT c.id, c.stated_on, c.kind, c.headline, c.words, s.slug, o.slug, m.slug, c.attribution, c.rating, c.low,
           c.document
    FROM factdb_publishedclaim c JOIN factdb_publishedorganization o ON o.id = c.outlet_id
    LEFT JOIN factdb_publishedperson s ON s.id = c.speaker_id LEFT JOIN factdb_publishedmeasure m ON m.id = c.measure_id
"""
LINKS = "SELECT slug, stated_on, claim_id FROM factdb_publishedclaim{0} JOIN factdb_published{0} t ON t.id = {0}_id"
LINKED = ("policy", "person", "organization")
FILTERS = ("speaker", "outlet", "measure", "kind", "attribution", "rating")
SCHEMA = f"""
    CREATE TABLE claims (id INTEGER PRIMARY KEY, stated_on TEXT, kind TEXT, text TEXT, words TEXT, speaker TEXT,
        outlet TEXT, measure TEXT, attribution TEXT, rating TEXT, value REAL, document TEXT);
    CREATE VIRTUAL TABLE claims_fts USING fts5 (text, words, content="claims", content_rowid="id",
        tokenize="porter unicode61");
    CREATE INDEX claims_stated_on ON claims (stated_on DESC, id);
    {"".join(f"CREATE INDEX claims_{name} ON claims ({name}, stated_on DESC, id);" for name in FILTERS)}
    {
    "".join(
        f"CREATE TABLE claim_{name} ({name} TEXT, stated_on TEXT, claim INTEGER, "
        f"PRIMARY KEY ({name}, stated_on DESC, claim DESC)) WITHOUT ROWID;"
        for name in LINKED
    )
}"""
OF_LINKED = (
    "SELECT c.id, c.document FROM claim_{0} l JOIN claims c ON c.id = l.claim WHERE l.{0} = :{0}"
    " ORDER BY l.stated_on DESC, l.claim DESC LIMIT 51"
)
SETTINGS = {"suggest_facets": "off", "sql_time_limit_ms": "60000", "facet_time_limit_ms": "60000"}
TABLE = "/peer/claims.json?_nocount=1&_shape=objects&_nocol=words&_size=51&_sort_desc=stated_on"


def of_linked(name: str) -> Callable[..., str]:
    return lambda slug: f"/peer/of_{name}.json?_shape=objects&{name}={slug}"


def of_column(name: str) -> Callable[..., str]:
    return lambda value: f"{TABLE}&{name}__exact={value}"


def search(words: str, *_: str) -> str:
    return f"{TABLE}&_search={quote_plus(words)}"


def facets(words: str) -> str:
    asked = "".join(f"&_facet={name}" for name in ("speaker", "outlet", "kind", "rating"))
    return f"{TABLE.replace('51', '0')}{asked}&_facet_size=100&_search={quote_plus(words)}"


# A question's path by the arguments of its SQL.
PATHS: dict[str, Callable[..., str]] = {
    "newest of all": lambda: TABLE,
    "of policy": of_linked("policy"),
    "of person": of_linked("person"),
    "of speaker": of_column("speaker"),
    "of outlet": of_column("outlet"),
    "of kind": of_column("kind"),
    "deep page": lambda on, claim: f"{TABLE}&_next={on},{claim}",
    "search, newest first": search,
    "search, a rare word, ranked": search,
    "facets under a search": facets,
    "one claim": lambda number: f"/peer/claims/{number}.json?_shape=objects",
}


def main() -> None:
    options = parsed()
    asked = [question for question in questions(Corpus(options.claims), cursor) if question.title in PATHS]
    with tempfile.TemporaryDirectory(prefix="factdb-peers-") as made:
        command = datasette(Path(made))
        with servers.peer(command, "/-/versions.json") as peer, servers.site(**UNKEPT) as site:
            print(table([(question.title, *pair(question, site, peer, options.seconds)) for question in asked]))


def parsed() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--claims", type=int, required=True, help="as many as the record in FACTDB_VAR has")
    parser.add_argument("--seconds", type=float, default=3.0, help="for each figure")
    return parser.parse_args()


def datasette(where: Path) -> list[str]:
    """The command that serves the record, everything it needs made under `where`."""
    venv.create(where / "venv", with_pip=True)
    subprocess.run([where / "venv/bin/pip", "install", "-qqq", "datasette"], check=True)
    write(where / "peer.db")
    written = {f"of_{name}": {"sql": OF_LINKED.format(name)} for name in LINKED}
    (where / "metadata.json").write_text(json.dumps({"databases": {"peer": {"queries": written}}}))
    settings = [word for name, value in SETTINGS.items() for word in ("--setting", name, value)]
    program = str(where / "venv/bin/datasette")
    return [program, "serve", "-i", str(where / "peer.db"), "-m", str(where / "metadata.json"), *settings]


def write(file: Path) -> None:
    database = sqlite3.connect(file)
    database.executescript(SCHEMA)
    database.executemany(f"INSERT INTO claims VALUES ({', '.join('?' * 12)})", copied(CLAIMS))
    for name in LINKED:
        database.executemany(f"INSERT INTO claim_{name} VALUES (?, ?, ?)", copied(LINKS.format(name)))
    database.execute("INSERT INTO claims_fts (claims_fts) VALUES ('rebuild')")
    database.execute("INSERT INTO claims_fts (claims_fts) VALUES ('optimize')")
    database.execute("ANALYZE")
    database.commit()
    database.close()


def copied(sql: str) -> Iterator[tuple]:
    connections["default"].ensure_connection()
    with connections["default"].connection.cursor() as raw, raw.copy(f"COPY ({sql}) TO STDOUT") as copy:
        yield from copy.rows()


def pair(question: Question, site: int, peer: int, seconds: float) -> tuple[Measured, ...]:
    own = [request(path) for path, _ in question.asked]
    others = [request(PATHS[question.title](*arguments)) for arguments in distinct(question)]
    return tuple(
        measure(port, asked, clients=clients, seconds=seconds)
        for port, asked in ((site, own), (peer, others))
        for clients in (1, 8)
    )


def distinct(question: Question) -> list[tuple]:
    """Ranked search hands its words to its SQL twice."""
    return [tuple(dict.fromkeys(arguments)) for _, arguments in question.asked]


def table(rows: list[tuple]) -> str:
    """Milliseconds of one client (p50) and requests a second of eight."""
    lines = ["| | FactDB | Datasette |", "|---|---|---|"]
    for title, one, many, peer_one, peer_many in rows:
        lines.append(f"| {title} | {told(one, many)} | {told(peer_one, peer_many)} |")
    return "\n".join(lines)


def told(one: Measured, many: Measured) -> str:
    return f"{one.p50:.2f} · {many.rate:,.0f}"


if __name__ == "__main__":
    main()
