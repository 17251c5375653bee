"""The desk's screens, one module a kind: `article`, `claim`, `measure`, `organization`, `person`, `policy`.

Rules live in `editorial`; nothing here writes a state or the record.

What kinds share: `site`, `guard` and `lists` (what an address may ask), `base` (saving, addresses), `forms` and
`widgets` (what is refused), `steps` and `actions` (submit, review, retract; for one and for many), `review` and
`comparison` (what is read, beside what is public), `dashboard`, `badges`. Of claims: `passage` (a pasted quote becomes
a position), `chain`, `verdict`; `evidence` of verdicts and of policies' events. Of articles: `words` (what readers may
see of a text). Besides: `accounts`, `announcements` (what others did to them), `staff`, `ledger`.
"""

from . import accounts, article, claim, ledger, measure, organization, person, policy

__all__ = ["accounts", "article", "claim", "ledger", "measure", "organization", "person", "policy"]
