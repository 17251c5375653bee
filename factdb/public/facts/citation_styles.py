"""Citations in the styles that reference managers read; each credits the origin, who relayed it, and the outlet."""

import json
import re
from datetime import date
from typing import Any

from django.conf import settings

from factdb.partial_dates import truncate_date

from .citations import find_author, list_chain_names

# The escape character is among them, so all in one pass.
TEX = {
    **{character: f"\\{character}" for character in "{}$&#%_"},
    "\\": r"\textbackslash{}",
    "~": r"\textasciitilde{}",
    "^": r"\textasciicircum{}",
}


def format_apa(claim: dict[str, Any], address: str) -> str:
    author, title = find_author(claim), f"{claim['text'].rstrip('.')} [Claim {_format_edition(claim)}]"
    # Without an author the title stands in its place.
    first, *second = [author, title] if author else [title]
    citation = ". ".join([first, f"({_format_stated_on(claim)})", *second])
    return f"{citation}. {_write_credits(claim)}. {settings.SITE.name}. {address}\n"


def _format_stated_on(claim: dict[str, Any]) -> str:
    """Print year, month and day, as much as is known. Example: 2022, September 14."""
    on = date.fromisoformat(claim["stated_on"])
    parts = [str(on.year), f"{on:%B}", str(on.day)][: 1 + _truncate_stated_on(claim).count("-")]
    return ", ".join([parts[0], " ".join(parts[1:])] if parts[1:] else parts)


def format_bibtex(claim: dict[str, Any], address: str) -> str:
    author = find_author(claim)
    fields = {
        **({"author": f"{{{_escape_tex(author)}}}"} if author else {}),
        "title": f"{{{_escape_tex(claim['text'])}}}",
        "year": claim["stated_on"][:4],
        "date": _truncate_stated_on(claim),
        "howpublished": _escape_tex(_write_credits(claim)),
        "publisher": _escape_tex(settings.SITE.publisher.name),
        "note": f"Claim {_format_edition(claim)}",
        "url": address,
    }
    lines = "".join(f"  {name} = {{{value}}},\n" for name, value in fields.items())
    return f"@misc{{{_make_citation_key(claim)},\n{lines}}}\n"


def format_ris(claim: dict[str, Any], address: str) -> str:
    author = find_author(claim)
    fields = [
        ("TY", "GEN"),
        *([("AU", author)] if author else []),
        ("TI", claim["text"]),
        *([("T2", claim["article"]["headline"])] if claim["article"]["headline"] else []),
        ("PY", claim["stated_on"][:4]),
        ("DA", _truncate_stated_on(claim).replace("-", "/")),
        ("PB", settings.SITE.publisher.name),
        ("N1", f"{_write_credits(claim)}. Claim {_format_edition(claim)}."),
        ("UR", address),
        ("ER", ""),
    ]
    return "".join(f"{tag}  - {_collapse_spaces(value)}\r\n" for tag, value in fields)


def format_csl(claim: dict[str, Any], address: str) -> str:
    author = find_author(claim)
    item = {
        "id": _make_citation_key(claim),
        "type": "entry",
        "title": claim["text"],
        **({"author": [{"literal": author}]} if author else {}),
        **({"container-title": claim["article"]["headline"]} if claim["article"]["headline"] else {}),
        "issued": {"date-parts": [[int(part) for part in _truncate_stated_on(claim).split("-")]]},
        "publisher": settings.SITE.publisher.name,
        "version": str(claim["version"]),
        "note": f"{_write_credits(claim)}.",
        "URL": address,
    }
    return json.dumps([item], ensure_ascii=False)


STYLES = {
    "apa": (format_apa, "text/plain"),
    "bibtex": (format_bibtex, "application/x-bibtex"),
    "ris": (format_ris, "application/x-research-info-systems"),
    "csl": (format_csl, "application/vnd.citationstyles.csl+json"),
}


def _write_credits(claim: dict[str, Any]) -> str:
    """Say how the claim came from its origin to the page, and from whom where they are no author."""
    origin, *relays = list_chain_names(claim)
    article = claim["article"]
    # What the desk calls a text without a headline stands in brackets, as in APA style: it is no title.
    title = f"“{article['headline']}”" if article["headline"] else f"[{article['label']}]"
    day = truncate_date(article["published_on"], article.get("published_on_precision"))
    source = f"{title}, {article['outlet']['name']}, {day}"
    between = relays[:-1]
    origins = [] if find_author(claim) == origin else [f"From {origin}"]
    relayed = [f"relayed by {', '.join(between)}"] if between else []
    return _capitalize_first(", ".join([*origins, *relayed, f"in {source}"]))


def _capitalize_first(text: str) -> str:
    return text[:1].upper() + text[1:]


def _make_citation_key(claim: dict[str, Any]) -> str:
    """Begins with the site's name, because a bibliography may hold claim 17 of two newsrooms."""
    return f"{settings.SITE.slug}-claim-{claim['id']}-v{claim['version']}"


def _format_edition(claim: dict[str, Any]) -> str:
    return f"{claim['id']}, version {claim['version']}"


def _truncate_stated_on(claim: dict[str, Any]) -> str:
    return truncate_date(claim["stated_on"], claim["stated_on_precision"])


def _escape_tex(text: str) -> str:
    return "".join(TEX.get(character, character) for character in _collapse_spaces(text))


def _collapse_spaces(text: str) -> str:
    return re.sub(r"\s+", " ", text).strip()
