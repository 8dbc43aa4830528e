"""What learners agreed to."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.utils.translation import gettext as _

from deffinum.foundation.errors import DomainError
from deffinum.rooms.records.models import Consent
from deffinum.rooms.records.words import Purpose


class ConsentWithdrawn(DomainError):
    """A learner withdrew the consent that the purpose needs (403)."""

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
    latest = (
        Consent.objects.filter(learner__store_id=store_id, learner__agent_key__in=list(agent_keys), purpose=purpose)
        .order_by("learner_id", "-recorded_on")
        .distinct("learner_id")
        .values_list("learner__agent_key", "is_given")
    )
    return {agent for agent, is_given in latest if not is_given}


def require_consent(*, store_id: UUID, purpose: str, agent_keys: Collection[str]) -> None:
    """Nothing is written for the purpose about who withdrew. No purpose: nobody is asked. Raises ConsentWithdrawn."""
    if purpose and withdrawn_among(store_id=store_id, purpose=purpose, agent_keys=agent_keys):
        raise ConsentWithdrawn(
            _("Un apprenant de l’envoi a retiré son accord pour cet usage. Rien n’a été enregistré.")
        )


def refuses_training(*, learner_id: UUID) -> bool:
    """Did the learner last withdraw their consent to being followed in their training?"""
    said = Consent.objects.filter(learner_id=learner_id, purpose=Purpose.TRAINING.value).order_by("-recorded_on")
    return said.values_list("is_given", flat=True).first() is False
