"""The desk's screens: one module a kind. Rules live in `editorial`; nothing here writes a state or the record."""

from . import accounts, article, claim, ledger, measure, organization, person, policy

__all__ = ["accounts", "article", "claim", "ledger", "measure", "organization", "person", "policy"]
