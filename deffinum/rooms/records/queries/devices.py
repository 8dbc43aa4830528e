"""Headsets and pairings as trainers and learners see them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from deffinum.foundation.sealing import unseal
from deffinum.rooms.records.models import DeviceToken, Pairing
from deffinum.rooms.records.queries.pairing_codes import PURPOSE, shown_code


@dataclass(frozen=True)
class DeviceLine:
    """A device of the organisation. `state`: 'active', 'expired' or 'revoked'."""

    id: UUID
    label: str
    learner: str
    title: str
    made_at: datetime
    expires_at: datetime
    last_used_at: datetime | None
    state: str


@dataclass(frozen=True)
class PairingPage:
    """A pairing. `state`: 'open', 'used' or 'over'; `code` in two groups, '' when it is not open any more."""

    id: UUID
    organisation_id: UUID
    learner_id: UUID
    learner: str
    learner_account_id: UUID | None
    title: str
    activity: str
    days: int
    expires_at: datetime
    state: str
    code: str
    used_at: datetime | None
    device: str


def devices_of_organisation(*, organisation_id: UUID, now: datetime) -> list[DeviceLine]:
    """Newest first."""
    rows = DeviceToken.objects.select_related("learner").filter(store__organisation_id=organisation_id)
    return [_line(each, now) for each in rows]


def devices_of_learner(*, learner_id: UUID, now: datetime) -> list[DeviceLine]:
    """Newest first."""
    rows = DeviceToken.objects.select_related("learner").filter(learner_id=learner_id)
    return [_line(each, now) for each in rows]


def _line(device: DeviceToken, now: datetime) -> DeviceLine:
    return DeviceLine(
        id=device.pk,
        label=device.label,
        learner=str(device.learner),
        title=device.title,
        made_at=device.made_at,
        expires_at=device.expires_at,
        last_used_at=device.last_used_at,
        state="revoked" if device.revoked_at else "active" if device.is_open(at=now) else "expired",
    )


def pairing_page(*, pairing_id: UUID, now: datetime) -> PairingPage | None:
    """The pairing, with its code while it is open; None when there is none."""
    found = Pairing.objects.select_related("learner", "store", "device").filter(pk=pairing_id).first()
    if found is None:
        return None
    state = "used" if found.used_at else "open" if now < found.expires_at else "over"
    return PairingPage(
        id=found.pk,
        organisation_id=found.store.organisation_id,
        learner_id=found.learner_id,
        learner=str(found.learner),
        learner_account_id=found.learner.account_id,
        title=found.title,
        activity=found.activity,
        days=found.days,
        expires_at=found.expires_at,
        state=state,
        code=shown_code(unseal(found.sealed_code, purpose=PURPOSE)) if state == "open" else "",
        used_at=found.used_at,
        device=found.device.label if found.device else "",
    )
