"""What search engines read of a page: schema.org, as a block of data that no browser executes."""

import json

from django.utils.html import format_html
from django.utils.safestring import mark_safe

from factdb import choices as v
from factdb.templatetags.formatting import label

LICENCE = "https://creativecommons.org/licenses/by/4.0/"
US = {"@type": "Organization", "name": "FactDB"}
# In a script element only these could end it or begin a comment; JSON may spell them by number.
ESCAPES = {ord("<"): "\\u003C", ord(">"): "\\u003E", ord("&"): "\\u0026"}


def script(data):
    text = json.dumps({"@context": "https://schema.org", **data}, ensure_ascii=False).translate(ESCAPES)
    return format_html('<script type="application/ld+json">{}</script>', mark_safe(text))  # noqa: S308 - escaped above


def claim(document, absolute):
    """A `ClaimReview` of the claim where a verdict was published, else the `Claim` itself."""
    stated = _claim(document, absolute)
    verdict = document["verdict"]
    if verdict["rating"] == v.Rating.UNCHECKED:
        return script(stated)
    return script(
        {
            "@type": "ClaimReview",
            "url": stated["url"],
            "claimReviewed": document["text"],
            "itemReviewed": stated,
            "author": US,
            "datePublished": verdict["reviewed_on"],
            "reviewBody": verdict["summary"],
            "reviewRating": {"@type": "Rating", "alternateName": label(verdict["rating"], "Rating")},
        }
    )


def _claim(document, absolute):
    address, origin = absolute(document["url"]), document["hops"][0]
    return {
        "@type": "Claim",
        "@id": address,
        "url": address,
        "text": document["text"],
        "author": {"@type": "Person" if document["speaker"] else "Organization", "name": origin["name"]},
        "datePublished": document["stated_on"],
        "dateModified": document["updated_at"],
        "firstAppearance": _reported(document["article"], absolute),
        "about": [{"@type": "Thing", "name": policy["name"]} for policy in document["policies"]],
        "mentions": [_person(person, absolute) for person in document["people"]],
        "license": LICENCE,
    }


def _reported(article, absolute):
    return {
        "@type": "NewsArticle",
        "headline": article["headline"],
        "url": absolute(f"/articles/{article['slug']}/"),
        "datePublished": article["published_on"],
        "publisher": {"@type": "Organization", "name": article["outlet"]["name"]},
    }


def _person(person, absolute):
    return {"@type": "Person", "name": person["name"], "url": absolute(f"/people/{person['slug']}/")}


def article(document, absolute):
    authors = [{"@type": "Person", "name": name} for name in document["byline"]]
    return script({**_reported(document, absolute), "author": authors, "sameAs": document["source"]})


def person(document, absolute):
    titles = [role["title"] for role in document["roles"]]
    return script({**_person(document, absolute), "alternateName": document["aliases"], "jobTitle": titles})
