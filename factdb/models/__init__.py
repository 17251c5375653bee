"""The tables: the desk's working copies, the ledger, and the projection that readers see.

Desk: `desk` (what every working copy has), `article` (with its snapshots), `claim` (with hops and relations),
`person`, `policy`, `organization`, `measure`, `verdict`, `evidence` (of verdicts and events); `login` (wrong
passwords, changes of accounts). Record: `ledger`, `published` (the projection), `past` (what it held before).
"""

from .article import Article, Snapshot
from .claim import Attribution, Claim, Relation
from .evidence import Evidence
from .ledger import LedgerEntry, PendingRender
from .login import AccountChange, LoginAttempt
from .measure import Measure
from .organization import Organization
from .past import (
    PastArticle,
    PastBuilt,
    PastClaim,
    PastClaimOrganization,
    PastClaimPerson,
    PastClaimPolicy,
    PastHorizon,
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
from .published import (
    PublishedArticle,
    PublishedAudit,
    PublishedClaim,
    PublishedClaimOrganization,
    PublishedClaimPerson,
    PublishedClaimPolicy,
    PublishedCorrection,
    PublishedCorroboration,
    PublishedKey,
    PublishedMeasure,
    PublishedOrganization,
    PublishedPerson,
    PublishedPolicy,
    PublishedPolicyEvent,
    PublishedRelation,
    PublishedRole,
    PublishedTally,
)
from .verdict import Verdict

__all__ = [
    "AccountChange",
    "Article",
    "Attribution",
    "Claim",
    "Evidence",
    "LedgerEntry",
    "LoginAttempt",
    "Measure",
    "Organization",
    "PastArticle",
    "PastBuilt",
    "PastClaim",
    "PastClaimOrganization",
    "PastClaimPerson",
    "PastClaimPolicy",
    "PastHorizon",
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
    "PublishedAudit",
    "PublishedClaim",
    "PublishedClaimOrganization",
    "PublishedClaimPerson",
    "PublishedClaimPolicy",
    "PublishedCorrection",
    "PublishedCorroboration",
    "PublishedKey",
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
