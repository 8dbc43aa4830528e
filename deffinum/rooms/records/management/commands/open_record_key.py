"""`manage.py open_record_key --organisation SIRET --label NAME`: the first key of a store, for those who run it."""

from __future__ import annotations

import json
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from deffinum.foundation.clock.instants import database_now
from deffinum.foundation.policies import PLATFORM
from deffinum.rooms.people.public import organisation_by_siret, sample_organisation
from deffinum.rooms.records.commands.open_store import make_key
from deffinum.rooms.records.words import KeyScope


class Command(BaseCommand):
    """Prints the key and its secret, once, as JSON."""

    help = "Give a tool a key to an organisation's learning records; prints it once, as JSON."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Which organisation, and the tool's name."""
        parser.add_argument("--organisation", help="SIRET of an organisation that is registered")
        parser.add_argument("--sample", action="store_true", help="the sample's lead organisation")
        parser.add_argument("--label", required=True)

    def handle(self, *_words: str, **options: Any) -> None:
        """Make the key with every scope."""
        if options["sample"]:
            organisation_id = sample_organisation("lead").id
        else:
            found = organisation_by_siret(options["organisation"] or "")
            if found is None:
                raise CommandError("No organisation of this SIRET is registered.")
            organisation_id = found.id
        made = make_key(
            organisation_id=organisation_id,
            label=options["label"],
            scopes=list(KeyScope),
            expires_at=None,
            by=PLATFORM,
            now=database_now(),
        )
        self.stdout.write(json.dumps({"key": str(made.id), "secret": made.secret, "store": str(made.store_id)}))
