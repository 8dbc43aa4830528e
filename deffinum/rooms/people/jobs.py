"""Work that comes back every night."""

from __future__ import annotations

from deffinum.foundation.clock.instants import database_now
from deffinum.foundation.jobs.registry import periodic_job
from deffinum.foundation.policies import PLATFORM
from deffinum.rooms.people.commands.apply_retention import apply_retention


@periodic_job("people.apply_retention", cron="40 2 * * *")
def forget_old_data(timestamp: int) -> None:
    """Apply the retention that the models declare."""
    apply_retention(by=PLATFORM, now=database_now())
