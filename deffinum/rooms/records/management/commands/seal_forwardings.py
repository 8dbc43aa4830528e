"""`manage.py seal_forwardings`: after SECRET_KEY changed. Running twice changes nothing."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandError

from deffinum.foundation.clock.instants import database_now
from deffinum.foundation.policies import PLATFORM
from deffinum.foundation.sealing import SealBroken
from deffinum.rooms.records.commands.seal_forwardings import seal_forwardings


class Command(BaseCommand):
    """Then the older key may leave SECRET_KEY_FALLBACKS."""

    help = "Seal the secrets of other stores under the present SECRET_KEY. Running twice changes nothing."

    def handle(self, *args: Any, **options: Any) -> None:
        """Say how many were sealed anew."""
        try:
            changed = seal_forwardings(by=PLATFORM, now=database_now())
        except SealBroken as broken:
            advice = "Put the older key back in SECRET_KEY_FALLBACKS. Nothing was changed."
            raise CommandError(f"{broken} {advice}") from broken
        self.stdout.write(f"{changed} secrets of other stores sealed under the present key")
