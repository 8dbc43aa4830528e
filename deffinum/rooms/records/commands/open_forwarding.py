"""Open a forwarding of a store's statements to another store; pause, resume, close it; send again what was refused."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.utils.translation import gettext as _

from deffinum.foundation.commands import command
from deffinum.foundation.errors import DomainError
from deffinum.foundation.outgoing.destinations import ForbiddenDestination, checked_addresses, read_destination
from deffinum.foundation.outgoing.failures import OutgoingFailure, words_of
from deffinum.foundation.policies import Actor
from deffinum.foundation.sealing import seal
from deffinum.foundation.values.readable_text import one_line
from deffinum.rooms.records.lifecycle import FORWARDING
from deffinum.rooms.records.models import Forwarding, RecordStore, RefusedStatement
from deffinum.rooms.records.policies import may_forward
from deffinum.rooms.records.queries.statements_to_forward import last_place
from deffinum.rooms.records.words import Purpose, StandardVersion

SECRET_PURPOSE = "records.forwarding"  # noqa: S105 - what secrets are sealed for, not a secret


class WrongForwarding(DomainError):
    """Something that must be said is missing, or the other store cannot be called."""

    status = 422


class NothingRefused(DomainError):
    """No refused statement can be sent again."""


@dataclass(frozen=True)
class OtherStore:
    """Where statements go: what the people of the other store gave."""

    endpoint: str
    key: str
    secret: str
    version: StandardVersion


@dataclass(frozen=True)
class Told:
    """What learners read of a forwarding: who receives, and why. `purpose`: the consent that it follows."""

    recipient: str
    reason: str
    purpose: Purpose


@command("records.open_forwarding", sealed=("label", "other", "told", "activity_prefix"))
def open_forwarding(
    *,
    organisation_id: UUID,
    label: str,
    other: OtherStore,
    told: Told,
    activity_prefix: str = "",
    since_beginning: bool,
    by: Actor,
    now: datetime,
) -> UUID:
    """Send the store's statements on from now on (or from its first one); the store is opened when there is none.

    The secret is sealed at once and never shown again. Raises Refused, WrongForwarding.
    """
    may_forward(by, organisation_id, now=now).require()
    texts = {
        "label": one_line(label),
        "recipient": one_line(told.recipient),
        "reason": one_line(told.reason),
        "key": other.key.strip(),
        "secret": other.secret,
    }
    _check(texts)
    endpoint = _checked_endpoint(other.endpoint)
    store = RecordStore.of(organisation_id, opened_by_id=by.account_id, now=now)
    place = None if since_beginning else last_place(store_id=store.pk)
    return Forwarding.objects.create(
        store=store,
        label=texts["label"],
        recipient=texts["recipient"],
        reason=texts["reason"],
        purpose=told.purpose,
        endpoint=endpoint,
        key=texts["key"],
        sealed_secret=seal(other.secret, purpose=SECRET_PURPOSE),
        version=other.version,
        activity_prefix=activity_prefix.strip(),
        opened_at=now,
        opened_by_id=by.account_id,
        after_stored=place.stored if place else None,
        after_id=place.id if place else None,
    ).pk


@command("records.pause_forwarding")
def pause_forwarding(*, forwarding_id: UUID, by: Actor, now: datetime) -> None:
    """Send nothing more until it is resumed; nothing is lost. Raises Refused, MoveRefused."""
    _move(forwarding_id, "pause", by, now)


@command("records.resume_forwarding")
def resume_forwarding(*, forwarding_id: UUID, by: Actor, now: datetime) -> None:
    """Go on where it stopped, at the next turn, with failures counted anew. Raises Refused, MoveRefused."""
    forwarding = _move(forwarding_id, "resume", by, now)
    Forwarding.objects.filter(pk=forwarding.pk).update(failures=0, refused_in_a_row=0, next_attempt_at=None)


@command("records.send_refused_again")
def send_refused_again(*, forwarding_id: UUID, by: Actor, now: datetime) -> int:
    """Send every refused statement once more, at the next turns; returns how many. Raises Refused, NothingRefused."""
    forwarding = Forwarding.objects.select_related("store").get(pk=forwarding_id)
    may_forward(by, forwarding.store.organisation_id, now=now).require()
    if forwarding.state == "closed":
        raise NothingRefused(_("Cette transmission est close : rien ne part plus."))
    asked = RefusedStatement.objects.filter(forwarding=forwarding, again_at__isnull=True).update(again_at=now)
    if not asked:
        raise NothingRefused(_("Aucune trace refusée n’est à renvoyer."))
    return asked


@command("records.close_forwarding")
def close_forwarding(*, forwarding_id: UUID, by: Actor, now: datetime) -> None:
    """End it for good: the secret is forgotten; what was sent stays there, and stays written here.

    Raises Refused, MoveRefused.
    """
    forwarding = _move(forwarding_id, "close", by, now)
    Forwarding.objects.filter(pk=forwarding.pk).update(sealed_secret="")


def _move(forwarding_id: UUID, name: str, by: Actor, now: datetime) -> Forwarding:
    forwarding = Forwarding.objects.select_related("store").get(pk=forwarding_id)
    may_forward(by, forwarding.store.organisation_id, now=now).require()
    FORWARDING.move(forwarding, name, by=by, now=now)
    return forwarding


def _check(texts: dict[str, str]) -> None:
    sentences = {
        "label": _("Nommez cette transmission."),
        "recipient": _("Dites qui reçoit les traces : les apprenants le liront."),
        "reason": _("Dites pourquoi les traces sont transmises : les apprenants le liront."),
        "key": _("Donnez la clé que l’autre entrepôt vous a remise."),
        "secret": _("Donnez le secret que l’autre entrepôt vous a remis."),
    }
    for field, sentence in sentences.items():
        if not texts[field]:
            raise WrongForwarding(sentence, field=field)
    if ":" in texts["key"]:
        raise WrongForwarding(_("Une clé ne contient pas « : ». Séparez-la de son secret."), field="key")


def _checked_endpoint(text: str) -> str:
    """The address, once it is known to lead to a public server."""
    try:
        destination = read_destination(text)
        checked_addresses(destination)
    except ForbiddenDestination as refusal:
        raise WrongForwarding(str(refusal.message), field="endpoint") from refusal
    except OutgoingFailure as failure:
        raise WrongForwarding(
            _("%(why)s Vérifiez l’adresse ; rien n’a été enregistré.") % {"why": words_of(failure.kind)},
            field="endpoint",
        ) from failure
    return str(destination)
