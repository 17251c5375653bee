"""Web machines of a drill: `manage.py serve` with a directory and a port of its own, and who asks something of them."""

import os
import subprocess
import sys
import threading
from http.client import HTTPConnection, HTTPException
from pathlib import Path
from typing import NamedTuple
from urllib.parse import urlencode

from tests.drills.postgres import HOST
from tests.processes import ROOT, free_port

# The name of the site in front of all its machines: part of every address that an answer holds.
NAME = "facts.example"


class Answer(NamedTuple):
    status: int
    headers: dict[str, str]
    text: str


SILENCE = Answer(0, {}, "")


class Visitor:
    """Asks the site at a port, on a new connection for each request."""

    def __init__(self, port: int, name: str = HOST) -> None:
        self.port, self.name = port, name

    def ask(
        self, path: str, method: str = "GET", body: str | None = None, patience: float = 10, **headers: str
    ) -> Answer:
        connection = HTTPConnection(HOST, self.port, timeout=patience)
        sent = {name.replace("_", "-"): value for name, value in headers.items()}
        try:
            connection.request(method, path, body, {"Host": self.name, **sent})
            response = connection.getresponse()
            return Answer(response.status, _lowered(response), response.read().decode())
        except (OSError, HTTPException):
            return SILENCE
        finally:
            connection.close()

    def log_in(self, username: str, password: str) -> str:
        """The cookies of a session at the desk."""
        token = cookies(self.ask("/accounts/login/"))["csrftoken"]
        answer = self.post_form(
            "/accounts/login/?next=/admin/", {"login": username, "password": password}, {"csrftoken": token}
        )
        return "; ".join(f"{name}={value}" for name, value in cookies(answer).items())

    def post_form(self, path: str, values: dict[str, str], held: dict[str, str], patience: float = 10) -> Answer:
        """Send a form as a browser does that holds these cookies."""
        form = urlencode({**values, "csrfmiddlewaretoken": held["csrftoken"]})
        kept = "; ".join(f"{name}={value}" for name, value in held.items())
        return self.ask(path, "POST", form, patience, Cookie=kept, Content_Type="application/x-www-form-urlencoded")


class Site(Visitor):
    def __init__(self, home: Path, name: str, environment: dict[str, str]) -> None:
        super().__init__(free_port(), NAME)
        self.said: list[str] = []
        own = {"FACTDB_VAR": str(home / name), "PORT": str(self.port), "FACTDB_WORKERS": "1"}
        self.process = subprocess.Popen(
            [sys.executable, "manage.py", "serve"],
            cwd=ROOT,
            env={**os.environ, **environment, **own},
            stdout=subprocess.DEVNULL,
            stderr=subprocess.PIPE,
            text=True,
        )
        threading.Thread(target=self._listen, daemon=True).start()

    def _listen(self) -> None:
        self.said.extend(self.process.stderr)

    def is_ready(self) -> bool:
        if self.process.poll() is not None:
            raise AssertionError(f"The site ended: {''.join(self.said)}")
        return self.ask("/readyz").status == 200

    def stop(self) -> None:
        self.process.terminate()
        self.process.wait(60)


def _lowered(response) -> dict[str, str]:
    """Cookies come one to a header: joined by line ends, which none of them can hold."""
    names = {name.lower() for name in response.headers}
    return {name: "\n".join(response.headers.get_all(name)) for name in names}


def cookies(answer: Answer) -> dict[str, str]:
    lines = answer.headers.get("set-cookie", "").splitlines()
    return dict(line.partition(";")[0].split("=", 1) for line in lines)
