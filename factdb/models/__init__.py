"""The tables: the desk's working copies, the ledger, and the projection that readers see."""

from .article import Article, Snapshot
from .claim import Attribution, Claim, Relation
from .ledger import LedgerEntry, PendingRender
from .measure import Measure
from .organization import Organization
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
    "PublishedTally",
    "Relation",
    "Role",
    "Snapshot",
    "Verdict",
]
