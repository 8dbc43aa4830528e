"""Facts that the grants room publishes."""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from datetime import date


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
class DeliverableAccepted:
    """The officer accepted a deliverable."""

    deliverable_id: uuid.UUID
