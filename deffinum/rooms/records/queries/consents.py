"""What learners agreed to."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.utils.translation import gettext as _

from deffinum.foundation.errors import DomainError
from deffinum.rooms.records.models import Consent, Registration
from deffinum.rooms.records.models.held_learner import HeldLearner, hold_agent_row, hold_learner_row, withdrawn_rows
from deffinum.rooms.records.words import Purpose


class ConsentWithdrawn(DomainError):
    """A learner withdrew the consent that the purpose needs (403)."""

    status = 403


class LearnerGone(DomainError):
    """Who is written about is not a learner any more: they were erased meanwhile (403)."""

    status = 403


@dataclass(frozen=True)
class ConsentLine:
    """What was given or withdrawn, when, and the words that were read."""

    purpose: Purpose
    is_given: bool
    wording: str
    recorded_on: datetime


def consents_of(*, learner_id: UUID) -> list[ConsentLine]:
    """The whole history, the latest first."""
    rows = Consent.objects.filter(learner_id=learner_id).order_by("-recorded_on", "pk")
    return [ConsentLine(Purpose(each.purpose), each.is_given, each.wording, each.recorded_on) for each in rows]


def withdrawn_among(*, store_id: UUID, purpose: str, agent_keys: Collection[str]) -> set[UUID]:
    """Which of these agents (keys in hexadecimal) are learners who last withdrew their consent for the purpose."""
    return withdrawn_rows(store_id=store_id, purpose=purpose, agents=[UUID(each) for each in agent_keys])


def require_consent(*, store_id: UUID, purpose: str, agent_keys: Collection[str]) -> None:
    """Nothing is written for the purpose about who withdrew. No purpose: nobody is asked. Raises ConsentWithdrawn."""
    if purpose and withdrawn_among(store_id=store_id, purpose=purpose, agent_keys=agent_keys):
        raise _withdrawn()


def hold_learner(*, learner_id: UUID, purpose: str) -> None:
    """Keep erasure from passing before the end of the transaction; to be called first, before any other row is locked.

    Raises LearnerGone, and ConsentWithdrawn when the learner refuses that anything is written for the purpose (''
    asks nobody).
    """
    _require_held(hold_learner_row(learner_id=learner_id, purpose=purpose))


def hold_agent(*, store_id: UUID, agent_key: UUID, purpose: str) -> None:
    """The same for the learner whom an agent stands for."""
    _require_held(hold_agent_row(store_id=store_id, agent_key=agent_key, purpose=purpose))


def hold_learner_of(*, registration_id: UUID) -> None:
    """The same for the learner of a registration in a course, if there is one; nobody is asked for consent."""
    found = Registration.objects.filter(pk=registration_id).values_list("learner_id", flat=True).first()
    if found is not None:
        hold_learner(learner_id=found, purpose="")


def _require_held(held: HeldLearner | None) -> None:
    if held is None:
        raise LearnerGone(_("Cet apprenant n’est plus inscrit ici. Rien n’a été enregistré."))
    if held.refuses:
        raise _withdrawn()


def _withdrawn() -> ConsentWithdrawn:
    return ConsentWithdrawn(_("Un apprenant de l’envoi a retiré son accord pour cet usage. Rien n’a été enregistré."))
