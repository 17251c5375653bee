"""What search engines read of a page: schema.org, as a block of data that no browser executes."""

import json
from collections.abc import Callable

from django.conf import settings
from django.utils.safestring import SafeString, mark_safe

from factdb import choices as v
from factdb.partial_dates import truncate_date
from factdb.ratings import name_rating
from factdb.schemas import JsonObject

# From an address on this site to the whole of it.
Absolute = Callable[[str], str]

# schema.org types of what is no article; the claim of an older version names no medium.
ARTICLE_TYPES = {
    v.Medium.TRANSCRIPT: "CreativeWork",
    v.Medium.BROADCAST: "CreativeWork",
    v.Medium.POST: "SocialMediaPosting",
    v.Medium.PRESS_RELEASE: "CreativeWork",
    v.Medium.DOCUMENT: "DigitalDocument",
}
# In a script element only these could end it or begin a comment; JSON may spell them by number.
SCRIPT_ESCAPES = {ord("<"): "\\u003C", ord(">"): "\\u003E", ord("&"): "\\u0026"}


def encode_jsonld(data: JsonObject) -> SafeString:
    """JSON that can end no script element."""
    text = json.dumps({"@context": "https://schema.org", **data}, ensure_ascii=False).translate(SCRIPT_ESCAPES)
    return mark_safe(text)  # noqa: S308 - escaped above


def build_claim_jsonld(document: JsonObject, absolute: Absolute) -> SafeString:
    """A `ClaimReview` of the claim where a verdict was published, else the `Claim` itself."""
    statement = _describe_claim(document, absolute)
    verdict = document["verdict"]
    if verdict["rating"] == v.Rating.UNCHECKED:
        return encode_jsonld(statement)
    return encode_jsonld(
        {
            "@type": "ClaimReview",
            "url": statement["url"],
            "claimReviewed": document["text"],
            "itemReviewed": statement,
            "author": _describe_publisher(absolute),
            "datePublished": verdict["reviewed_on"],
            "reviewBody": verdict["summary"],
            "reviewRating": {"@type": "Rating", "alternateName": name_rating(verdict["rating"])},
        }
    )


def _describe_claim(document: JsonObject, absolute: Absolute) -> JsonObject:
    address = absolute(document["url"])
    return {
        "@type": "Claim",
        "@id": address,
        "url": address,
        "text": document["text"],
        **_describe_origin(document, absolute),
        "datePublished": truncate_date(document["stated_on"], document["stated_on_precision"]),
        "dateModified": document["updated_at"],
        "firstAppearance": _describe_article(document["article"], absolute),
        "about": [{"@type": "Thing", "name": policy["name"]} for policy in document["policies"]],
        "mentions": [_describe_person(person, absolute) for person in document["people"]],
        "license": settings.SITE.licence.url,
        "publisher": _describe_publisher(absolute),
    }


def _describe_origin(document: JsonObject, absolute: Absolute) -> JsonObject:
    """Who says so. Nobody is made of a document, and no organization of people without a name."""
    if not document["attribution"]:
        return {"author": _describe_organization(document["article"]["outlet"], absolute)}
    origin = document["attribution"][0]
    organization = origin["organization"] and _describe_organization(origin["organization"], absolute)
    match origin["kind"]:
        case v.AttributionKind.PERSON:
            return {"author": _describe_person(origin["person"], absolute)}
        case v.AttributionKind.ANONYMOUS:
            affiliation = {"affiliation": organization} if organization else {}
            return {"author": {"@type": "Person", "description": origin["label"], **affiliation}}
        case v.AttributionKind.DOCUMENT:
            author = {"author": organization} if organization else {}
            return {**author, "isBasedOn": {"@type": "CreativeWork", "name": origin["label"], **author}}
    return {"author": organization}


def _describe_organization(organization: JsonObject, absolute: Absolute) -> JsonObject:
    address = absolute(f"/organizations/{organization['slug']}/")
    return {"@type": "Organization", "name": organization["name"], "url": address}


def _describe_publisher(absolute: Absolute) -> JsonObject:
    site = settings.SITE
    links = {"url": site.publisher.url, "logo": site.logo_path and absolute(site.logo_path)}
    return {"@type": "Organization", "name": site.publisher.name, **{key: url for key, url in links.items() if url}}


def _describe_article(article: JsonObject, absolute: Absolute) -> JsonObject:
    return {
        "@type": ARTICLE_TYPES.get(article["medium"], "NewsArticle"),
        **({"headline": article["headline"]} if article["headline"] else {}),
        "url": absolute(f"/articles/{article['slug']}/"),
        "datePublished": truncate_date(article["published_on"], article["published_on_precision"]),
        "publisher": _describe_organization(article["outlet"], absolute),
    }


def _describe_person(person: JsonObject, absolute: Absolute) -> JsonObject:
    return {"@type": "Person", "name": person["name"], "url": absolute(f"/people/{person['slug']}/")}


def build_article_jsonld(document: JsonObject, absolute: Absolute) -> SafeString:
    authors = [{"@type": "Person", "name": name} for name in document["byline"]]
    return encode_jsonld({**_describe_article(document, absolute), "author": authors, "sameAs": document["source"]})


def build_person_jsonld(document: JsonObject, absolute: Absolute) -> SafeString:
    titles = [role["title"] for role in document["roles"]]
    described = {**_describe_person(document, absolute), "alternateName": document["aliases"], "jobTitle": titles}
    return encode_jsonld({**described, **_list_same_as(document)})


def build_organization_jsonld(document: JsonObject, absolute: Absolute) -> SafeString:
    return encode_jsonld({**_describe_organization(document, absolute), **_list_same_as(document)})


def build_policy_jsonld(document: JsonObject, absolute: Absolute) -> SafeString:
    """Of all that a policy may be, schema.org knows laws."""
    kind = "Legislation" if document["kind"] == v.PolicyKind.LAW else "CreativeWork"
    described = {"@type": kind, "name": document["name"], "url": absolute(document["url"])}
    return encode_jsonld({**described, "alternateName": document["aliases"], **_list_same_as(document)})


def _list_same_as(document: JsonObject) -> JsonObject:
    addresses = [place["url"] for place in document["elsewhere"]]
    return {"sameAs": addresses} if addresses else {}
