"""Follows the Dockerfile in a clean Debian of its own, and asks the site that comes of it.

A chroot stands for the container: what FROM, VOLUME, EXPOSE and STOPSIGNAL do is not tried, nor is the network of one.
"""

import json
import os
import shlex
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

from tests.drills.postgres import HOST, Server, address, make_primary
from tests.processes import free_port, wait_until

ROOT = Path(__file__).resolve().parents[1]
CERTIFICATES = Path("/etc/ssl/certs/ca-certificates.crt")
SLOWEST_START = 120


def read_instructions() -> Iterator[tuple[str, str]]:
    """Yield (instruction, its words)."""
    text = (ROOT / "Dockerfile").read_text().replace("\\\n", " ")
    for line in filter(None, text.splitlines()):
        if not line.startswith("#"):
            name, _, words = line.partition(" ")
            yield name, words


class Image:
    def __init__(self, root: Path) -> None:
        self.root, self.directory, self.user = root, "/", "root"
        self.environment = {"PATH": "/usr/sbin:/usr/bin:/sbin:/bin", "LANG": "C.UTF-8"}
        self.commands: dict[str, list[str]] = {}

    def follow(self, name: str, words: str) -> None:
        if name == "FROM":
            suite = words.removeprefix("debian:").removesuffix("-slim")
            subprocess.run(
                ["debootstrap", "--variant=minbase", suite, self.root], check=True, stdout=subprocess.DEVNULL
            )
            shutil.copy("/etc/resolv.conf", self.root / "etc/resolv.conf")
        elif name == "RUN":
            self.run(["sh", "-c", words], **self.certificates())
        elif name == "WORKDIR":
            self.directory = words
            (self.root / words.lstrip("/")).mkdir(parents=True, exist_ok=True)
        elif name == "COPY":
            self.copy(*words.split())
        elif name == "ENV":
            self.environment |= dict(word.split("=", 1) for word in shlex.split(words))
        elif name == "USER":
            self.user = words
        elif name in ("CMD", "HEALTHCHECK"):
            self.commands[name] = json.loads(words[words.index("[") :])

    def certificates(self) -> dict[str, str]:
        """Those of this machine, whose network may have some of its own."""
        shutil.copy(CERTIFICATES, self.root / "tmp/certificates.pem")
        return {"PIP_CERT": "/tmp/certificates.pem"}  # noqa: S108 - of the chroot

    def copy(self, *words: str) -> None:
        """What git has: of all that .dockerignore keeps away nothing is needed."""
        target = self.root / self.directory.lstrip("/")
        names = ["."] if words[0] == "." else list(words[:-1])
        archive = subprocess.run(["git", "archive", "HEAD", *names], cwd=ROOT, check=True, capture_output=True)
        ignored = [f"--exclude={line}" for line in (ROOT / ".dockerignore").read_text().split()]
        subprocess.run(["tar", "-x", "-C", target, *ignored], input=archive.stdout, check=True)

    def command(self, words: list[str], **more: str) -> list[str]:
        inside = f"cd {self.directory} && exec {shlex.join(words)}"
        variables = [f"{name}={value}" for name, value in {**self.environment, **more}.items()]
        chroot = ["chroot", f"--userspec={self.user}", self.root]
        return [*map(str, chroot), "env", "-i", *variables, "sh", "-c", inside]

    def run(self, words: list[str], **more: str) -> None:
        subprocess.run(self.command(words, **more), check=True)


def main(scratch: Path) -> None:
    image = Image(scratch / "root")
    for name, words in read_instructions():
        print(f"    {name} {words[:100]}", flush=True)
        image.follow(name, words)
    if image.user == "root":
        sys.exit("FAILED: the site would run as root")
    size = subprocess.run(["du", "-sm", image.root], capture_output=True, text=True, check=True).stdout.split()[0]
    print(f"    {size} MB on disk")
    ask_site(image, scratch)


def ask_site(image: Image, scratch: Path) -> None:
    """Start it as the container would, on an empty PostgreSQL, until its health check passes; then stop it."""
    primary = Server(scratch, "primary", {})
    make_primary(primary)
    variables = {
        "DATABASE_URL": address("factdb", [primary]),
        "PUBLIC_DATABASE_URL": address("factdb_public", [primary]),
        "SECRET_KEY": os.urandom(40).hex(),
        "ALLOWED_HOSTS": "facts.example",
        "FACTDB_HTTPS": "1",
        "HOST": HOST,
        "PORT": str(free_port()),
    }
    began = time.monotonic()
    try:
        with subprocess.Popen(image.command(image.commands["CMD"], **variables)) as site:
            try:
                check = image.command(image.commands["HEALTHCHECK"], **variables)
                wait_until(
                    lambda: subprocess.run(check, check=False, stderr=subprocess.DEVNULL).returncode == 0,
                    "the health check passes",
                    SLOWEST_START,
                )
                print(f"    healthy after {time.monotonic() - began:.1f} s")
            finally:
                site.terminate()
        print(f"    stopped with status {site.returncode}")
    finally:
        primary.stop()
    if site.returncode:
        sys.exit("FAILED: the site did not stop by itself")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
