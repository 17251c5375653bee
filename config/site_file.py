"""Reads the TOML file of a newsroom's own name. What is wrong in it stops the start with one sentence."""

import re
import tomllib
from collections.abc import Callable, Collection, Mapping
from difflib import get_close_matches
from pathlib import Path
from typing import Any

from django.core.exceptions import ValidationError
from django.core.validators import EmailValidator, URLValidator

from config.problems import SetupProblem
from config.site_identity import PAGE_NAMES, Licence, Logo, OwnPage, OwnRating, Publisher, SiteIdentity
from factdb.choices import Rating

LICENCE_TEXTS = Path(__file__).parent.parent / "LICENSES"
DEFAULT_PAGES = Path(__file__).parent.parent / "factdb/pages/texts"
DEFAULT_NAME = "FactDB"
DEFAULT_LICENCE = {
    "id": "CC-BY-4.0",
    "name": "CC BY 4.0",
    "url": "https://creativecommons.org/licenses/by/4.0/",
}
SITE_KEYS = (
    {"name": str, "covers": str, "language": str, "contact": str, "logo": str}
    | dict.fromkeys(("publisher", "licence", "pages"), dict)
    | {"ratings": list}
)
PUBLISHER_KEYS = dict.fromkeys(("name", "url"), str)
LICENCE_KEYS = dict.fromkeys(("id", "name", "url", "text"), str)
RATING_KEYS = dict.fromkeys(("name", "means", "definition"), str)
PAGE_KEYS = dict.fromkeys(PAGE_NAMES, str)
TYPE_NAMES: dict[type, str] = {
    str: 'a text in quotes, such as {} = "..."',
    dict: "a table, such as [{}]",
    list: "tables, such as [[{}]]",
}

LOGO_MEDIA_TYPES = {".svg": "image/svg+xml", ".png": "image/png", ".webp": "image/webp", ".jpg": "image/jpeg"}
LARGEST_FILE_BYTES = 512 * 1024
LARGEST_FILE = "512 KB"
# Line breaks, and what XML cannot carry: names stand in feeds, headers of files and single lines.
FORBIDDEN_CHARACTER = re.compile("[\0-\x1f\x7f-\x9f\u2028\u2029\ufffe\uffff]")
# BCP 47: language, script, region, variants. Extensions and private use say nothing to a reader.
LANGUAGE_TAG = re.compile(
    "[a-z]{2,3}(-[a-z]{4})?(-([a-z]{2}|[0-9]{3}))?(-([a-z0-9]{5,8}|[0-9][a-z0-9]{3}))*", re.IGNORECASE
)
PHONE_ADDRESS = re.compile(r"tel:\+[0-9-]{4,20}")
SPDX_ID = re.compile("[A-Za-z0-9.+-]+")


def load_site_identity(path: str, contact: str = "") -> SiteIdentity:
    """What the site file at `path` says, or the defaults where `path` is empty; `contact` where the file has none.

    Raises `SetupProblem` with one sentence on what is wrong and what would be right.
    """
    if contact:
        _require_contact("FACTDB_CONTACT", contact)
    return SiteFile(Path(path).absolute()).read_site(contact) if path else build_site({}, contact)


def build_site(texts: dict[str, Any], contact: str = "") -> SiteIdentity:
    """The site of these values, each that is left out by default."""
    name = texts.get("name", DEFAULT_NAME)
    return SiteIdentity(
        **{
            "name": name,
            "publisher": Publisher(name),
            "licence": build_licence(DEFAULT_LICENCE),
            "pages": {page: read_default_page(page) for page in PAGE_NAMES},
            "contact": contact or None,
            **texts,
        }
    )


def build_licence(texts: dict[str, str]) -> Licence:
    """Without a text of its own, the one that comes along with FactDB, or else just where it is."""
    file = LICENCE_TEXTS / f"{texts['id']}.txt"
    text = file.read_text(encoding="utf-8") if file.is_file() else f"{texts['name']}\n\n{texts['url']}\n"
    return Licence(**{"text": text, **texts})


def read_default_page(name: str) -> OwnPage:
    return parse_page(name, (DEFAULT_PAGES / f"{name}.md").read_text(encoding="utf-8"))


def parse_page(name: str, text: str) -> OwnPage:
    """A page of Markdown. Raises `ValueError` where its first line is no `# Title`."""
    first, _, rest = text.removeprefix("\ufeff").lstrip().partition("\n")
    mark, _, title = first.partition(" ")
    if mark != "#" or not title.strip():
        raise ValueError(first)
    return OwnPage(name, title.strip(), rest.strip())


class SiteFile:
    """The file at an absolute path; files that it names are beside it, or where a path from its folder leads."""

    def __init__(self, path: Path) -> None:
        self.path = path

    def read_site(self, contact: str) -> SiteIdentity:
        table = self._parse_toml()
        self._check_table("", table, SITE_KEYS, required=["name"])
        readers: dict[str, Callable[[Any], Any]] = {
            "language": self._check_language,
            "contact": self._check_contact,
            "logo": self._read_logo,
            "publisher": self._read_publisher,
            "licence": self._read_licence,
            "pages": self._read_pages,
            "ratings": self._read_ratings,
        }
        return build_site({key: readers.get(key, str)(value) for key, value in table.items()}, contact)

    def _parse_toml(self) -> dict[str, Any]:
        try:
            return tomllib.loads(self._read_text("what FACTDB_SITE names", self.path))
        except tomllib.TOMLDecodeError as error:
            raise self._make_problem(f"this is not TOML: {error}; docs/site.md has a whole example") from error

    def _check_table(
        self, prefix: str, table: dict[str, Any], keys: Mapping[str, type], required: Collection[str] = ()
    ) -> None:
        for key, value in table.items():
            if key not in keys:
                raise self._make_problem(f"there is no key `{prefix}{key}`, {_suggest_key(key, keys)}")
            if not isinstance(value, keys[key]):
                raise self._make_problem(f"`{prefix}{key}` must be {TYPE_NAMES[keys[key]].format(key)}")
            if isinstance(value, str):
                self._check_text(prefix + key, value)
        for key in required:
            if key not in table:
                raise self._make_problem(f'`{prefix}{key}` is missing: give it as {key} = "..."')

    def _check_text(self, key: str, text: str) -> None:
        if not text.strip() or FORBIDDEN_CHARACTER.search(text):
            raise self._make_problem(f"`{key}` must be one line of text, neither empty nor with control characters")

    def _check_language(self, tag: str) -> str:
        if not LANGUAGE_TAG.fullmatch(tag):
            raise self._make_problem(f"`language` is {tag!r}: give a BCP 47 code such as en, en-GB or es-419")
        return tag

    def _check_contact(self, contact: str) -> str:
        _require_contact(f"{self.path}: `contact`", contact)
        return contact

    def _check_url(self, key: str, url: str) -> None:
        if not _is_valid(URLValidator(["http", "https"]), url):
            raise self._make_problem(f"`{key}` is {url!r}: give a whole web address such as https://example.org/")

    def _read_publisher(self, table: dict[str, Any]) -> Publisher:
        self._check_table("publisher.", table, PUBLISHER_KEYS, required=PUBLISHER_KEYS)
        self._check_url("publisher.url", table["url"])
        return Publisher(**table)

    def _read_licence(self, table: dict[str, Any]) -> Licence:
        self._check_table("licence.", table, LICENCE_KEYS, required=["id", "name", "url"])
        self._check_url("licence.url", table["url"])
        if not SPDX_ID.fullmatch(table["id"]):
            raise self._make_problem(
                f"`licence.id` is {table['id']!r}: give an identifier of https://spdx.org/licenses/ such as CC-BY-4.0, "
                "or one of your own such as LicenseRef-Example"
            )
        if "text" in table:
            table = {**table, "text": self._read_text(*self._locate_file("licence.text", table["text"]))}
        return build_licence(table)

    def _read_ratings(self, tables: list[Any]) -> tuple[OwnRating, ...]:
        ratings = tuple(map(self._read_rating, tables))
        for key in ("name", "means"):
            values = [getattr(rating, key) for rating in ratings]
            if double := next((value for value in values if values.count(value) > 1), None):
                raise self._make_problem(f"two `ratings` have the {key} {double!r}: each of ours has one name")
        return ratings

    def _read_rating(self, table: Any) -> OwnRating:
        if not isinstance(table, dict):
            raise self._make_problem(f"`ratings` must be {TYPE_NAMES[list].format('ratings')}")
        self._check_table("ratings.", table, RATING_KEYS, required=RATING_KEYS)
        if table["means"] not in Rating.values:
            raise self._make_problem(f"`ratings.means` is {table['means']!r}: give one of {', '.join(Rating.values)}")
        return OwnRating(**table)

    def _read_logo(self, name: str) -> Logo:
        media_type = LOGO_MEDIA_TYPES.get(Path(name).suffix.lower())
        if media_type is None:
            raise self._make_problem(f"`logo` is {name!r}: give a file that ends in {', '.join(LOGO_MEDIA_TYPES)}")
        return Logo(self._read_file(*self._locate_file("logo", name)), media_type)

    def _read_pages(self, table: dict[str, Any]) -> dict[str, OwnPage]:
        self._check_table("pages.", table, PAGE_KEYS)
        return {
            name: self._read_page(name, table[name]) if name in table else read_default_page(name)
            for name in PAGE_NAMES
        }

    def _read_page(self, name: str, file: str) -> OwnPage:
        text = self._read_text(*self._locate_file(f"pages.{name}", file))
        try:
            return parse_page(name, text)
        except ValueError as error:
            raise self._make_problem(
                f"`pages.{name}` is {file}, whose first line must be its title, such as # How we work"
            ) from error

    def _locate_file(self, key: str, name: str) -> tuple[str, Path]:
        """What a refusal calls the file, and where it is."""
        path = self.path.parent / name
        return f"{path}, which `{key}` names,", path

    def _read_text(self, called: str, path: Path) -> str:
        try:
            return self._read_file(called, path).decode()
        except UnicodeDecodeError as error:
            raise self._make_problem(f"{called} is not UTF-8 (byte {error.start}): save it as UTF-8") from error

    def _read_file(self, called: str, path: Path) -> bytes:
        try:
            with path.open("rb") as file:
                content = file.read(LARGEST_FILE_BYTES + 1)
        except (OSError, ValueError) as error:
            reason = getattr(error, "strerror", None) or error
            raise self._make_problem(f"{called} cannot be read ({reason}): correct the name or leave it out") from error
        if len(content) > LARGEST_FILE_BYTES:
            raise self._make_problem(f"{called} is larger than {LARGEST_FILE}: give a smaller file")
        return content

    def _make_problem(self, sentence: str) -> SetupProblem:
        return SetupProblem(f"{self.path}: {sentence}.")


def _suggest_key(key: str, keys: Collection[str]) -> str:
    nearest = get_close_matches(key, keys, n=1)
    return f"perhaps `{nearest[0]}` is meant" if nearest else f"the keys here are {', '.join(keys)}"


def _require_contact(source: str, contact: str) -> None:
    """RFC 9116 takes addresses of these three kinds alone."""
    is_contact = (
        _is_valid(EmailValidator(), contact.removeprefix("mailto:"))
        if contact.startswith("mailto:")
        else _is_valid(URLValidator(["https"]), contact) or PHONE_ADDRESS.fullmatch(contact)
    )
    if not is_contact:
        raise SetupProblem(
            f"{source} is {contact!r}: give mailto: with a mail address, https:// with a page, or tel:+ with a number."
        )


def _is_valid(validate: Callable[[str], None], text: str) -> bool:
    try:
        validate(text)
    except ValidationError:
        return False
    return True
