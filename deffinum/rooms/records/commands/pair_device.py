"""Open a pairing, let a headset use it once, and revoke what it got."""

from __future__ import annotations

import base64
import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

from django.utils.translation import gettext as _

from deffinum.foundation.commands import command
from deffinum.foundation.errors import DomainError
from deffinum.foundation.policies import Actor
from deffinum.foundation.sealing import seal
from deffinum.foundation.xapi.checking import is_iri
from deffinum.rooms.records.models import DeviceToken, Learner, Pairing
from deffinum.rooms.records.policies import may_pair
from deffinum.rooms.records.queries.learners import agent_of
from deffinum.rooms.records.queries.open_key import digest_of_secret
from deffinum.rooms.records.queries.pairing_codes import PURPOSE, digest_of_code, draw_code, read_code
from deffinum.rooms.records.words import Purpose

CODE_LIFE = timedelta(minutes=10)
LIVES = (1, 7, 30)
"""Days that a device's token may hold."""


class WrongPairing(DomainError):
    """The resource is not named, or the life of the token is none that is offered."""

    status = 422


class WrongCode(DomainError):
    """No open pairing has this code: mistyped, used already or over. Which one, nobody is told (404)."""

    status = 404


@dataclass(frozen=True)
class NewPairing:
    """A pairing and its code, as drawn."""

    id: UUID
    code: str
    expires_at: datetime


@dataclass(frozen=True)
class PairedDevice:
    """What the headset is given. `token`: base64 of id:secret, ready for `Authorization: Basic`; seen this once."""

    id: UUID
    token: str
    actor: dict[str, Any]
    registration: UUID
    activity: str
    expires_at: datetime


@command("records.open_pairing", sealed=("title",))
def open_pairing(
    *,
    learner_id: UUID,
    activity: str,
    title: str,
    days: int,
    by: Actor,
    now: datetime,
    registration: UUID | None = None,
    purpose: Purpose = Purpose.TRAINING,
) -> NewPairing:
    """Draw a code for one learner and one resource (its IRI). `registration`: of the attempt, drawn when None.

    `purpose`: why the headset writes; from the day the learner withdraws their consent for it, nothing is written.

    Raises Refused, WrongPairing.
    """
    learner = Learner.objects.select_related("store").get(pk=learner_id)
    may_pair(by, learner.store.organisation_id, learner.account_id, now=now).require()
    activity, title = activity.strip(), title.strip()
    if not is_iri(activity) or len(activity) > 1000:
        raise WrongPairing(_("Donnez l’adresse de la ressource, comme https://exemple.fr/geste."), field="activity")
    if not title:
        raise WrongPairing(_("Nommez la ressource."), field="title")
    if days not in LIVES:
        raise WrongPairing(_("Choisissez l’une des durées proposées."), field="days")
    code = draw_code()
    pairing = Pairing.objects.create(
        store=learner.store,
        learner=learner,
        activity=activity,
        title=title[:200],
        registration=registration or uuid4(),
        purpose=purpose,
        days=days,
        code_digest=digest_of_code(code),
        sealed_code=seal(code, purpose=PURPOSE),
        opened_at=now,
        opened_by_id=by.account_id,
        expires_at=now + CODE_LIFE,
    )
    return NewPairing(pairing.pk, code, pairing.expires_at)


@command("records.use_pairing", sealed=("code", "label"))
def use_pairing(*, code: str, label: str, by: Actor, now: datetime) -> PairedDevice:
    """Give the headset that knows the code its token, once. Raises WrongCode."""
    read = read_code(code)
    pairing = (
        Pairing.objects.select_for_update(no_key=True, of=("self",))
        .select_related("learner")
        .filter(code_digest=digest_of_code(read), used_at__isnull=True, expires_at__gt=now)
        .first()
        if read is not None
        else None
    )
    if pairing is None:
        raise WrongCode(
            _("Ce code n’est pas, ou n’est plus, en vigueur : il sert une fois, dix minutes. Demandez-en un nouveau."),
            field="code",
        )
    secret = secrets.token_urlsafe(32)
    device = DeviceToken.objects.create(
        store_id=pairing.store_id,
        learner=pairing.learner,
        activity=pairing.activity,
        title=pairing.title,
        registration=pairing.registration,
        purpose=pairing.purpose,
        label=label.strip()[:100] or _("Appareil"),
        secret_hash=digest_of_secret(secret),
        made_at=now,
        expires_at=now + timedelta(days=pairing.days),
    )
    pairing.used_at, pairing.device, pairing.sealed_code = now, device, ""
    pairing.save(update_fields=["used_at", "device", "sealed_code"])
    return PairedDevice(
        id=device.pk,
        token=base64.b64encode(f"{device.pk}:{secret}".encode()).decode(),
        actor=agent_of(pairing.learner.name),
        registration=device.registration,
        activity=device.activity,
        expires_at=device.expires_at,
    )


@command("records.revoke_device")
def revoke_device(*, device_id: UUID, by: Actor, now: datetime) -> None:
    """End a device's access at once; what it wrote stays. Raises Refused."""
    device = DeviceToken.objects.select_related("store", "learner").get(pk=device_id)
    may_pair(by, device.store.organisation_id, device.learner.account_id, now=now).require()
    DeviceToken.objects.filter(pk=device_id, revoked_at__isnull=True).update(
        revoked_at=now, revoked_by_id=by.account_id
    )
