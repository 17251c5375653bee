"""Documents as values and back, at four times the speed of the standard library; numbers stay as written."""

from collections.abc import Callable, Iterator, Mapping
from decimal import Decimal
from typing import Any

import msgspec


def make_decoder(kind: Any) -> Callable[[bytes | str], Any]:
    """Make a reader of documents as values of a type, which may leave out keys; a float would print 12.50 as 12.5."""
    return msgspec.json.Decoder(kind, float_hook=Decimal).decode


decode_json = make_decoder(Any)


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
