"""What our commands share: their help ends with examples, as they are typed."""

from argparse import RawDescriptionHelpFormatter
from typing import Any, ClassVar

from django.core.management.base import BaseCommand, CommandParser, DjangoHelpFormatter


class ExamplesFormatter(RawDescriptionHelpFormatter, DjangoHelpFormatter):
    """Keeps the lines of the examples, and the options of all commands behind a command's own."""


class ExampleCommand(BaseCommand):
    # What is typed behind `manage.py`.
    examples: ClassVar[tuple[str, ...]]

    def create_parser(self, prog_name: str, subcommand: str, **kwargs: Any) -> CommandParser:
        lines = "\n".join(f"  manage.py {example}" for example in self.examples)
        return super().create_parser(
            prog_name, subcommand, formatter_class=ExamplesFormatter, epilog=f"examples:\n{lines}", **kwargs
        )
