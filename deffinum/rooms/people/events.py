"""Facts that the people room publishes."""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from datetime import date, datetime


@dataclass(frozen=True)
class OrganisationRegistered:
    """An organisation takes part in the plan."""

    organisation_id: uuid.UUID


@dataclass(frozen=True)
class MandateStarted:
    """A person may act for an organisation."""

    mandate_id: uuid.UUID
    account_id: uuid.UUID
    organisation_id: uuid.UUID
    starts_on: date


@dataclass(frozen=True)
class MandateEnded:
    """A person no longer acts for an organisation."""

    mandate_id: uuid.UUID
    account_id: uuid.UUID
    organisation_id: uuid.UUID


@dataclass(frozen=True)
class AccountErased:
    """A person's data were erased; the identifier stays as a pseudonym. Upper rooms blank what they hold."""

    account_id: uuid.UUID


@dataclass(frozen=True)
class InvitationSent:
    """An invitation is to be mailed (heard by this room's own job)."""

    invitation_id: uuid.UUID
    sent_at: datetime


@dataclass(frozen=True)
class NotificationWritten:
    """A notification is to be mailed (heard by this room's own job)."""

    notification_id: uuid.UUID
