"""Background work of the calls room."""

from __future__ import annotations

import uuid

from deffinum.foundation.clock.instants import database_now
from deffinum.foundation.jobs.registry import job, periodic_job
from deffinum.foundation.policies import PLATFORM
from deffinum.rooms.calls.commands.forget_addresses import forget_addresses
from deffinum.rooms.calls.commands.keep_receipt import keep_receipt


@periodic_job("calls.forget_addresses", cron="50 2 * * *")
def forget_old_addresses(timestamp: int) -> None:
    """Forget the addresses of invitations that have served."""
    forget_addresses(by=PLATFORM, now=database_now())


@job("calls.render_receipt")
def render_receipt(*, submission_id: str) -> None:
    """Make the receipt's PDF before anyone asks for it; running twice makes it once."""
    keep_receipt(submission_id=uuid.UUID(submission_id), by=PLATFORM, now=database_now())
