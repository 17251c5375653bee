"""Documents as they are sent: what the ledger has, and not parsed on the way."""

from collections.abc import Iterator, Mapping
from typing import Any

import msgspec

from factdb.exact_json import decode_json


class Document(Mapping[str, Any]):
    """A document of the record as it is sent. It is parsed where a value of it is asked for, and not to be sent on."""

    def __init__(self, text: str | bytes) -> None:
        self.text = text

    def __getitem__(self, key: str) -> Any:
        return decode_json(self.text)[key]

    def __iter__(self) -> Iterator[str]:
        return iter(decode_json(self.text))

    def __len__(self) -> int:
        return len(decode_json(self.text))


def _as_it_is(value: Any) -> msgspec.Raw:
    if isinstance(value, Document):
        return msgspec.Raw(value.text)
    raise TypeError(f"{type(value)} has no JSON.")


encode_json = msgspec.json.Encoder(decimal_format="number", enc_hook=_as_it_is).encode
