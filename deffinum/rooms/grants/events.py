"""Facts that the grants room publishes."""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from datetime import date, datetime


@dataclass(frozen=True)
class AwardOpened:
    """A project was retained: its agreement is to be prepared."""

    award_id: uuid.UUID


@dataclass(frozen=True)
class AwardRevised:
    """A decision replaced the one that the award came from. `change`: a RevisionKind."""

    award_id: uuid.UUID
    decision_id: uuid.UUID
    change: str


@dataclass(frozen=True)
class AgreementSentToSign:
    """The text is frozen: each party is asked to sign."""

    agreement_id: uuid.UUID


@dataclass(frozen=True)
class AwardPublished:
    """An award entered the public register."""

    award_id: uuid.UUID


@dataclass(frozen=True)
class AgreementSigned:
    """Every party has signed."""

    agreement_id: uuid.UUID
    signed_on: date


@dataclass(frozen=True)
class PaymentRecorded:
    """A payment entered the ledger."""

    ledger_entry_id: uuid.UUID


@dataclass(frozen=True)
class DeliverableHandedIn:
    """The consortium handed in a deliverable: it is to be examined."""

    deliverable_id: uuid.UUID
    handed_in_at: datetime


@dataclass(frozen=True)
class DeliverableToRedo:
    """The officer asked for changes."""

    deliverable_id: uuid.UUID
    asked_at: datetime


@dataclass(frozen=True)
class DeliverableAccepted:
    """The officer accepted a deliverable."""

    deliverable_id: uuid.UUID
