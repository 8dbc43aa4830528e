"""What learners agreed to."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from deffinum.rooms.records.models import Consent
from deffinum.rooms.records.words import Purpose


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


def refuses_training(*, learner_id: UUID) -> bool:
    """Did the learner last withdraw their consent to being followed in their training?"""
    said = Consent.objects.filter(learner_id=learner_id, purpose=Purpose.TRAINING.value).order_by("-recorded_on")
    return said.values_list("is_given", flat=True).first() is False
