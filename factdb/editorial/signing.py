"""What a reviewer signs: every document of a batch, each in the version that was on the screen."""

from factdb.choices import State
from factdb.models.desk import Desk
from factdb.publishing.publication_batch import Batch, describe_item, list_withdrawn
from factdb.publishing.tables import kind_of


def sign_batch(batch: Batch) -> str:
    """Write which version of each working copy a batch holds, for `list_moves` to compare with what is there later."""
    return " ".join(f"{name}@{version}" for name, version in map(_name_version, batch))


def _name_version(item: Desk) -> tuple[str, str]:
    return f"{kind_of(item).collection}/{item.pk}", item.changed_at.isoformat()


def list_moves(batch: Batch, seen: str) -> list[str]:
    """List, as sentences, what of a batch is not as it was `seen`, which `sign_batch` made of this or a larger one."""
    versions = dict(word.partition("@")[::2] for word in seen.split())
    if any(_name_version(root) not in versions.items() for root in batch.list_roots()):
        return ["It was changed after you opened it: read it again before you approve."]
    sentences = []
    for item in _list_copies(batch):
        name, version = _name_version(item)
        if name in versions and versions[name] != version:
            sentences.append(
                f"{describe_item(item)} was changed after you opened this: read it again before you approve."
            )
        elif name not in versions and not item.is_public:
            sentences.append(f"{describe_item(item)} goes along now, and you have not read it yet.")
    return sentences


def _list_copies(batch: Batch) -> list[Desk]:
    """List all of a batch, and what it names that somebody else may have published meanwhile."""
    company = batch.list_company()
    return company + [item for items in batch.named.values() for item in items.values() if item.is_public]


def list_stops(batch: Batch) -> list[str]:
    """List, as sentences, what an editor keeps from going along."""
    return list_withdrawn(batch) + [
        f"{describe_item(item)} was sent back: change what its note asks for and submit it first, or take it out."
        for item in batch.list_company()
        if _is_returned(item)
    ]


def list_unready(batch: Batch) -> list[str]:
    """List, as sentences, what of a batch's company cannot be published now."""
    return list_stops(batch) + [
        f"{describe_item(item)} is not submitted: submit it first, or take it out."
        for item in batch.list_company()
        if item.state == State.DRAFT and not _is_returned(item)
    ]


def _is_returned(item: Desk) -> bool:
    return item.state == State.DRAFT and item.is_sent_back
