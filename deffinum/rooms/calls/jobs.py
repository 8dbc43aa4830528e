"""Background work of the calls room."""

from __future__ import annotations

import uuid

from deffinum.foundation.clock.instants import database_now
from deffinum.foundation.jobs.registry import job
from deffinum.foundation.policies import PLATFORM
from deffinum.rooms.calls.commands.keep_receipt import keep_receipt


@job("calls.render_receipt")
def render_receipt(*, submission_id: str) -> None:
    """Make the receipt's PDF before anyone asks for it; running twice makes it once."""
    keep_receipt(submission_id=uuid.UUID(submission_id), by=PLATFORM, now=database_now())
