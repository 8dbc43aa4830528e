"""An application at a glance: its life, what is missing, its members, the next action."""

from __future__ import annotations

import uuid

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from deffinum.design.formats import money_text, rate_text
from deffinum.design.shapes import Row, Step
from deffinum.rooms.calls.queries.application_dossier import ApplicationDossier
from deffinum.rooms.calls.web.application_frame import application_page, opened, page_context
from deffinum.rooms.calls.web.gap_address import gap_lines
from deffinum.rooms.calls.words import ApplicationState


@application_page
def page(request: HttpRequest, application_id: uuid.UUID) -> HttpResponse:
    """The overview; upper rooms show what becomes of it in the slot `calls.application_page.after`."""
    dossier = opened(request, application_id)
    context = page_context(
        request,
        dossier,
        "",
        steps=life_of(dossier),
        gaps=gap_lines(application_id, dossier.completeness.gaps),
        warnings=gap_lines(application_id, dossier.completeness.warnings),
        amounts=[
            Row(_("Assiette éligible"), money_text(dossier.summary.base)),
            Row(_("Aide demandée"), money_text(dossier.summary.aid)),
            Row(_("Taux d’aide"), rate_text(dossier.summary.rate)),
        ],
    )
    return render(request, "calls/application/overview.html", context)


def life_of(dossier: ApplicationDossier) -> list[Step]:
    """The thread: writing, validation by the members, deposit."""
    summary = dossier.summary
    partners = [each for each in dossier.active_members if not each.is_lead]
    signed = all(each.signed_off_at for each in partners)
    deposits = [each.instant for each in dossier.history if each.state == ApplicationState.SUBMITTED]
    first = deposits[0] if deposits else summary.submitted_at
    if summary.state == ApplicationState.WITHDRAWN:
        gone = dossier.history[-1].instant if dossier.history else None
        return [Step(_("Ouverture"), "done", summary.created_at), Step(_("Retrait"), "stopped", gone)]
    written = dossier.completeness.is_complete or first is not None
    late = first is None and dossier.punctuality is None and not summary.is_historical
    steps = [
        Step(_("Ouverture"), "done", summary.created_at),
        Step(_("Rédaction"), "done" if written else "current"),
        Step(_("Validation par les membres"), "done" if first or (partners and signed) else "todo",
             url=reverse("calls:consortium", args=[summary.id])),
        Step(_("Dépôt"), "done" if first else "late" if late else "current" if written else "todo", first),
    ]  # fmt: skip
    if summary.state == ApplicationState.COMPLETING and dossier.request is not None:
        steps.append(
            Step(_("Pièces à compléter"), "late" if dossier.request.is_over else "current", dossier.request.until)
        )
    return steps
