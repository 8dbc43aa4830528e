"""`manage.py check_files [--sweep]`: prove that every kept file is intact on the disk."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from deffinum.foundation.clock.instants import database_now
from deffinum.foundation.files.checking import check_files


class Command(BaseCommand):
    """Exit 0 when every content has its hash, 1 with the list of those that have not."""

    help = "Check stored files against their hashes; --sweep deletes left-overs older than a day."

    def add_arguments(self, parser: CommandParser) -> None:
        """Declare `--sweep`."""
        parser.add_argument("--sweep", action="store_true")

    def handle(self, *args: Any, **options: Any) -> None:
        """Print the report."""
        report = check_files(now=database_now(), sweep=options["sweep"])
        left = "deleted" if options["sweep"] else "found"
        self.stdout.write(
            f"{report.checked} contents checked. Left-overs {left}: {len(report.unowned)} contents without a file, "
            f"{report.cut_uploads} cut uploads."
        )
        if report.missing or report.changed:
            lines = [f"missing {each}" for each in report.missing] + [f"changed {each}" for each in report.changed]
            raise CommandError("\n".join(lines))
