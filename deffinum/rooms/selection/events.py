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
class ReviewAsked:
    """A review was asked of an expert."""

    assignment_id: uuid.UUID


@dataclass(frozen=True)
class DecisionTaken:
    """The committee's decision was notified: from now on the consortium knows it."""

    decision_id: uuid.UUID
    application_id: uuid.UUID
    outcome: str


@dataclass(frozen=True)
class AppealLodged:
    """A consortium asks for its decision to be examined again."""

    appeal_id: uuid.UUID


@dataclass(frozen=True)
class AppealAnswered:
    """The appeal has its answer."""

    appeal_id: uuid.UUID
