"""The thread of an examination: which gate was passed when, which clock runs, in real days."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext as _

from deffinum.design.formats import duration_text
from deffinum.foundation.lifecycle.models import Transition
from deffinum.rooms.selection.models import Examination
from deffinum.rooms.selection.words import ExaminationState as E
from deffinum.rooms.selection.words import Outcome


@dataclass(frozen=True)
class Gate:
    """One step of the thread (the shape that `{% thread %}` draws)."""

    label: str
    state: str
    when: datetime | None = None
    note: str = ""
    url: str = ""
    said: str = ""


MOVES = ("", "declare_complete", "declare_eligible", "close_reviews", "hear", "decide")
STOPS = {E.INCOMPLETE: 1, E.INELIGIBLE: 2}


def gates_of(
    examination: Examination, history: Sequence[Transition], *, now: datetime, decision_is_known: bool = True
) -> tuple[Gate, ...]:
    """The six gates. `decision_is_known` False hides from the consortium that the decision is written."""
    labels = (_("Déposée"), _("Recevable"), _("Éligible"), _("Expertisée"), _("Auditionnée"), _("Décidée"))
    if examination.is_historical:
        return (Gate(_("Décidée"), "done", examination.stage_since, note=_("Mémoire publique : étapes non publiées")),)
    passed = {each.move: each.instant for each in history}
    reached: list[datetime | None] = [examination.opened_at, *(passed.get(each) for each in MOVES[1:])]
    if not decision_is_known:
        reached[-1] = None
    gates, before, ended = [], examination.opened_at, False
    for rank, (label, instant) in enumerate(zip(labels, reached, strict=True)):
        if instant is not None:
            note = "" if rank == 0 else _("en %(days)s") % {"days": duration_text(instant - before)}
            gates.append(Gate(label, "done", instant, note))
            before = instant
        elif ended:
            gates.append(Gate(label, "todo"))
        else:
            ended = True
            gates.append(_first_not_passed(examination, label, rank, now=now))
    return tuple(gates)


def _first_not_passed(examination: Examination, label: str, rank: int, *, now: datetime) -> Gate:
    state = E(examination.state)
    if state == E.WITHDRAWN or STOPS.get(state) == rank:
        return Gate(label, "stopped", examination.stage_since, said=str(state.label))
    days = duration_text(max(now - examination.stage_since, now - now))
    note = _("depuis %(days)s") % {"days": days}
    if state == E.PIECES_REQUESTED:
        return Gate(label, "current", note=_("pièces attendues %(since)s") % {"since": note})
    return Gate(label, "current", note=note)


TONES: dict[str, str] = {
    E.DECIDED: "success",
    E.INCOMPLETE: "danger",
    E.INELIGIBLE: "danger",
    E.WITHDRAWN: "stopped",
    E.PIECES_REQUESTED: "warning",
    E.RECEIVED: "todo",
}


def tone_of_outcome(outcome: str) -> str:
    """The tone of a decision's tag: colours tell good from bad only where the file is closed without being examined."""
    return "danger" if outcome in {Outcome.INCOMPLETE, Outcome.INELIGIBLE} else "info"


def tone_of_state(state: str) -> str:
    """The tone of a state's tag."""
    return TONES.get(state, "progress")
