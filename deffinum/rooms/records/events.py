"""Facts that the records room publishes."""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True)
class ForwardingHeld:
    """A forwarding stopped by itself after failures: nothing leaves until somebody resumes it."""

    forwarding_id: uuid.UUID
    held_at: datetime
