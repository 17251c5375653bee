"""The tables: the desk's working copies, the ledger, and the projection that readers see."""

from .article import Article, Snapshot
from .claim import Attribution, Claim, Relation
from .ledger import LedgerEntry, PendingRender
from .measure import Measure
from .organization import Organization
from .past import (
    PastArticle,
    PastBuilt,
    PastClaim,
    PastClaimOrganization,
    PastClaimPerson,
    PastClaimPolicy,
    PastMeasure,
    PastOrganization,
    PastPerson,
    PastPolicy,
    PastPolicyEvent,
    PastRelation,
    PastRole,
    PublishedSlug,
)
from .person import Person, Role
from .policy import Policy, PolicyEvent
from .record import (
    PublishedArticle,
    PublishedClaim,
    PublishedClaimOrganization,
    PublishedClaimPerson,
    PublishedClaimPolicy,
    PublishedCorrection,
    PublishedMeasure,
    PublishedOrganization,
    PublishedPerson,
    PublishedPolicy,
    PublishedPolicyEvent,
    PublishedRelation,
    PublishedRole,
    PublishedTally,
)
from .verdict import Evidence, Verdict

__all__ = [
    "Article",
    "Attribution",
    "Claim",
    "Evidence",
    "LedgerEntry",
    "Measure",
    "Organization",
    "PastArticle",
    "PastBuilt",
    "PastClaim",
    "PastClaimOrganization",
    "PastClaimPerson",
    "PastClaimPolicy",
    "PastMeasure",
    "PastOrganization",
    "PastPerson",
    "PastPolicy",
    "PastPolicyEvent",
    "PastRelation",
    "PastRole",
    "PendingRender",
    "Person",
    "Policy",
    "PolicyEvent",
    "PublishedArticle",
    "PublishedClaim",
    "PublishedClaimOrganization",
    "PublishedClaimPerson",
    "PublishedClaimPolicy",
    "PublishedCorrection",
    "PublishedMeasure",
    "PublishedOrganization",
    "PublishedPerson",
    "PublishedPolicy",
    "PublishedPolicyEvent",
    "PublishedRelation",
    "PublishedRole",
    "PublishedSlug",
    "PublishedTally",
    "Relation",
    "Role",
    "Snapshot",
    "Verdict",
]
