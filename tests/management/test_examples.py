"""Each command's help ends with examples that the command understands."""

import shlex

import pytest
from django.core.management import get_commands, load_command_class

COMMANDS = sorted(name for name, app in get_commands().items() if app == "factdb")


def make_parser(name):
    command = load_command_class("factdb", name)
    return command, command.create_parser("manage.py", name)


def test_commands_are_seen():
    assert {"audit", "export", "serve"} <= set(COMMANDS)


@pytest.mark.parametrize("name", COMMANDS)
def test_help_ends_with_examples(name):
    command, parser = make_parser(name)
    lines = parser.format_help().partition("\nexamples:\n")[2].splitlines()
    assert lines == [f"  manage.py {example}" for example in command.examples]
    assert lines


@pytest.mark.parametrize("name", COMMANDS)
def test_examples_are_understood(name):
    command, parser = make_parser(name)
    for example in command.examples:
        first, *words = shlex.split(example)
        assert first == name
        parser.parse_args(words)
