"""Tell which libraries an H5P package brings, as lines of `reference/h5p_libraries.csv`.

    manage.py h5p_libraries content.h5p

Who reviews a library compares the hash of the copy that they read with the one that was asked for.
"""

from __future__ import annotations

import csv
from argparse import ArgumentParser
from dataclasses import asdict, fields
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from deffinum.foundation.errors import DomainError
from deffinum.foundation.packages.h5p import H5pLibrary
from deffinum.foundation.packages.recognition import recognise_package
from deffinum.rooms.commons.queries.h5p_libraries import libraries_of


class Command(BaseCommand):
    """Reads a file and prints; keeps nothing."""

    help = "Print the name, the version and the hash of each library of an H5P package, as CSV."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """The package."""
        parser.add_argument("file", type=Path)

    def handle(self, *_args: Any, **options: Any) -> None:
        """Raises CommandError when the file cannot be read or is no sound H5P package."""
        try:
            with options["file"].open("rb") as file:
                libraries = libraries_of(recognise_package(file))
        except (OSError, DomainError) as error:
            raise CommandError(str(error)) from error
        if not libraries:
            raise CommandError("This is no H5P package.")
        writer = csv.DictWriter(self.stdout, [each.name for each in fields(H5pLibrary)], lineterminator="\n")
        writer.writeheader()
        writer.writerows(asdict(each) for each in libraries)
