"""Where does my application stand? What a consortium may know, and nothing before it was notified."""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext as _

from deffinum.foundation.questionnaires import Proof
from deffinum.foundation.values import Money
from deffinum.rooms.calls.public import configuration_of
from deffinum.rooms.selection.lifecycle import EXAMINATION
from deffinum.rooms.selection.models import Decision, Examination
from deffinum.rooms.selection.queries.gates import Gate, gates_of, tone_of_state
from deffinum.rooms.selection.queries.piece_wait import piece_deadline
from deffinum.rooms.selection.words import ExaminationState as E
from deffinum.rooms.selection.words import Outcome


@dataclass(frozen=True)
class KnownDecision:
    """The decision in force, as its consortium knows it."""

    decision: Decision
    outcome_label: str
    aid: Money | None
    letter_name: str
    appeal_until: datetime | None


@dataclass(frozen=True)
class Follow:
    """The follow-up page. `reason` is the one of an adverse gate (incomplete, not eligible)."""

    examination: Examination
    gates: tuple[Gate, ...]
    state_label: str
    tone: str
    proof: Proof | None
    reason: str
    pieces: tuple[str, ...]
    pieces_until: datetime | None
    known: KnownDecision | None
    appeal_days: int


def follow_of(application_id: uuid.UUID, *, now: datetime) -> Follow | None:
    """At most five queries; None when nothing was deposited. The policy is asked by the page."""
    examination = Examination.objects.with_application().filter(application_id=application_id).first()
    return follow_examination(examination, now=now) if examination else None


def follow_examination(examination: Examination, *, now: datetime) -> Follow:
    """The same, from a row already loaded (`with_application`)."""
    history = list(EXAMINATION.history(examination).order_by("rank"))
    decided = examination.state == E.DECIDED or any(each.target == E.DECIDED for each in history)
    known = _known(examination) if decided else None
    hidden = examination.state == E.DECIDED and known is None
    state = E.HEARD if hidden else E(examination.state)
    waiting = examination.state == E.PIECES_REQUESTED
    adverse = [each for each in history if each.target == examination.state and each.reason]
    declared = any(each.move in {"declare_eligible", "declare_ineligible"} for each in history)
    check = examination.eligibility_checks.order_by("-number").first() if declared else None
    return Follow(
        examination=examination,
        gates=gates_of(examination, history, now=now, decision_is_known=not hidden),
        state_label=str(state.label),
        tone=tone_of_state(state),
        proof=Proof.read(check.proof) if check else None,
        reason=adverse[-1].reason if adverse and state in {E.INCOMPLETE, E.INELIGIBLE} else "",
        pieces=_asked(examination) if waiting else (),
        pieces_until=piece_deadline(examination) if waiting else None,
        known=known,
        appeal_days=configuration_of(examination.application).appeal_delay_days,
    )


def _known(examination: Examination) -> KnownDecision | None:
    """The latest decision that was notified: one written since stays unknown until its own letter leaves."""
    decision = (
        examination.decisions.known()
        .select_related("letter__file", "redirected_to", "appeal")
        .order_by("-number")
        .first()
    )
    if decision is None:
        return None
    letter = getattr(decision, "letter", None)
    return KnownDecision(
        decision=decision,
        outcome_label=str(Outcome(decision.outcome).label),
        aid=None if decision.aid_cents is None else Money(decision.aid_cents),
        letter_name=letter.file.original_name if letter else "",
        appeal_until=letter.appeal_until if letter else None,
    )


def _asked(examination: Examination) -> tuple[str, ...]:
    """What is asked for, in the officer's words."""
    lines = examination.piece_checks.exclude(verdict="conform").order_by("item_key")
    return tuple(each.comment or _("Un élément à compléter, marqué dans votre dossier.") for each in lines)
