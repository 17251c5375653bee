"""The values that a question may hold: each field reads one kind of text strictly and says what was wrong with it.

Every fault is a `ValidationError` with one of the contract's codes. Fields are shared by all requests, so
they keep no state.
"""

import re
from datetime import UTC, date, datetime, time
from decimal import Decimal
from typing import Any

from django import forms
from django.core.exceptions import ValidationError

MOST_VALUES = 100
MOST_CHARACTERS = 256
BIGINT = 2**63 - 1

# U+FFFD stands where the query string was not UTF-8.
UNPRINTABLE = re.compile("[\x00-\x1f\x7f-\x9f\ufffd]")
DATE = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
TIME = r"[0-9]{2}:[0-9]{2}(:[0-9]{2}(\.[0-9]{1,6})?)?"
INSTANT_PATTERN = re.compile(rf"{DATE.pattern}T{TIME}(Z|[+-][0-9]{{2}}:[0-9]{{2}})")


def field_error(code: str, detail: str, allowed: list[str] | None = None) -> ValidationError:
    return ValidationError(detail, code=code, params={"allowed": allowed})


class ParamField(forms.Field):
    """One value. `schema` is the JSON Schema of what it takes, `example` a value of it, both for the documentation."""

    is_repeatable = False
    schema: dict[str, Any] = {
        "type": "string",
        "minLength": 1,
        "maxLength": MOST_CHARACTERS,
        "pattern": r"^[^\u0000-\u001f\u007f-\u009f\ufffd]*$",
    }

    def __init__(self, *, example: Any = None, schema: dict[str, Any] | None = None, **more: Any) -> None:
        super().__init__(**{"required": False, **more})
        self.example = example
        self.schema = {**self.schema, **(schema or {})}

    def clean(self, value: Any) -> Any:
        text = str(value)
        if len(text) > MOST_CHARACTERS:
            raise field_error("too_long", f"At most {MOST_CHARACTERS} characters; these are {len(text)}.")
        if UNPRINTABLE.search(text):
            raise field_error("invalid", "Control characters and bytes that are not UTF-8 cannot be asked for.")
        return self.parse_text(text)

    def parse_text(self, text: str) -> Any:
        return text


class WordsField(ParamField):
    """A search as people type it: words, "phrases", or, -not."""

    widget = forms.TextInput(attrs={"type": "search", "maxlength": MOST_CHARACTERS})

    # Ignored by the search anyway; a run of them overflows the stack of PostgreSQL's parser.
    ignored = re.compile(r"""[!()&|<>:*\\]|-+(?![\w"])""")

    def parse_text(self, text: str) -> str:
        words = self.ignored.sub(" ", text).strip()
        if not words:
            raise field_error("invalid", "Give at least one word to search for.")
        return words


class CursorField(ParamField):
    """A cursor, which is longer than other values: it holds the sort key of a row."""

    widget = forms.HiddenInput

    def __init__(self, **more: Any) -> None:
        super().__init__(**more)
        self.schema = {"type": "string", "minLength": 1}

    def clean(self, value: Any) -> str:
        return str(value)


class ValuesField(ParamField):
    """One or several values, separated by commas: any of them. `items` is the JSON Schema of one."""

    items: dict[str, Any] = {**ParamField.schema, "pattern": r"^[^,\u0000-\u001f\u007f-\u009f\ufffd]*$"}

    def __init__(self, *, items: dict[str, Any] | None = None, **more: Any) -> None:
        super().__init__(**more)
        self.schema = {"type": "array", "items": items or self.items, "minItems": 1, "maxItems": MOST_VALUES}

    def clean(self, value: Any) -> list[Any]:
        texts = str(value).split(",")
        if len(texts) > MOST_VALUES:
            raise field_error("too_many", f"At most {MOST_VALUES} values; these are {len(texts)}.")
        return list(dict.fromkeys(super(ValuesField, self).clean(text) for text in texts))

    def parse_text(self, text: str) -> Any:
        if not text:
            raise field_error("invalid", "There is nothing before or after a comma.")
        return text


class SlugsField(ValuesField):
    """Slugs of things. They may also be given one by one, as other interfaces do it: `policy=a&policy=b`."""

    is_repeatable = True


class ItemsField(ValuesField):
    """Items of Wikidata."""

    pattern = re.compile("Q[1-9][0-9]{0,18}")
    items = {"type": "string", "pattern": f"^{pattern.pattern}$"}

    def parse_text(self, text: str) -> str:
        if not self.pattern.fullmatch(text):
            raise field_error("invalid", "A Wikidata item is a Q and a number, as in Q42.")
        return text


class NumbersField(SlugsField):
    items = {"type": "integer", "minimum": 1, "maximum": BIGINT}

    def parse_text(self, text: str) -> int:
        return parse_whole_number(super().parse_text(text))


def parse_whole_number(text: str) -> int:
    if not re.fullmatch("-?[0-9]+", text):
        raise field_error("invalid", "Give a whole number in digits.")
    if text.startswith("-"):
        raise field_error("out_of_range", "Give a number that is not negative.")
    if len(text) > 19 or int(text) > BIGINT:
        raise field_error("out_of_range", f"The largest number is {BIGINT}.")
    return int(text)


class CodesField(ValuesField):
    """Codes of a TextChoices. On a form one of them is chosen."""

    def __init__(self, *, choices: Any, **more: Any) -> None:
        self.codes = [str(choice.value) for choice in choices]
        super().__init__(
            widget=forms.Select(choices=[("", "Any"), *((choice.value, choice.label) for choice in choices)]),
            items={"type": "string", "enum": self.codes},
            **more,
        )

    def parse_text(self, text: str) -> str:
        if text not in self.codes:
            raise field_error("invalid", "This is not one of the values it can have.", self.codes)
        return text


class ChoiceField(ParamField):
    """One of a few names."""

    def __init__(self, *, names: list[str], **more: Any) -> None:
        self.names = names
        super().__init__(
            widget=forms.Select(choices=[("", "Default"), *((name, name) for name in names)]),
            **more,
        )
        self.schema = {"type": "string", "enum": names}

    def parse_text(self, text: str) -> str:
        if text not in self.names:
            raise field_error("invalid", "This is not one of the values it can have.", self.names)
        return text


class NamesField(ValuesField):
    """Some of many names, such as the keys of a document."""

    def __init__(self, *, names: list[str], **more: Any) -> None:
        self.names = names
        super().__init__(items={"type": "string", "enum": names}, **more)

    def parse_text(self, text: str) -> str:
        if text not in self.names:
            raise field_error("invalid", f"There is no {text!r} here.", self.names)
        return text


class FlagField(ParamField):
    widget = forms.Select(choices=[("", "Any"), ("true", "Yes"), ("false", "No")])
    schema = {"type": "boolean"}

    def __init__(self, *, example: str, **more: Any) -> None:
        super().__init__(example=example == "true", **more)

    def parse_text(self, text: str) -> bool:
        if text not in ("true", "false"):
            raise field_error("invalid", "Give true or false.", ["true", "false"])
        return text == "true"


class SizeField(ParamField):
    """A whole number between two bounds, both allowed."""

    widget = forms.HiddenInput

    def __init__(self, *, least: int, most: int, **more: Any) -> None:
        self.least, self.most = least, most
        super().__init__(**more)
        self.schema = {"type": "integer", "minimum": least, "maximum": most}

    def parse_text(self, text: str) -> int:
        number = parse_whole_number(text)
        if not self.least <= number <= self.most:
            raise field_error("out_of_range", f"Give a number from {self.least} to {self.most}.")
        return number


class QuantityField(ParamField):
    """A number, no larger than a figure can be."""

    widget = forms.NumberInput(attrs={"step": "any"})
    most = Decimal(10**20 - 10**5)

    def __init__(self, **more: Any) -> None:
        super().__init__(**more)
        self.schema = {"type": "number", "minimum": -int(self.most), "maximum": int(self.most)}

    def parse_text(self, text: str) -> Decimal:
        if not re.fullmatch(r"-?[0-9]+(\.[0-9]+)?([eE][+-]?[0-9]{1,3})?", text):
            raise field_error("invalid", "Give a number such as 1200 or -0.5.")
        number = Decimal(text)
        if abs(number) > self.most:
            raise field_error("out_of_range", f"Give a number from -{self.most} to {self.most}.")
        return number


class DayField(ParamField):
    widget = forms.DateInput(attrs={"type": "date"})
    schema = {"type": "string", "format": "date"}

    def parse_text(self, text: str) -> date:
        if not DATE.fullmatch(text):
            code = "out_of_range" if re.fullmatch(r"[+-]?[0-9]{4,}-[0-9]{2}-[0-9]{2}", text) else "invalid"
            raise field_error(code, "Give a date as YYYY-MM-DD, from 0001-01-01 to 9999-12-31.")
        if text.startswith("0000"):
            raise field_error("out_of_range", "The first year is 0001.")
        return _parse_calendar(date.fromisoformat, text)


class MomentField(DayField):
    """An instant, or a date: then the first or the last instant of that day, UTC."""

    def __init__(self, *, edge: time, **more: Any) -> None:
        super().__init__(**more)
        self.schema = {"anyOf": [{"type": "string", "format": name} for name in ("date", "date-time")]}
        self.edge = edge

    def parse_text(self, text: str) -> datetime:
        if "T" not in text:
            return datetime.combine(super().parse_text(text), self.edge, UTC)
        if not INSTANT_PATTERN.fullmatch(text):
            raise field_error(
                "invalid",
                "Give an instant such as 2022-05-24T09:30:00Z, or with an offset; in an address + is written %2B.",
            )
        if text.startswith("0000"):
            raise field_error("out_of_range", "The first year is 0001.")
        return _parse_calendar(_parse_utc, text)


def _parse_utc(text: str) -> datetime:
    return datetime.fromisoformat(text).astimezone(UTC)


def _parse_calendar(parse: Any, text: str) -> Any:
    try:
        return parse(text)
    except OverflowError:
        raise field_error("out_of_range", "Its time in UTC is outside the years 0001 to 9999.") from None
    except ValueError:
        raise field_error("invalid", "There is no such day or time.") from None


FIRST_INSTANT, LAST_INSTANT = time.min, time.max

FUTURE = "Nobody knows yet how the record will stand then. A date means the end of that day, UTC."


class AsOfField(MomentField):
    """A past moment. Today means now, as the day has no end yet."""

    def __init__(self) -> None:
        super().__init__(
            edge=LAST_INSTANT,
            help_text="As the record stood at this instant, or at the end of this day (UTC); today is now.",
            example="2020-01-01",
        )

    def parse_text(self, text: str) -> datetime:
        now = datetime.now(UTC)
        if is_today(text):
            return now
        if (moment := super().parse_text(text)) > now:
            raise field_error("out_of_range", FUTURE)
        return moment


def is_today(text: str) -> bool:
    return text == datetime.now(UTC).date().isoformat()
