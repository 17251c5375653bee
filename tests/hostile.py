"""Requests that nobody means well, by kind, found from the URL conf and the admin's registry: what is new is tried too.

`tests/admin/test_hostile.py` sends some to Django, `tests/drills/hostile.py` all of them to the server.
"""

import re
from collections.abc import Iterator
from html.parser import HTMLParser
from itertools import product
from typing import Any, NamedTuple
from urllib.parse import quote, urlencode

from django.contrib import admin
from django.db.models import Model
from django.urls import URLPattern, get_resolver

TAKEN = re.compile(r"<[^>]*>|\(\?P<[^>]*>[^)]*\)")
FORM = "application/x-www-form-urlencoded"
VALUES = (
    *("", "\0", "a\0b", "\ud800", "-1", "0", "10000", "9" * 19, "9" * 5000, "1e999", "NaN", "٣", "true", "1,2,x"),
    *("0001-01-01", "9999-12-31", "2024-01-01T00:00:00+23:59 draft", "0001-01-01T00:00:00+15:00", "24:00"),
    *("'\"\\", "%", "(", "[1", "{}", "x" * 10_000, "a " * 5000, "🦊" * 64, "\r\nX: y", "http://[", "../../x"),
)
LIST_NAMES = ("o", "p", "q", "all", "e", "_popup", "_to_field", "_changelist_filters", "_facets", "_source_model")
PICKER_NAMES = ("term", "page", "app_label", "model_name", "field_name")
KEYS = ("0", "-1", "9" * 19, "9" * 5000, "x", "\0", "_00", "_", "'", "1/2", "1\n", "٣", "\ud800", "x" * 3000)
METHODS = ("GET", "HEAD", "OPTIONS", "POST", "PUT", "PATCH", "DELETE", "TRACE", "PROPFIND")
CONTENT_TYPES = (
    *("x", "text/plain", "application/json", "multipart/form-data", "multipart/form-data; boundary=", ";;;", "\xff"),
    "multipart/form-data; boundary=" + "b" * 300,
    *(f"text/html; charset={name}" for name in ("hex", "idna", "undefined", "utf-16", "nonsense", "x" * 5000)),
    *(f"{FORM}; charset={name}" for name in ("hex", "idna", "undefined", "utf-16", "utf-7", "latin-1", "nonsense")),
    *(f"multipart/form-data; boundary=b; charset={name}" for name in ("hex", "undefined", "utf-16", "nonsense")),
    *(f"text/html; charset*={name}''x" for name in ("hex", "undefined", "nonsense", "")),
)
PARTS = (
    b"",
    b"--b",
    b"--b\r\n\r\nx\r\n--b--\r\n",
    b"\xff\x00" * 500,
    b'--b\r\nContent-Disposition: form-data; name="a"\r\nContent-Transfer-Encoding: base64\r\n\r\n!\r\n--b--\r\n',
    *(
        b"--b\r\nContent-Disposition: form-data; name*=%s''a; filename*=%s''a\r\n\r\nx\r\n--b--\r\n" % (name, name)
        for name in (b"hex", b"nonsense", b"undefined")
    ),
    b'--b\r\nContent-Disposition: form-data; name="a"; filename="\xff\x00"\r\nContent-Length: x\r\n\r\nx\r\n--b--\r\n',
    b'--b\r\nContent-Disposition: form-data; name="a"; filename="a"\r\n\r\nx\r\n' * 200 + b"--b--\r\n",
)
COOKIES = (
    *("sessionid=x", 'sessionid="aaaaaaaa\\000"', "sessionid=" + "a" * 8000, "sessionid=\xff\xfe", "=;=;=", ";" * 9000),
    *('csrftoken="\\000"', "csrftoken=" + "a" * 64, "csrftoken=\xff", 'messages="\\000"', "a=b" * 3000),
)
HEADERS = (
    *(("Host", name) for name in ("", "x", "localhost:x", "[::1", "a" * 5000, "\xff", "localhost,localhost")),
    *(("Accept", value) for value in ("", "x", "*", ";q=x", "text/csv;q=9e99", "a/b," * 3000, "\xff", "*/*;q=")),
    *(("Accept-Language", value) for value in ("x" * 9000, "en;q=9e99", "-" * 500, "\xff")),
    *(("Accept-Encoding", value) for value in ("gzip;q=x", "\xff", "gzip," * 3000)),
    *(("If-None-Match", value) for value in ("*", '"', 'W/"' * 5000, "\xff", ",".join(['"a"'] * 5000))),
    *(("If-Modified-Since", value) for value in ("x", "Thu, 01 Jan 99999 00:00:00 GMT", "9:9 GMT")),
    *(("Range", value) for value in ("bytes=9-1", "bytes=-" + "9" * 5000, "x", "bytes=0-0,1-1", "bytes=" + "9" * 30)),
    *(("Referer", value) for value in ("http://[", "x" * 9000, "\xff")),
    *(("Origin", value) for value in ("http://[", "null", "x" * 9000, "\xff")),
    *(("X-Request-ID", value) for value in ("\xff", "x" * 9000)),
    *(("X-Forwarded-For", value) for value in ("x", "," * 9000)),
    *(("X-Forwarded-Proto", value) for value in ("https", "x")),
    *(("Authorization", value) for value in ("Basic x", "\xff")),
    *(("Content-Length", value) for value in ("-1", "x", "9" * 30, "1_0", "+1", "5, 6")),
    *(("Transfer-Encoding", value) for value in ("chunked", "x", "gzip, chunked")),
    *(("Expect", value) for value in ("100-continue", "x")),
)
ROWS = ("", "x", "-1", "1.5", "99999999999", "9" * 5000, "1001", "2000", "\0", "٣")


class Attack(NamedTuple):
    kind: str
    method: str
    path: str
    body: bytes = b""
    content_type: str = ""
    headers: tuple[tuple[str, str], ...] = ()


def encode(text: str) -> str:
    return quote(text.encode(errors="surrogatepass"), safe="")


def join_query(*pairs: tuple[str, str]) -> str:
    return "&".join(f"{encode(name)}={encode(value)}" for name, value in pairs)


def encode_form(pairs: list[tuple[str, str]]) -> bytes:
    return urlencode([(name, value.encode(errors="surrogatepass")) for name, value in pairs]).encode()


def every_route(prefix: str = "/", resolver: Any = None) -> Iterator[str]:
    """Each path of the site, with `{}` for what it takes."""
    for pattern in (resolver or get_resolver()).url_patterns:
        path = prefix + TAKEN.sub("{}", str(pattern.pattern)).strip("^$")
        if isinstance(pattern, URLPattern):
            yield path
        else:
            yield from every_route(path, pattern)


def fill_route(route: str, key: str) -> str:
    return route.replace("{}", key)


def every_path(real_keys: dict[str, str]) -> Iterator[str]:
    """Each route once; of what it takes `real_keys` has one, by the route's beginning."""
    for route in every_route():
        begin = next((begin for begin in real_keys if route.startswith(begin)), "")
        yield fill_route(route, real_keys.get(begin, "1"))


def attack_paths() -> Iterator[Attack]:
    for route, key in product(every_route(), KEYS):
        if "{}" in route:
            yield Attack("key", "GET", fill_route(route, encode(key)))


def attack_lists(models: list[type[Model]]) -> Iterator[Attack]:
    """Every lookup of every field, and every parameter that a list or a picker reads, with everything."""
    for model in models:
        path = f"/admin/{model._meta.app_label}/{model._meta.model_name}/"
        for name in every_lookup(model):
            yield Attack("lookup", "GET", f"{path}?{join_query((name, '1'))}")
        for name, value in product((*LIST_NAMES, *listed_names(model)), VALUES):
            yield Attack("list", "GET", f"{path}?{join_query((name, value), (name, 'x'))}")
            yield Attack("list", "GET", f"{path}?{join_query((name, value))}")
        for field, value in product(model._meta.get_fields(), VALUES):
            yield Attack("proposal", "GET", f"{path}add/?{join_query((field.name, value))}")


def every_lookup(model: type[Model]) -> Iterator[str]:
    for field in model._meta.get_fields():
        yield field.name
        for lookup in getattr(field, "get_lookups", dict)():
            yield f"{field.name}__{lookup}"
        if field.is_relation:
            yield from (f"{field.name}__{way}" for way in ("id__exact", "pk__in", "id__range", "x", "id__year"))


def listed_names(model: type[Model]) -> Iterator[str]:
    site_admin = admin.site.get_model_admin(model)
    if site_admin.date_hierarchy:
        yield from (f"{site_admin.date_hierarchy}__{part}" for part in ("year", "month", "day"))
    for entry in site_admin.list_filter:
        name = entry[0] if isinstance(entry, tuple) else getattr(entry, "parameter_name", entry)
        yield from (name, f"{name}__exact", f"{name}__id__exact", f"{name}__isnull")


def attack_picker() -> Iterator[Attack]:
    known = {"app_label": "factdb", "model_name": "claim", "field_name": "article", "term": "a"}
    for name, value in product(PICKER_NAMES, VALUES):
        pairs = {**known, name: value}
        yield Attack("picker", "GET", f"/admin/autocomplete/?{join_query(*pairs.items())}")


def attack_heads(paths: list[str]) -> Iterator[Attack]:
    """Every method, header, cookie and content type, which have nothing to do with what is asked for."""
    for path in paths:
        yield from (Attack("method", method, path) for method in METHODS)
        yield from (Attack("header", "GET", path, headers=(header,)) for header in HEADERS)
        yield from (Attack("cookie", "GET", path, headers=(("Cookie", value),)) for value in COOKIES)
        for content_type, method in product(CONTENT_TYPES, ("GET", "POST")):
            yield Attack("type", method, path, b"a=1", content_type)
        for part in PARTS:
            yield Attack("part", "POST", path, part, "multipart/form-data; boundary=b")
        yield Attack("many", "GET", f"{path}?{'a=1&' * 1500}")
        yield Attack("many", "POST", path, b"a=1&" * 1500, FORM)
        yield Attack("large", "POST", path, b"a=" + b"x" * 2_600_000, FORM)


def attack_form(path: str, page: str) -> Iterator[Attack]:
    """The form as the page has it, with one thing in it changed."""
    pairs = read_form(page)
    for name in dict.fromkeys(name for name, _ in pairs):
        values = ROWS if name.endswith("_FORMS") else VALUES
        yield from (_attack_field(path, pairs, name, value) for value in values)
        yield Attack("form", "POST", path, encode_form([pair for pair in pairs if pair[0] != name]), FORM)


def _attack_field(path: str, pairs: list[tuple[str, str]], name: str, value: str) -> Attack:
    kind = "rows" if name.endswith("_FORMS") else "form"
    return Attack(kind, "POST", path, encode_form([*(pair for pair in pairs if pair[0] != name), (name, value)]), FORM)


class FormReader(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.pairs: list[tuple[str, str]] = []
        self.select = self.text = ""

    def handle_starttag(self, tag: str, attributes: list[tuple[str, str | None]]) -> None:
        values = {name: value or "" for name, value in attributes}
        if tag == "select":
            self.select = values.get("name", "")
        elif tag == "option" and "selected" in values and self.select:
            self.pairs.append((self.select, values.get("value", "")))
        elif tag in ("input", "textarea") and values.get("name"):
            if values.get("type") not in ("checkbox", "radio", "submit") or "checked" in values:
                self.pairs.append((values["name"], values.get("value", "")))
            self.text = values["name"] if tag == "textarea" else ""

    def handle_data(self, data: str) -> None:
        if self.text and self.pairs[-1][0] == self.text:
            self.pairs[-1] = (self.text, self.pairs[-1][1] + data)

    def handle_endtag(self, tag: str) -> None:
        if tag == "textarea":
            self.text = ""
        if tag == "select":
            if self.select and self.select not in dict(self.pairs):
                self.pairs.append((self.select, ""))
            self.select = ""


def read_form(page: str) -> list[tuple[str, str]]:
    reader = FormReader()
    reader.feed(page)
    return [pair for pair in reader.pairs if pair[0] != "csrfmiddlewaretoken" and "__prefix__" not in pair[0]]
