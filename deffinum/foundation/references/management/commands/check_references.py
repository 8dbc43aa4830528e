"""`manage.py check_references [--stamp]`: each reference file has its source and its hash."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser

from deffinum.foundation.references.checking import problems_of, reference_folders, stamp


class Command(BaseCommand):
    """Exit 0 when every file is as its entry says, 1 with the list of problems."""

    help = "Check reference files against their sources; --stamp notes their present hashes."

    def add_arguments(self, parser: CommandParser) -> None:
        """Declare `--stamp`."""
        parser.add_argument("--stamp", action="store_true")

    def handle(self, *args: Any, **options: Any) -> None:
        """Print the verdict."""
        folders = reference_folders(Path(settings.BASE_DIR) / "deffinum")
        if options["stamp"]:
            self.stdout.write(f"{sum(map(stamp, folders))} hashes noted.")
        problems = [f"{folder.parent.name}: {each}" for folder in folders for each in problems_of(folder)]
        if problems:
            raise CommandError("\n".join(problems))
        self.stdout.write(f"{len(folders)} reference folders, every file is as its entry says.")
