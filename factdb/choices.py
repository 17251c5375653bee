"""The choices of every coded field. Each value is public: it stands in documents, filters and CSV."""

from django.db.models import TextChoices


class State(TextChoices):
    """Where a working copy stands at the desk; never public."""

    DRAFT = "draft", "Draft"
    SUBMITTED = "submitted", "Submitted"
    LIVE = "live", "Live"
    WITHDRAWN = "withdrawn", "Withdrawn"


class Action(TextChoices):
    """What a ledger entry did to the thing that it names."""

    PUBLISHED = "published", "Published"
    UPDATED = "updated", "Updated"
    CORRECTED = "corrected", "Corrected"
    CLARIFIED = "clarified", "Clarified"
    RERENDERED = "rerendered", "Rendered again"
    EVIDENCED = "evidenced", "Evidence attached"
    RETRACTED = "retracted", "Retracted"
    MERGED = "merged", "Merged"
    ERASED = "erased", "Erased"


# What a publication may call the change of something that is public already.
SUBSTANTIVE_ACTIONS = (Action.UPDATED, Action.CORRECTED, Action.CLARIFIED)
# After these the words that readers saw were wrong or unclear.
CORRECTING_ACTIONS = (Action.CORRECTED, Action.CLARIFIED)
# What the thing says is what it said: a name that it shows is another, or the words of a passage can be read now.
UNSUBSTANTIAL_ACTIONS = (Action.RERENDERED, Action.EVIDENCED)
# What the corrections log shows.
CORRECTIONS_LOG_ACTIONS = (*CORRECTING_ACTIONS, Action.RETRACTED)
# Nobody reads the item under its own address any more: it is gone, or lives on as another.
REMOVAL_ACTIONS = (Action.RETRACTED, Action.ERASED)
TOMBSTONE_ACTIONS = (*REMOVAL_ACTIONS, Action.MERGED)


class Collection(TextChoices):
    """The kinds of public things, by the name of their collection."""

    ORGANIZATIONS = "organizations", "Organizations"
    MEASURES = "measures", "Measures"
    PEOPLE = "people", "People"
    POLICIES = "policies", "Policies"
    ARTICLES = "articles", "Articles"
    CLAIMS = "claims", "Claims"


class ClaimKind(TextChoices):
    EVENT = "event", "Event"
    STATEMENT = "statement", "Statement"
    FIGURE = "figure", "Figure"
    PLAN = "plan", "Plan"
    FORECAST = "forecast", "Forecast"
    ALLEGATION = "allegation", "Allegation"
    DENIAL = "denial", "Denial"


class AttributionKind(TextChoices):
    PERSON = "person", "Person"
    ORGANIZATION = "organization", "Organization"
    ANONYMOUS = "anonymous", "Anonymous"
    DOCUMENT = "document", "Document"


class RelationKind(TextChoices):
    SUPPORTS = "supports", "Supports"
    CONTRADICTS = "contradicts", "Contradicts"
    UPDATES = "updates", "Updates"
    DENIES = "denies", "Denies"
    REPEATS = "repeats", "Repeats"
    EXPLAINS = "explains", "Explains"
    PART_OF = "part_of", "Part of"


class Weight(TextChoices):
    """How much of its article a claim is."""

    LEAD = "lead", "Lead: what the article is there to say"
    NORMAL = "normal", "Normal"
    BACKGROUND = "background", "Background: credits, who else was there, scenery"


class Medium(TextChoices):
    ARTICLE = "article", "Article"
    TRANSCRIPT = "transcript", "Transcript"
    BROADCAST = "broadcast", "Broadcast"
    POST = "post", "Post"
    PRESS_RELEASE = "press_release", "Press release"
    DOCUMENT = "document", "Document"


class CopyKind(TextChoices):
    """What the text that the desk holds is of the outlet's own."""

    ORIGINAL = "original", "The outlet's own text"
    SYNDICATED = "syndicated", "Another outlet's print of it"
    SCRAPED = "scraped", "A copy taken by a program"
    MACHINE_TRANSLATED = "machine_translated", "A translation by a machine"
    UNKNOWN = "unknown", "Not known"


class InferredKey(TextChoices):
    """What an article's text does not say of itself."""

    OUTLET = "outlet", "Outlet"
    HEADLINE = "headline", "Headline"
    BYLINE = "byline", "Byline"
    PUBLISHED_ON = "published_on", "Date"
    SOURCE_URL = "source_url", "Address"


class Precision(TextChoices):
    DAY = "day", "Day"
    MONTH = "month", "Month"
    YEAR = "year", "Year"


class Hedge(TextChoices):
    EXACT = "exact", "Exactly"
    ABOUT = "about", "About"
    AT_LEAST = "at_least", "At least"
    AT_MOST = "at_most", "At most"
    MORE_THAN = "more_than", "More than"
    LESS_THAN = "less_than", "Less than"
    BETWEEN = "between", "Between"


class Nature(TextChoices):
    """How figures of a measure add up: over a period, at a moment, or per unit of time."""

    TOTAL = "total", "Total over a period"
    LEVEL = "level", "Level at a moment"
    RATE = "rate", "Rate or average"


class Rating(TextChoices):
    UNCHECKED = "unchecked", "Unchecked"
    CONFIRMED = "confirmed", "Confirmed"
    DISPUTED = "disputed", "Disputed"
    MISLEADING = "misleading", "Misleading"
    FALSE = "false", "False"
    OUTDATED = "outdated", "Outdated"
    UNVERIFIABLE = "unverifiable", "Cannot be verified"


class EvidenceReading(TextChoices):
    """How the desk came to read what it names as evidence."""

    LIVE = "live", "Read at its address"
    STORED_COPY = "stored_copy", "Read in a stored copy"
    NOT_READ = "not_read", "Not read"


class Bearing(TextChoices):
    """What evidence does to what it is evidence on."""

    SUPPORTS = "supports", "Supports"
    REFUTES = "refutes", "Refutes"
    CONTEXT = "context", "Gives context"


class OrganizationKind(TextChoices):
    OUTLET = "outlet", "News outlet"
    AGENCY = "agency", "News agency"
    GOVERNMENT = "government", "Government body"
    COURT = "court", "Court"
    LEGISLATURE = "legislature", "Legislature"
    PARTY = "party", "Political party"
    NGO = "ngo", "Non-governmental organization"
    RESEARCH = "research", "Research institution"
    INTERNATIONAL = "international", "International body"
    OTHER = "other", "Other"


class PolicyKind(TextChoices):
    ORDER = "order", "Order"
    PROGRAMME = "programme", "Programme"
    AGREEMENT = "agreement", "Agreement"
    LAW = "law", "Law"
    RULING = "ruling", "Effect of a court ruling"
    PLAN = "plan", "Negotiated or proposed plan"
    SERVICE = "service", "Service one must apply through"
    MEASURE = "measure", "Administrative measure"


class EventKind(TextChoices):
    """What an event does to its policy. Only a change gives it a status."""

    CHANGE = "change", "Change of status"
    LITIGATION = "litigation", "Suit or ruling that changes no status"
    OBJECTION = "objection", "Objection or protest"
    STEP = "step", "Step that changes no status"


class PolicyStatus(TextChoices):
    PROPOSED = "proposed", "Proposed"
    ANNOUNCED = "announced", "Announced"
    IN_FORCE = "in_force", "In force"
    SUSPENDED = "suspended", "Suspended"
    ENDED = "ended", "Ended"
