"""JSON with exact numbers: decimals are read as decimals, and written without exponent and without trailing zeros.

A binary float holds 12.1 only nearly, and of 1234567890123.4567 not even the digits: none is made on the way.
"""

from collections.abc import Callable
from decimal import Decimal
from typing import Any

import msgspec

# What every JSON reader holds exactly, whatever it makes of numbers (RFC 8259, section 6).
MOST_DIGITS = 15


def make_decoder(kind: Any) -> Callable[[bytes | str], Any]:
    """Make a reader of documents as values of a type, which may leave out keys."""
    return msgspec.json.Decoder(kind, float_hook=Decimal).decode


decode_json = make_decoder(Any)
# UTF-8 without spaces. Of texts that are more than that, as Django marks what is safe, the text.
compact = msgspec.json.Encoder(decimal_format="number", enc_hook=str.__str__).encode


def indent_json(text: str) -> str:
    """Set a document's text out for people, its numbers as they are."""
    return msgspec.json.format(text, indent=2)


def write_on_a_line(value: Any) -> str:
    return msgspec.json.format(compact(value), indent=0).decode()


def count_digits(number: Decimal) -> int:
    """Count the digits from the first that is not 0 to the last: 4 of 1200.5, 2 of 1200."""
    return len(number.normalize().as_tuple().digits)


def describe_digits(number: Decimal) -> str | None:
    """Say why a number cannot be published, or None where it can."""
    digits = count_digits(number)
    if digits <= MOST_DIGITS:
        return None
    return (
        f"A number has at most {MOST_DIGITS} digits from the first that is not 0 to the last, or readers would hold "
        f"another one; {number.normalize():f} has {digits}: round it, and say so with the hedge."
    )


def simplify_number(number: Decimal) -> int | Decimal:
    """Give a decimal as a document holds it: 299000 and 4.5, not 299000.0000 and 4.5000."""
    return int(number) if number == int(number) else number.normalize()
