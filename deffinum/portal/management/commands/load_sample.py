"""`manage.py load_sample`: the sample plan, room by room, from the lowest up. Loading twice changes nothing."""

from __future__ import annotations

import time
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from deffinum.foundation.clock.instants import database_now
from deffinum.foundation.jobs.registry import run_waiting_jobs
from deffinum.foundation.policies import PLATFORM
from deffinum.portal.rooms_doors import offered


class Command(BaseCommand):
    """Calls `load_<room>_sample(*, by, now)` of each room's door, then runs the jobs that this stored."""

    help = "Load the sample plan (sample mode only). Loading twice changes nothing."

    def handle(self, *args: Any, **options: Any) -> None:
        """One line a room. Refused outside sample mode (CommandError)."""
        if not settings.SAMPLE_MODE:
            raise CommandError("The sample is refused: SAMPLE_MODE is off.")
        for room, load in offered("load_{room}_sample").items():
            started = time.monotonic()
            load(by=PLATFORM, now=database_now())
            self.stdout.write(f"{room}: ready ({time.monotonic() - started:.1f} s)")
        ran = run_waiting_jobs()
        self.stdout.write(f"{ran} waiting jobs done" if ran else "no waiting job")
