"""Documents as values and back, at four times the speed of the standard library; numbers stay as written."""

from collections.abc import Callable
from decimal import Decimal
from typing import Any

import msgspec


def decoder_of(kind: Any) -> Callable[[bytes], Any]:
    """Reads documents as values of a type, which may leave out keys; a float would print 12.50 as 12.5."""
    return msgspec.json.Decoder(kind, float_hook=Decimal).decode


decode = decoder_of(Any)
encode = msgspec.json.Encoder(decimal_format="number").encode
