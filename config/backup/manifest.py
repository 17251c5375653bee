"""What a backup says of itself."""

import json
from dataclasses import asdict, dataclass


@dataclass
class Manifest:
    made_at: str
    # Majors of the server and of the `pg_dump` that asked it.
    postgresql: int
    pg_dump: int
    # As app.name.
    migrations: list[str]
    # SEQ:HASH, as `audit --expect` takes it; nothing where nothing was ever published.
    head: str
    # Roles that have grants on what is in it; the dump names them and does not make them.
    roles: list[str]
    # Rows and SHA-256 of each table.
    tables: dict[str, tuple[int, str]]
    dump_sha256: str = ""

    def as_json(self) -> str:
        return json.dumps(asdict(self), indent=1)

    @classmethod
    def from_json(cls, text: bytes) -> "Manifest":
        values = json.loads(text)
        return cls(**{**values, "tables": {name: (rows, digest) for name, (rows, digest) in values["tables"].items()}})

    def count_rows(self) -> int:
        return sum(rows for rows, _ in self.tables.values())
