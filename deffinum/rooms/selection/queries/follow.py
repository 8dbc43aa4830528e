"""Where does my application stand? What a consortium may know, and nothing before it was notified."""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from datetime import date, datetime

from django.utils.translation import gettext as _

from deffinum.foundation.questionnaires import Proof
from deffinum.foundation.values import Money
from deffinum.rooms.selection.lifecycle import EXAMINATION
from deffinum.rooms.selection.models import Appeal, Decision, Examination
from deffinum.rooms.selection.queries.deadlines import last_day_before
from deffinum.rooms.selection.queries.gates import Gate, gates_of, tone_of_outcome, tone_of_state
from deffinum.rooms.selection.queries.piece_wait import piece_deadline
from deffinum.rooms.selection.words import COMMITTEE_OUTCOMES, Outcome
from deffinum.rooms.selection.words import ExaminationState as E


@dataclass(frozen=True)
class KnownDecision:
    """The latest decision that its consortium knows. `is_open`: it took the examination up again."""

    decision: Decision
    outcome_label: str
    tone: str
    aid: Money | None
    letter_name: str
    appeal_until: datetime | None
    appeal_last_day: date | None
    """The last day, included, to appeal."""
    is_open: bool


@dataclass(frozen=True)
class Follow:
    """The follow-up page. `pieces` are waited for until `pieces_until`, or were found missing when it is None."""

    examination: Examination
    gates: tuple[Gate, ...]
    state_label: str
    tone: str
    proof: Proof | None
    pieces: tuple[str, ...]
    pieces_until: datetime | None
    known: KnownDecision | None
    appeal: Appeal | None


def follow_of(application_id: uuid.UUID, *, now: datetime) -> Follow | None:
    """At most six queries; None when nothing was deposited. The policy is asked by the page."""
    examination = Examination.objects.with_application().filter(application_id=application_id).first()
    return follow_examination(examination, now=now) if examination else None


def follow_examination(examination: Examination, *, now: datetime) -> Follow:
    """The same, from a row already loaded (`with_application`)."""
    history = list(EXAMINATION.history(examination).order_by("rank"))
    closed = any(each.target in {E.DECIDED, E.INCOMPLETE, E.INELIGIBLE} for each in history)
    known = _known(examination) if closed else None
    told = known is not None and known.decision.outcome in COMMITTEE_OUTCOMES
    hidden = examination.state in {E.DECIDED, E.WITHDRAWN} and not told
    state = E.HEARD if hidden and examination.state == E.DECIDED else E(examination.state)
    waiting = examination.state == E.PIECES_REQUESTED
    declared = [each.move for each in history if each.move.endswith(("_eligible", "_ineligible", "_eligibility"))]
    check = (
        examination.eligibility_checks.order_by("-number").first()
        if declared and declared[-1] != "reopen_eligibility"
        else None
    )
    return Follow(
        examination=examination,
        gates=gates_of(examination, history, now=now, decision_is_known=not hidden),
        state_label=str(state.label),
        tone=tone_of_state(state),
        proof=Proof.read(check.proof) if check else None,
        pieces=_asked(examination) if waiting or examination.state == E.INCOMPLETE else (),
        pieces_until=piece_deadline(examination) if waiting else None,
        known=known,
        appeal=Appeal.objects.filter(decision__examination=examination).order_by("-lodged_at").first()
        if known
        else None,
    )


def _known(examination: Examination) -> KnownDecision | None:
    """The latest decision that was notified: one written since stays unknown until its own letter leaves."""
    decision = examination.decisions.known().select_related("letter__file", "appeal").order_by("-number").first()
    if decision is None:
        return None
    letter = getattr(decision, "letter", None)
    until = letter.appeal_until if letter else None
    return KnownDecision(
        decision=decision,
        outcome_label=str(Outcome(decision.outcome).label),
        tone=tone_of_outcome(decision.outcome),
        aid=None if decision.aid_cents is None else Money(decision.aid_cents),
        letter_name=letter.file.original_name if letter else "",
        appeal_until=until,
        appeal_last_day=last_day_before(until, examination.application.call.zone) if until else None,
        is_open=decision.outcome == Outcome.REOPENED,
    )


def _asked(examination: Examination) -> tuple[str, ...]:
    """What is asked for, in the officer's words."""
    lines = examination.piece_checks.exclude(verdict="conform").order_by("item_key")
    return tuple(each.comment or _("Un élément à compléter, marqué dans votre dossier.") for each in lines)
