"""Distinctive texts in every text field of the desk, and the search for them in what the site answers."""

import gzip
import re
from datetime import timedelta
from hashlib import sha256
from itertools import count
from typing import Any

from allauth.account.models import EmailAddress, EmailConfirmation
from django.apps import apps
from django.contrib.admin.models import LogEntry
from django.contrib.auth.models import Permission, User
from django.contrib.contenttypes.models import ContentType
from django.contrib.postgres.fields import ArrayField
from django.contrib.sessions.models import Session
from django.db import models
from django.utils import timezone

from factdb.choices import State
from factdb.editorial.quotes import hash_text
from factdb.kinds import LEDGER_KINDS
from factdb.models import (
    AccountChange,
    Claim,
    Evidence,
    LedgerEntry,
    LoginAttempt,
    Policy,
    PolicyEvent,
    Relation,
    Snapshot,
    Verdict,
)
from tests import factories as make

# A sentinel, the number of a member of staff, a hash or a salt.
SECRET = re.compile(r"zq\d{5}x|\b9135724\d\d\b|\b[0-9a-f]{32}\b|\b[0-9a-f]{64}\b")
EDITOR, OTHER_EDITOR = 913572401, 913572402
# The same at every site: Django's names of its tables and of rights to them.
SAME_EVERYWHERE = (ContentType, Permission)
HASHES = ("sha256", "quote_sha256")
# Too short for words: a month and a day.
NO_WORDS = ("year_starts",)
HIDDEN_STATES: list[dict[str, Any]] = [
    {"state": State.DRAFT},
    {"state": State.SUBMITTED},
    {"state": State.DRAFT, "is_sent_back": True},
    {"state": State.WITHDRAWN},
]
HIDDEN_OF_EACH_KIND = 34
MAKERS = {
    "organizations": make.organization,
    "measures": make.measure,
    "people": make.person,
    "policies": make.policy,
    "articles": make.article,
    "claims": make.claim,
}


def is_record(model: type[models.Model]) -> bool:
    return model is LedgerEntry or model.__name__.startswith(("Published", "Past"))


def list_desk_models() -> list[type[models.Model]]:
    return [model for model in apps.get_models() if not is_record(model) and model not in SAME_EVERYWHERE]


def list_text_fields(model: type[models.Model]) -> list[models.Field]:
    """List the fields in which somebody's words can stand: slugs are given where a thing is made."""
    return [
        field
        for field in model._meta.concrete_fields
        if isinstance(getattr(field, "base_field", field), models.CharField | models.TextField | models.JSONField)
        and not (field.choices or field.primary_key or isinstance(field, models.SlugField) or field.name in NO_WORDS)
    ]


def name_hidden(collection: str, number: int = 0) -> str:
    """Give the slug, itself a sentinel, of a hidden thing of this kind."""
    return f"zq9{list(LEDGER_KINDS).index(collection)}{number:03}x"


class Sentinels:
    """`texts` are all that nobody may read; `fields` names the columns that hold some of them.

    `chained` are those that the ledger's chain covers, where that is read whole.
    """

    def __init__(self) -> None:
        self.texts = {str(EDITOR), str(OTHER_EDITOR)}
        self.fields: set[str] = set()
        self.chained: set[str] = set()
        self._numbers = count(1)

    def make_text(self) -> str:
        text = f"zq{next(self._numbers):05}x"
        self.texts.add(text)
        return text

    def add_editor(self) -> User:
        """Make the editor by whom things are published, whose name and number stand in the ledger then."""
        editor = make.user("editor", pk=EDITOR)
        editor.username = self.make_text()
        editor.save()
        return editor

    def hide_things(self) -> int:
        """Make hidden things of each kind and state, with rows that point at what is public; give their number."""
        for collection, number in ((kind, n) for n in range(HIDDEN_OF_EACH_KIND) for kind in LEDGER_KINDS):
            slug = name_hidden(collection, number)
            MAKERS[collection](slug, edited_by=[OTHER_EDITOR], **HIDDEN_STATES[number % len(HIDDEN_STATES)])
            self.texts.add(slug)
        self._point_at_public_things()
        return HIDDEN_OF_EACH_KIND * len(LEDGER_KINDS)

    def _point_at_public_things(self) -> None:
        hidden, public = Claim.objects.get(slug=name_hidden("claims")), Claim.objects.get(number=3)
        hidden.policies.set(Policy.objects.all())
        Relation.objects.create(claim=hidden, kind="denies", target=public)
        Relation.objects.create(claim=public, kind="denies", target=hidden)
        for claim in (hidden, public):
            verdict = Verdict.objects.create(claim=claim, rating="false", summary="-", reviewed_on=claim.stated_on)
            Evidence.objects.create(verdict=verdict, title="-", url="-")
        for policy in Policy.objects.all():
            PolicyEvent.objects.create(policy=policy, on=public.stated_on, status="ended", note="-", claim=hidden)

    def add_staff_rows(self) -> None:
        """Make what logins and Django's admin keep of people."""
        person, now = make.user(pk=OTHER_EDITOR), timezone.now()
        LogEntry.objects.create(user=person, action_flag=2, object_repr="-", change_message="-")
        Session.objects.create(session_key=self.make_text(), session_data="-", expire_date=now + timedelta(days=1))
        LoginAttempt.objects.create(key="-")
        AccountChange.objects.create(account=person, event="-", is_reset=False)
        address = EmailAddress.objects.create(user=person, email="-")
        EmailConfirmation.objects.create(email_address=address, key="-")

    def plant_everywhere(self) -> None:
        """Overwrite every text of the desk, those of live things too: edits that nobody has approved."""
        for model in list_desk_models():
            fields = list_text_fields(model)
            for row in model._base_manager.all() if fields else ():
                self._plant_row(row, fields)
        self.texts |= set(LedgerEntry.objects.values_list("staff_salt", flat=True))

    def _plant_row(self, row: models.Model, fields: list[models.Field]) -> None:
        for field in fields:
            if field.name not in HASHES or getattr(row, field.name):
                setattr(row, field.name, self._make_value(field))
                self.fields.add(str(field))
        if isinstance(row, Snapshot):
            row.sha256 = hash_text(row.text or "")
            self.texts.add(row.sha256)
        row.save(update_fields=[field.name for field in fields])

    def _make_value(self, field: models.Field) -> Any:
        text = self.make_text()
        if isinstance(field, models.JSONField):
            return [{"kind": "supports", "note": text, "claim": None, "to": 0}]
        if field.name in HASHES:
            text = sha256(text.encode()).hexdigest()
            self.texts.add(text)
        return [text] if isinstance(field, ArrayField) else text

    def find_in(self, answer: bytes, address: str = "") -> set[str]:
        """Find the sentinels in an answer that were not in the question."""
        head, separator, body = answer.partition(b"\x1f\x8b")
        text = head + (gzip.decompress(separator + body) if separator else b"")
        return (set(SECRET.findall(text.decode())) & self.texts) - set(SECRET.findall(address))
