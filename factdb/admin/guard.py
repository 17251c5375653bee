"""What no view of the desk is asked, because Django would hand it to PostgreSQL or spend minutes on it."""

import re

from django.core.exceptions import BadRequest
from django.http import HttpRequest, QueryDict

LONGEST_PARAMETER = 2_000
# In one table of a form.
MOST_ROWS = 100
ROW_COUNT = re.compile(r"(.+)-(?:TOTAL|INITIAL)_FORMS")


def check_request(request: HttpRequest) -> None:
    """Raises BadRequest, with a sentence."""
    if "\0" in request.path or any("\0" in text for text in _list_texts(request.GET)):
        raise BadRequest("The address holds a NUL character.")
    if any(len(text) > LONGEST_PARAMETER for text in _list_texts(request.GET)):
        raise BadRequest(f"A parameter in an address of the desk has at most {LONGEST_PARAMETER:,} characters.")
    for name in request.POST:
        if match := ROW_COUNT.fullmatch(name):
            _check_rows(request.POST, name, match[1])


def _list_texts(parameters: QueryDict) -> list[str]:
    return [text for name, values in parameters.lists() for text in (name, *map(str, values))]


def _check_rows(form: QueryDict, name: str, table: str) -> None:
    """Django makes, and shows again, as many rows as are announced."""
    count = str(form[name])
    if not (count.isascii() and count.isdecimal() and len(count) <= len(str(MOST_ROWS)) and int(count) <= MOST_ROWS):
        raise BadRequest(f"{name} is a number from 0 to {MOST_ROWS}: a table has at most so many rows.")
    row = re.compile(rf"{re.escape(table)}-(\d+)-")
    sent = {match[1] for key in form if (match := row.match(key))}
    if int(count) > len(sent):
        raise BadRequest(f"{name} announces more rows than were sent.")
