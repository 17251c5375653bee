"""A claim in a list, as HTML written by hand: fifty of them cost a thirtieth of what templates take.

Whatever comes from a document is escaped here.
"""

import html
import re

from django import template
from django.templatetags.static import static
from django.utils.safestring import SafeString, mark_safe

from factdb.templatetags.formatting import day, label, partial

from . import presenters

register = template.Library()

special = re.compile("[&<>\"']").search
ARROW = '<span class="sep" aria-hidden="true">→</span><span class="visually-hidden"> to </span>'


@register.filter
def cards(claims):
    """`{{ claims|cards }}`: the items of a list."""
    marks = static("factdb/marks.svg")
    return mark_safe("".join(card(claim, marks) for claim in claims))  # noqa: S308


def escape(text):
    """Python's own, where it is needed: Django's takes ten times as long, for lazy texts that no document holds."""
    return html.escape(text) if special(text) else text


def card(claim, marks):
    note = f'<p class="meta">{escape(claim["note"])}</p>' if claim.get("note") else ""
    precision = claim["stated_on_precision"]
    stated_on = claim["stated_on"]
    # `highlight` is HTML with the words of a search marked, escaped by the database.
    text = claim["highlight"] if "highlight" in claim else escape(claim["text"])
    return (
        f'<li><h3 class="claim-text"><a href="{escape(claim["url"])}">{text}</a></h3>'
        f'<p class="claim-from meta">{ARROW.join(hop(*named) for named in presenters.line(claim))},'
        f' <time datetime="{partial(stated_on, precision)}">{day(stated_on, precision)}</time></p>{note}'
        f'<ul class="chips">{"".join(chips(claim, marks))}</ul></li>'
    )


def hop(name, url):
    return f'<a href="{escape(url)}">{escape(name)}</a>' if url else escape(name)


def chips(claim, marks):
    yield f"<li>{label(claim['kind'], 'ClaimKind')}</li>"
    if claim["figure"]:
        yield f'<li class="amount">{escape(presenters.short(claim["figure"]))}</li>'
    for policy in claim["policies"]:
        yield f'<li class="policy"><a href="/policies/{escape(policy["slug"])}/">{escape(policy["name"])}</a></li>'
    yield f"<li>{verdict(claim['verdict']['rating'], marks)}</li>"
    if claim["corrected"]:
        yield "<li>Corrected</li>"


def verdict(rating, marks):
    mark = f'<svg aria-hidden="true" width="16" height="16"><use href="{marks}#{rating}" /></svg>'
    return f'<span class="verdict {rating}">{mark}{label(rating, "Rating")}</span>'


@register.simple_tag
def rated(rating) -> SafeString:
    """`{% rated rating %}`: a verdict's mark and word."""
    return mark_safe(verdict(rating, static("factdb/marks.svg")))  # noqa: S308
