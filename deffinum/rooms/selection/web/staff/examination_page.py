"""The work page of one file: where it stands, what may be done now, what happened."""

from __future__ import annotations

import uuid
from dataclasses import dataclass

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _

from deffinum.design.formats import money_text, rate_text
from deffinum.design.shapes import Row
from deffinum.foundation.policies import Verdict
from deffinum.rooms.selection.commands.take_charge import take_charge
from deffinum.rooms.selection.lifecycle import EXAMINATION
from deffinum.rooms.selection.policies.decision import may_notify_decision, may_take_decision
from deffinum.rooms.selection.policies.examination import (
    may_assign_expert,
    may_check_pieces,
    may_declare_eligible,
    may_open_reviews,
    may_record_hearing,
    may_see_examination,
    may_stop_waiting,
    may_take_charge,
)
from deffinum.rooms.selection.queries.gates import gates_of
from deffinum.rooms.selection.queries.history_lines import history_lines
from deffinum.rooms.selection.web.staff.frame import Frame, act, open_frame, signed_in
from deffinum.rooms.selection.words import ExaminationState as E


@dataclass(frozen=True)
class Action:
    """What may be done next, and where."""

    label: str
    url: str
    verdict: Verdict


NEXT = {
    E.RECEIVED: ("completeness", may_check_pieces),
    E.PIECES_REQUESTED: ("completeness", may_stop_waiting),
    E.COMPLETE: ("eligibility", may_declare_eligible),
    E.ELIGIBLE: ("reviews", may_open_reviews),
    E.IN_REVIEW: ("reviews", may_assign_expert),
    E.REVIEWED: ("hearing", may_record_hearing),
    E.HEARD: ("decision", may_take_decision),
    E.DECIDED: ("decision", may_notify_decision),
    E.INCOMPLETE: ("decision", may_see_examination),
    E.INELIGIBLE: ("decision", may_see_examination),
}


@signed_in
def page(request: HttpRequest, application_id: uuid.UUID) -> HttpResponse:
    """`/instruction/dossiers/<application>/`; POST takes charge of the file."""
    frame = open_frame(request, application_id, "examination")
    if request.method == "POST":
        done = act(
            request,
            None,
            lambda: take_charge(examination_id=frame.examination.pk, by=frame.actor, now=frame.now),
            said=_("Le dossier est à votre nom."),
            back=frame.here,
        )
        if done is not None:
            return done
    history = list(EXAMINATION.history(frame.examination).order_by("rank"))
    lines = history_lines(history)
    return frame.render(
        "selection/staff/examination_page.html",
        gates=gates_of(frame.examination, history, now=frame.now),
        history=lines,
        action=_next(frame),
        charge=may_take_charge(frame.actor, frame.examination, now=frame.now),
        is_mine=frame.examination.officer_id == frame.actor.account_id,
        facts=_facts(frame),
    )


def _next(frame: Frame) -> Action | None:
    state = E(frame.examination.state)
    if state not in NEXT or frame.examination.is_historical:
        return None
    name, policy = NEXT[state]
    label = {
        E.RECEIVED: _("Examiner la recevabilité"),
        E.PIECES_REQUESTED: _("Suivre les pièces demandées"),
        E.COMPLETE: _("Se prononcer sur l’éligibilité"),
        E.ELIGIBLE: _("Ouvrir l’expertise"),
        E.IN_REVIEW: _("Suivre les expertises"),
        E.REVIEWED: _("Enregistrer l’audition"),
        E.HEARD: _("Décider"),
        E.DECIDED: _("Voir la décision et le courrier"),
        E.INCOMPLETE: _("Voir la décision et le courrier"),
        E.INELIGIBLE: _("Voir la décision et le courrier"),
    }[state]
    url = reverse(f"selection:{name}", args=[frame.summary.id])
    return Action(label, url, policy(frame.actor, frame.examination, now=frame.now))


def _facts(frame: Frame) -> list[Row]:
    summary = frame.summary
    rate = f" ({rate_text(summary.rate)})" if summary.rate else ""
    return [
        Row(_("Chef de file"), summary.lead_name),
        Row(_("Appel"), summary.call_title),
        Row(_("Vague"), summary.wave_number or _("non publiée")),
        Row(_("Durée"), _("%(months)s mois") % {"months": summary.months} if summary.months else _("non renseignée")),
        Row(_("Assiette éligible"), money_text(summary.base)),
        Row(_("Aide demandée"), f"{money_text(summary.aid)}{rate}"),
    ]
