"""Facts that the plan room publishes."""

from __future__ import annotations

import uuid
from dataclasses import dataclass


@dataclass(frozen=True)
class LeverStateRecorded:
    """A lever has a new state entry; `as_of` is the date that its source gives ('' when it gives none)."""

    lever_id: uuid.UUID
    entry_id: uuid.UUID
    state: str
    as_of: str
