"""A newsroom's own name: what every answer says of the site that gives it.

It is read once, at the start, from the TOML file that FACTDB_SITE names (`site_file.py`) and the files that this names.
docs/site.md says what each key is for.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from hashlib import blake2b

from django.utils.text import slugify

PAGE_NAMES = ("method", "corrections", "us", "privacy")


@dataclass(frozen=True)
class Publisher:
    name: str
    url: str | None = None


@dataclass(frozen=True)
class Licence:
    """What others may do with the data. `id` is SPDX's, `name` what is printed, `text` the whole of it."""

    id: str
    name: str
    url: str
    text: str


@dataclass(frozen=True)
class Logo:
    content: bytes
    media_type: str


@dataclass(frozen=True)
class OwnRating:
    """A newsroom's own name for one of our ratings, whose code is `means`."""

    name: str
    means: str
    definition: str


@dataclass(frozen=True)
class OwnPage:
    """A page of the newsroom's own words, in Markdown; the title stands apart."""

    name: str
    title: str
    text: str

    @property
    def address(self) -> str:
        return "/about/" if self.name == "method" else f"/about/{self.name}/"


@dataclass(frozen=True)
class SiteIdentity:
    name: str
    publisher: Publisher
    licence: Licence
    pages: Mapping[str, OwnPage]
    covers: str | None = None
    language: str = "en"
    contact: str | None = None
    logo: Logo | None = None
    ratings: tuple[OwnRating, ...] = ()

    @cached_property
    def digest(self) -> str:
        """Stands in ETags: with another site file an answer is another one, though the record is the same."""
        return blake2b(repr(self).encode(), digest_size=8).hexdigest()

    @cached_property
    def slug(self) -> str:
        """The name as an identifier: of the data package, and of citations in a reference manager."""
        return slugify(self.name) or "record"

    @property
    def logo_path(self) -> str | None:
        """Another logo has another address, so that a cache may keep this one."""
        return f"/logo?{self.digest}" if self.logo else None

    @property
    def contact_text(self) -> str | None:
        """The contact as people write it."""
        return self.contact and self.contact.removeprefix("mailto:").removeprefix("tel:")
