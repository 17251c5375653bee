"""Reporters and editors at the desk of a real server, who see of it what a browser sees: forms, and where they lead."""

import html
import re
from pathlib import Path

from tests.drills.sites import Answer, Visitor

# Seconds that somebody waits for an answer before it counts as none.
PATIENCE = 30
TEXT = "Opening line.\r\nThe agency counted 1,200 people at the crossing in May.\r\nAn official denied it.\r\n"
PASSAGE = "The agency counted 1,200 people at the crossing in May."
SEEN = re.compile(r'name="seen" value="([^"]*)"')
INPUT = re.compile(r"<(input|textarea|select)\b([^>]*)>(.*?)(?=<(?:input|textarea|select|/form)\b)", re.DOTALL)
ATTRIBUTE = re.compile(r'([\w-]+)="([^"]*)"')
CHOSEN = re.compile(r'<option value="([^"]*)" selected')
NUMBER = re.compile(r"/(\d+)/change/")


class Unopened(Exception):
    """A form could not even be opened, so nothing was sent; it holds the answer's status and text."""


class Colleague(Visitor):
    def __init__(self, port: int, username: str, password: str) -> None:
        super().__init__(port)
        self.held = dict(pair.split("=", 1) for pair in self.log_in(username, password).split("; ") if pair)

    def open_page(self, path: str) -> str:
        """Raises `Unopened`."""
        answer = self.ask(path, patience=PATIENCE, Cookie="; ".join(f"{n}={v}" for n, v in self.held.items()))
        if answer.status != 200:
            raise Unopened(answer.status, answer.text)
        return answer.text

    def send_form(self, path: str, values: dict[str, str]) -> Answer:
        return self.post_form(path, values, self.held, PATIENCE)

    def save(self, path: str, button: str = "_continue", **changes: str) -> Answer:
        """Open a form, change what is named, press a button. Raises `Unopened`."""
        return self.send_form(path, read_inputs(self.open_page(path)) | changes | {button: "1"})

    def take_step(self, path: str, **values: str) -> Answer:
        """Open the page of a step, and sign what it shows. Raises `Unopened`."""
        seen = SEEN.search(self.open_page(path))
        return self.send_form(path, {**values, **({"seen": seen[1]} if seen else {})})

    def approve(self, path: str) -> Answer:
        return self.take_step(path, action="updated", reason="")


def read_passwords(var: Path) -> dict[str, str]:
    """The first ones of a new site, by user name."""
    return dict(line.split() for line in (var / "logins.txt").read_text().splitlines())


def describe_hop(person: str) -> dict[str, str]:
    """What is typed into a claim's form to say who said it."""
    cells = {"kind": "person", "person": person, "verb": "says"}
    return {"attribution-TOTAL_FORMS": "1", **{f"attribution-0-{name}": value for name, value in cells.items()}}


def find_number(answer: Answer) -> str:
    """The number by which the desk's addresses call what was just saved; empty where it was not."""
    match = NUMBER.search(answer.headers.get("location", ""))
    return match[1] if match else ""


def read_inputs(form: str) -> dict[str, str]:
    """What a browser would send of a form that nobody has touched."""
    values = {}
    for tag, attributes, content in INPUT.findall(form):
        own = {name: html.unescape(value) for name, value in ATTRIBUTE.findall(attributes)}
        if "name" not in own or own.get("type") in ("submit", "checkbox", "button"):
            continue
        chosen = CHOSEN.search(content)
        if " multiple" in attributes and not chosen:
            continue
        values[own["name"]] = {
            "input": own.get("value", ""),
            "textarea": html.unescape(content.partition("</textarea>")[0].removeprefix("\r\n").removeprefix("\n")),
            "select": chosen[1] if chosen else "",
        }[tag]
    return {name: value for name, value in values.items() if "__prefix__" not in name}
