"""`manage.py rebuild_figures [--store ID]`: make the figures of learning again from the statements."""

from __future__ import annotations

import uuid
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand

from deffinum.foundation.clock.instants import database_now
from deffinum.foundation.policies import PLATFORM
from deffinum.rooms.records.commands.cut_groups import cut_groups
from deffinum.rooms.records.commands.fold_statements import rebuild_figures
from deffinum.rooms.records.queries.find_statements import consistent_through
from deffinum.rooms.records.queries.fold_state import stores_to_fold


class Command(BaseCommand):
    """One transaction a store: its pages show the old figures until the new ones are whole."""

    help = "Make the figures of one store, or of all, again from the statements. Running twice changes nothing."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Which store."""
        parser.add_argument("--store", type=uuid.UUID, help="the store's id; all of them when it is left out")

    def handle(self, *_words: str, **options: Any) -> None:
        """Print how many statements each store was folded from."""
        until = consistent_through()
        for store_id in [options["store"]] if options["store"] else stores_to_fold():
            now = database_now()
            read = rebuild_figures(store_id=store_id, until=until, by=PLATFORM, now=now)
            while cut_groups(store_id=store_id, by=PLATFORM, now=now):
                pass
            self.stdout.write(f"{store_id}: {read} statements")
