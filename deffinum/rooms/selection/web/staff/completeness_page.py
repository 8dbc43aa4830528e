"""Completeness: one line a section, budget, piece and validation; then ask, declare complete or incomplete."""

from __future__ import annotations

import uuid
from functools import partial
from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from deffinum.design.forms import AccessibleForm
from deffinum.foundation.values import readable
from deffinum.rooms.calls.public import deposited_dossier
from deffinum.rooms.selection.commands.check_pieces import PieceReading, check_pieces
from deffinum.rooms.selection.commands.declare_complete import declare_complete
from deffinum.rooms.selection.commands.declare_incomplete import declare_incomplete
from deffinum.rooms.selection.commands.request_pieces import request_pieces
from deffinum.rooms.selection.commands.stop_waiting import stop_waiting
from deffinum.rooms.selection.policies.examination import may_check_pieces, may_declare_incomplete, may_stop_waiting
from deffinum.rooms.selection.queries.completeness_list import CompletenessList, completeness_list
from deffinum.rooms.selection.queries.piece_wait import piece_deadline
from deffinum.rooms.selection.web.staff.frame import Frame, act, open_frame, signed_in
from deffinum.rooms.selection.words import ExaminationState, PieceVerdict


class IncompleteForm(AccessibleForm):
    """Why the file is recorded as incomplete."""

    reason = forms.CharField(
        label=gettext_lazy("Motif"),
        max_length=4000,
        widget=forms.Textarea({"rows": 3}),
        help_text=gettext_lazy("Le groupement lira ce motif. Le dossier ne sera ni expertisé ni décidé."),
    )


@signed_in
def page(request: HttpRequest, application_id: uuid.UUID) -> HttpResponse:
    """`…/recevabilite/`: the buttons say what the POST does (`action`)."""
    frame = open_frame(request, application_id, "completeness")
    dossier = deposited_dossier(application_id=application_id, actor=frame.actor, now=frame.now)
    found = completeness_list(frame.examination, dossier)
    form = IncompleteForm(request.POST if request.POST.get("action") == "declare_incomplete" else None)
    if request.method == "POST":
        done = _act(frame, found, form)
        if done is not None:
            return done
    examination, actor, now = frame.examination, frame.actor, frame.now
    waiting = examination.state == ExaminationState.PIECES_REQUESTED
    return frame.render(
        "selection/staff/completeness_page.html",
        status=422 if form.errors else 200,
        is_historical=examination.is_historical,
        found=found,
        verdicts=PieceVerdict,
        form=form,
        deadline=piece_deadline(examination) if waiting else None,
        delay=dossier.configuration.piece_delay_days,
        check=may_check_pieces(actor, examination, now=now),
        stop=may_stop_waiting(actor, examination, now=now),
        refuse=may_declare_incomplete(actor, examination, now=now),
        pieces_address=f"{reverse('selection:dossier', args=[application_id])}pieces/",
    )


def _act(frame: Frame, found: CompletenessList, form: IncompleteForm) -> HttpResponse | None:
    """Readings are always kept first: asking or declaring with unsaved readings on screen would surprise."""
    request, action = frame.request, frame.request.POST.get("action", "")
    common: dict[str, Any] = {"examination_id": frame.examination.pk, "by": frame.actor, "now": frame.now}
    forward = partial(act, request, back=frame.here)
    if action == "declare_incomplete":
        return forward(
            form,
            lambda: declare_incomplete(**common, reason=form.cleaned_data["reason"]),
            said=_("Le dossier est enregistré comme incomplet. Le groupement est prévenu."),
        )
    if action == "stop_waiting":
        return forward(None, lambda: stop_waiting(**common), said=_("L’examen reprend avec les pièces déposées."))
    readings = [
        PieceReading(
            each.item_key,
            request.POST.get(f"verdict-{each.item_key}", each.verdict),
            readable(request.POST.get(f"comment-{each.item_key}", each.comment)).strip()[:2000],
        )
        for each in found.lines
    ]

    def keep() -> None:
        check_pieces(**common, readings=readings)

    def keep_and_request() -> None:
        keep()
        request_pieces(**common)

    def keep_and_declare() -> None:
        keep()
        declare_complete(**common)

    command, said = {
        "request_pieces": (keep_and_request, _("La demande est envoyée au groupement, avec sa date limite.")),
        "declare_complete": (
            keep_and_declare,
            _("Le dossier est complet. Les règles d’éligibilité ont été évaluées."),
        ),
    }.get(action, (keep, _("Vos constats sont enregistrés.")))
    return forward(None, command, said=said)
