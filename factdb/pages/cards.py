"""A claim in a list, as HTML written by hand: fifty of them cost a thirtieth of what templates take.

Whatever comes from a document is escaped here.
"""

import html
import re

from django import template
from django.templatetags.static import static
from django.utils.safestring import SafeString, mark_safe

from factdb.templatetags.formatting import cut_date, format_choice, format_day

from . import presenters

register = template.Library()

special = re.compile("[&<>\"']").search
CHAIN_ARROW = '<span class="sep" aria-hidden="true">→</span><span class="visually-hidden"> to </span>'


@register.filter("cards")
def render_claim_cards(claims):
    """`{{ claims|cards }}`: the items of a list."""
    marks = static("factdb/marks.svg")
    return mark_safe("".join(render_claim_card(claim, marks) for claim in claims))  # noqa: S308


def escape_text(text):
    """Python's own, where it is needed: Django's takes ten times as long, for lazy texts that no document holds."""
    return html.escape(text) if special(text) else text


def render_claim_card(claim, marks):
    note = f'<p class="meta">{escape_text(claim["note"])}</p>' if claim.get("note") else ""
    precision = claim["stated_on_precision"]
    stated_on = claim["stated_on"]
    # `highlight` is HTML with the words of a search marked, escaped by the database.
    text = claim["highlight"] if "highlight" in claim else escape_text(claim["text"])
    links = CHAIN_ARROW.join(render_hop_html(*hop) for hop in presenters.list_chain_links(claim))
    return (
        f'<li><h3 class="claim-text"><a href="{escape_text(claim["url"])}">{text}</a></h3>'
        f'<p class="claim-from meta">{links},'
        f' <time datetime="{cut_date(stated_on, precision)}">{format_day(stated_on, precision)}</time></p>{note}'
        f'<ul class="chips">{"".join(render_claim_chips(claim, marks))}</ul></li>'
    )


def render_hop_html(name, url):
    return f'<a href="{escape_text(url)}">{escape_text(name)}</a>' if url else escape_text(name)


def render_claim_chips(claim, marks):
    yield f"<li>{format_choice(claim['kind'], 'ClaimKind')}</li>"
    if claim["figure"]:
        yield f'<li class="amount">{escape_text(presenters.format_figure(claim["figure"]))}</li>'
    for policy in claim["policies"]:
        url, name = f"/policies/{escape_text(policy['slug'])}/", escape_text(policy["name"])
        yield f'<li class="policy"><a href="{url}">{name}</a></li>'
    yield f"<li>{render_verdict_html(claim['verdict']['rating'], marks)}</li>"
    if claim["corrected"]:
        yield "<li>Corrected</li>"


def render_verdict_html(rating, marks):
    mark = f'<svg aria-hidden="true" width="16" height="16"><use href="{marks}#{rating}" /></svg>'
    return f'<span class="verdict {rating}">{mark}{format_choice(rating, "Rating")}</span>'


@register.simple_tag(name="rated")
def render_rating(rating) -> SafeString:
    """`{% rated rating %}`: a verdict's mark and word."""
    return mark_safe(render_verdict_html(rating, static("factdb/marks.svg")))  # noqa: S308
