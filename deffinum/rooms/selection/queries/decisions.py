"""What was decided, as the rooms above read it: only what the consortium knows."""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from datetime import date, datetime

from deffinum.foundation.values import Money
from deffinum.rooms.selection.models import Decision
from deffinum.rooms.selection.models.decision import DecisionQuerySet
from deffinum.rooms.selection.words import Outcome


@dataclass(frozen=True)
class DecisionView:
    """A decision in force. `aid` is None when it is not a retained project, or was not published (historical)."""

    id: uuid.UUID
    examination_id: uuid.UUID
    application_id: uuid.UUID
    call_id: uuid.UUID
    number: int
    outcome: Outcome
    aid: Money | None
    reasons: str
    redirect_call_id: uuid.UUID | None
    decided_on: date
    decided_by: uuid.UUID | None
    notified_at: datetime | None
    source: str
    is_historical: bool


def decision_of(application_id: uuid.UUID) -> DecisionView | None:
    """The decision in force on an application, once its consortium knows it (one query)."""
    row = _known().filter(examination__application_id=application_id).first()
    return _view(row) if row else None


def retained_decisions() -> tuple[DecisionView, ...]:
    """Every project retained, oldest decision first (one query)."""
    rows = (
        _known()
        .filter(outcome=Outcome.RETAINED)
        .order_by("decided_on", "entered_at", "examination__application__reference")
    )
    return tuple(_view(each) for each in rows)


def _known() -> DecisionQuerySet:
    return Decision.objects.in_force().known().select_related("examination__application", "letter")


def _view(decision: Decision) -> DecisionView:
    letter = getattr(decision, "letter", None)
    examination = decision.examination
    return DecisionView(
        id=decision.pk,
        examination_id=examination.pk,
        application_id=examination.application_id,
        call_id=examination.application.call_id,
        number=decision.number,
        outcome=Outcome(decision.outcome),
        aid=None if decision.aid_cents is None else Money(decision.aid_cents),
        reasons=decision.reasons,
        redirect_call_id=decision.redirect_call_id,
        decided_on=decision.decided_on,
        decided_by=decision.decided_by,
        notified_at=letter.notified_at if letter else None,
        source=decision.source,
        is_historical=examination.is_historical,
    )
