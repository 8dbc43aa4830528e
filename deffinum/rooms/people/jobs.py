"""Work that comes back every night."""

from __future__ import annotations

from django.utils import timezone

from deffinum.foundation.clock.instants import database_now
from deffinum.foundation.jobs.registry import periodic_job
from deffinum.foundation.policies import PLATFORM
from deffinum.rooms.people.commands.apply_retention import apply_retention
from deffinum.rooms.people.commands.clear_sessions import clear_sessions


@periodic_job("people.apply_retention", cron="40 2 * * *")
def forget_old_data(timestamp: int) -> None:
    """Apply the retention that the models declare."""
    apply_retention(by=PLATFORM, now=database_now())


@periodic_job("people.clear_sessions", cron="50 2 * * *")
def clear_expired_sessions(timestamp: int) -> None:
    """Forget the sessions that ended. Django dates them by its own clock, which the sample clock never moves."""
    clear_sessions(by=PLATFORM, now=timezone.now())
