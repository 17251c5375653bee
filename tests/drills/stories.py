"""What happens to a claim from its first draft to its retraction, one write after the other, and where it stands then.

A story knows what was acknowledged. What was sent and never answered is in doubt: it may be there or not, whole or not
at all. `Record` is what a machine has of all stories; whatever differs from both is lost, or half done.
"""

import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from typing import Any, NamedTuple

from tests.drills.colleagues import PASSAGE, TEXT, Colleague, Unopened, describe_hop, find_number
from tests.drills.sites import Answer

DAY = "2024-05-01"
# By `manage.py shell`. The tag of a story is the first word of its claims and of its person.
DUMP = """
import json
from factdb.models import Claim, Person, Snapshot
columns = ("is_public", "version", "state")
claims = Claim.objects.filter(text__startswith="Story-").values("pk", "text", "retraction_reason", *columns)
people = Person.objects.filter(name__startswith="Story-").values("pk", "name", *columns)
texts = Snapshot.objects.filter(text__startswith="A long sentence").count()
print(json.dumps([list(claims), list(people), texts]))
"""


@dataclass(frozen=True)
class Standing:
    """A claim and the person whom it quotes, at the desk and in public; `version` is that which readers see."""

    text: str = ""
    state: str = ""
    is_asked: bool = False
    public: str = ""
    version: int = 0
    person: str = ""
    public_person: str = ""


class Told(NamedTuple):
    is_done: bool
    status: int
    text: str


@dataclass
class Place:
    """Where all stories happen: an article that is public already."""

    article: str
    outlet: str
    day: str


def publish_place(slug: str, reporter: Colleague, editor: Colleague) -> Place:
    """By the desk's forms. Raises `Unopened`."""
    words = {"name": slug, "kind": "outlet", "slug": slug}
    outlet = find_number(reporter.save("/admin/factdb/organization/add/", **words))
    words = {"label": "A drill", "outlet": outlet, "published_on": DAY, "text": TEXT}
    article = find_number(reporter.save("/admin/factdb/article/add/", **words))
    reporter.save(f"/admin/factdb/article/{article}/change/", "_submit")
    editor.approve(f"/admin/factdb/article/{article}/approve/")
    return Place(article, outlet, DAY)


@dataclass
class Story:
    """Told by a reporter and an editor; every second one ends with a retraction."""

    number: int
    client: int
    reporter: Colleague
    editor: Colleague
    place: Place
    standing: Standing = field(default_factory=Standing)
    # What a write that nobody answered would have led to.
    doubt: Standing | None = None
    step: int = 0
    claim: str = ""
    person: str = ""

    @property
    def tag(self) -> str:
        return f"Story-{self.number}"

    @property
    def has_ended(self) -> bool:
        return self.step == len(self.list_steps())

    def list_steps(self) -> list[Callable[[], tuple[Standing, Answer]]]:
        steps = [self.add_person, self.add_claim, self.save, self.submit, self.approve, self.submit, self.approve]
        return steps if self.number % 2 else [*steps, self.ask_retraction, self.confirm_retraction]

    def take_step(self) -> Told:
        """The next write. Only an answer that leads on acknowledges it."""
        try:
            standing, answer = self.list_steps()[self.step]()
        except Unopened as unopened:
            return Told(False, *unopened.args)
        is_done = answer.status == 302
        if is_done:
            self.standing, self.step = standing, self.step + 1
        elif answer.status != 200:
            self.doubt = standing
        return Told(is_done, answer.status, answer.text)

    def settle(self, actual: Standing) -> str:
        """Compare with what the machine has, and go on from there; a sentence where it is neither."""
        expected, doubt = self.standing, self.doubt
        self.doubt = None
        if actual == doubt:
            self.standing, self.step = doubt, self.step + 1
            return ""
        return "" if actual == expected else f"{self.tag}, step {self.step}: {actual}, and not {expected} or {doubt}"

    # The writes.

    def _word(self) -> str:
        return f"{self.tag} has words of its step {self.step}."

    def add_person(self) -> tuple[Standing, Answer]:
        names = {"name": self.tag, "sort_name": self.tag, "slug": self.tag.lower()}
        answer = self.reporter.save("/admin/factdb/person/add/", **names)
        self.person = find_number(answer)
        return Standing(person="draft"), answer

    def add_claim(self) -> tuple[Standing, Answer]:
        text = self._word()
        answer = self.reporter.save(
            "/admin/factdb/claim/add/",
            **{"text": text, "kind": "statement", "article": self.place.article, "stated_on": self.place.day},
            **{"passage": PASSAGE, **describe_hop(self.person)},
        )
        self.claim = find_number(answer)
        return replace(self.standing, text=text, state="draft"), answer

    def save(self) -> tuple[Standing, Answer]:
        text = self._word()
        return replace(self.standing, text=text), self.reporter.save(self.address_of("change"), text=text)

    def submit(self) -> tuple[Standing, Answer]:
        """With new words; the person is submitted with the claim the first time."""
        text, person = self._word(), self.standing.public_person and "live"
        standing = replace(self.standing, text=text, state="submitted", person=person or "submitted")
        return standing, self.reporter.save(self.address_of("change"), "_submit", text=text)

    def approve(self) -> tuple[Standing, Answer]:
        now = self.standing
        standing = replace(now, state="live", public=now.text, version=now.version + 1, person="live")
        return replace(standing, public_person=self.tag), self.editor.approve(self.address_of("approve"))

    def ask_retraction(self) -> tuple[Standing, Answer]:
        answer = self.reporter.take_step(self.address_of("retract"), reason=f"{self.tag} rests on a forgery.")
        return replace(self.standing, is_asked=True), answer

    def confirm_retraction(self) -> tuple[Standing, Answer]:
        standing = replace(self.standing, state="withdrawn", is_asked=False, public="", version=0)
        return standing, self.editor.take_step(self.address_of("confirm_retraction"))

    def address_of(self, page: str) -> str:
        return f"/admin/factdb/claim/{self.claim}/{page}/"


class Record:
    """All stories as a machine has them: of the desk's tables, and of what it sends to readers."""

    def __init__(self, dump: str, claims: str, people: str) -> None:
        desk_claims, desk_people, self.long_texts = json.loads(dump)
        self.claims = {row["text"].partition(" ")[0]: row for row in desk_claims}
        self.people = {row["name"]: row for row in desk_people}
        self.public = {doc["text"].partition(" ")[0]: doc for doc in read_lines(claims)}
        self.public_people = {doc["name"]: doc for doc in read_lines(people)}

    def find_standing(self, tag: str) -> Standing:
        claim, person = self.claims.get(tag, {}), self.people.get(tag, {})
        public = self.public.get(tag, {})
        return Standing(
            text=claim.get("text", ""),
            state=claim.get("state", ""),
            is_asked=bool(claim.get("retraction_reason")),
            public=public.get("text", ""),
            version=public.get("version", 0),
            person=person.get("state", ""),
            public_person=self.public_people.get(tag, {}).get("name", ""),
        )

    def list_halves(self) -> Iterator[str]:
        """Sentences on things of which desk and readers have two opinions."""
        for rows, documents in ((self.claims, self.public), (self.people, self.public_people)):
            for tag, row in rows.items():
                document = documents.get(tag)
                if row["is_public"] != (document is not None):
                    yield f"{tag}: public at the desk is {row['is_public']}, to readers {document is not None}"
                elif document and row["version"] != document["version"]:
                    yield f"{tag}: version {row['version']} at the desk, {document['version']} to readers"

    def continue_story(self, story: Story) -> str:
        """Settle a story; what was saved and never answered is found by its tag. A sentence where something is lost."""
        fault = story.settle(self.find_standing(story.tag))
        story.claim = str(self.claims.get(story.tag, {}).get("pk", ""))
        story.person = str(self.people.get(story.tag, {}).get("pk", ""))
        return fault


def read_lines(text: str) -> Iterator[dict[str, Any]]:
    """The stories among documents, one a line."""
    for line in text.splitlines():
        document = json.loads(line)
        if str(document.get("text") or document.get("name")).startswith("Story-"):
            yield document
