"""The newsroom of a drill: publishes and retracts through the door, in this process."""

import os
import time
from typing import Any

import django
from django.db import close_old_connections

from tests.drills.readers import Readers


class Desk:
    def __init__(self, environment: dict[str, str], readers: Readers) -> None:
        os.environ.update(environment, DJANGO_SETTINGS_MODULE="config.settings")
        django.setup()
        # Models are there only now.
        from tests import factories

        self.make = factories
        self.readers = readers
        self.editor = factories.user("editor")
        self.article = factories.article()

    def publish(self, text: str) -> Any:
        """A public claim; from here on its answers are judged."""
        close_old_connections()
        claim = self.make.publish(self.make.claim(text=text, article=self.article), by=self.editor)
        self.readers.watch(str(claim.number))
        return claim

    def retract(self, claim: Any) -> None:
        from factdb.editorial import workflow

        fate = self.readers.claims[str(claim.number)]
        fate.going = time.monotonic()
        workflow.retract(claim, by=self.editor, reason="A drill.", by_law=True)
        fate.gone = time.monotonic()

    def proves_the_chain(self) -> bool:
        from factdb.publishing.audit import find_faults

        return list(find_faults()) == []

    def account(self) -> tuple[str, str]:
        """A login at the desk."""
        self.editor.set_password(password := "only-for-the-drill")
        self.editor.save()
        return self.editor.username, password
