"""Reads variables of the environment: what cannot be meant stops the start with one sentence, and is never guessed."""

import re
from collections.abc import Iterator, Mapping
from difflib import get_close_matches
from typing import Any, ClassVar

from django.core.exceptions import ImproperlyConfigured
from environ import Env

from config.cache import parse_cache_url
from config.problems import SetupProblem

SWITCH_VALUES = {"": False, "0": False, "false": False, "off": False, "no": False} | dict.fromkeys(
    ("1", "true", "on", "yes"), True
)
UNIT_SECONDS = {"s": 1, "m": 60, "h": 3600, "d": 86400}
PREFIX = "FACTDB_"


class Environment(Env):
    # Every name that was ever asked for: the variables that FactDB knows are those that it reads.
    names_read: ClassVar[set[str]] = set()

    def get_value(self, var: str, *args: Any, **options: Any) -> Any:
        self.names_read.add(var)
        return super().get_value(var, *args, **options)

    def text(self, name: str, otherwise: str = "") -> str:
        """Read a text; a variable that is set to nothing is as good as not set."""
        return str(self.str(name, "")) or otherwise

    def number(self, name: str, otherwise: int, lowest: int, highest: int) -> int:
        value = self.text(name, str(otherwise))
        if not re.fullmatch("[0-9]{1,9}", value) or not lowest <= int(value) <= highest:
            raise SetupProblem(f"{name} is {value!r}: give a whole number from {lowest} to {highest}.")
        return int(value)

    def switch(self, name: str, otherwise: bool = False) -> bool:
        value = self.text(name, str(otherwise))
        if value.lower() not in SWITCH_VALUES:
            raise SetupProblem(f"{name} is {value!r}: give 1 or 0.")
        return SWITCH_VALUES[value.lower()]

    def rate(self, name: str) -> tuple[int, int] | None:
        """Read (requests, seconds), or None for no limit. Raises `SetupProblem`."""
        value = self.text(name)
        match = re.fullmatch(r"([1-9][0-9]{0,8})/([smhd])[a-z]*", value)
        if value and not match:
            raise SetupProblem(f"{name} is {value!r}: give requests for each s, min, hour or day, such as 60/min.")
        return (int(match[1]), UNIT_SECONDS[match[2]]) if match else None

    def cache(self, name: str, otherwise: str) -> dict[str, Any]:
        try:
            return parse_cache_url(self.text(name, otherwise))
        except ImproperlyConfigured:
            raise SetupProblem(f"{name} names no cache that Django knows: give rediscache://host:6379/1.") from None

    def postgresql(self, name: str) -> dict[str, Any]:
        try:
            is_ours = self.str(name).startswith(("postgresql://", "postgres://"))
            database: dict[str, Any] = self.db_url(name) if is_ours else {}
        except ValueError:
            database = {}
        if not database.get("NAME"):
            raise SetupProblem(f"{name} must be the address of a PostgreSQL: postgresql://user:password@host/name.")
        return database


def find_unknown_variables(environment: Mapping[str, str]) -> Iterator[tuple[str, str | None]]:
    """Each FACTDB_ variable that is set and that nothing reads, with the one that was probably meant."""
    names_by_suffix = {name.removeprefix(PREFIX): name for name in sorted(Environment.names_read)}
    for name in sorted(environment):
        if name.startswith(PREFIX) and environment[name] and name not in Environment.names_read:
            nearest = get_close_matches(name.removeprefix(PREFIX), names_by_suffix, n=1)
            yield name, names_by_suffix[nearest[0]] if nearest else None
