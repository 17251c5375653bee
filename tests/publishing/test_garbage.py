"""No cycles are looked for while there are none."""

import gc

import pytest
from django.core.exceptions import ValidationError

from factdb.publishing import projection, publish
from factdb.publishing.rebuild import rebuild_projection
from tests import factories as make

pytestmark = pytest.mark.django_db


def test_no_cycles_are_looked_for_while_claims_are_published_or_made_again(monkeypatch):
    seen = []
    for module, name in ((publish, "_make_entry"), (projection, "rows_of_claims")):
        real = getattr(module, name)
        monkeypatch.setattr(module, name, lambda *args, real=real: seen.append(gc.isenabled()) or real(*args))
    make.publish(make.claim())
    published = len(seen)
    rebuild_projection()
    assert (len(seen) > published > 0, set(seen), gc.isenabled()) == (True, {False}, True)


def test_cycles_are_looked_for_again_after_a_refusal():
    with pytest.raises(ValidationError):
        publish.publish_items([make.claim()], by=make.user("editor"), action="nonsense")
    assert gc.isenabled()
