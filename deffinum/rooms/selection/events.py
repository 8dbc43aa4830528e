"""Facts that the selection room publishes."""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True)
class StageReached:
    """An examination passed to another state (applicants are told)."""

    examination_id: uuid.UUID
    application_id: uuid.UUID
    state: str
    reached_at: datetime


@dataclass(frozen=True)
class DecisionTaken:
    """The committee decided."""

    decision_id: uuid.UUID
    application_id: uuid.UUID
    outcome: str
