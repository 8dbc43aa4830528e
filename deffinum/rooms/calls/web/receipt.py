"""The proof of a deposit, on screen and as a PDF."""

from __future__ import annotations

import uuid

from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from deffinum.design.file_answer import file_answer
from deffinum.design.requests import actor_of, now_of
from deffinum.rooms.calls.commands.keep_receipt import keep_receipt
from deffinum.rooms.calls.models import Application, Submission
from deffinum.rooms.calls.policies.application import may_see_application
from deffinum.rooms.calls.queries.application_dossier import ApplicationDossier
from deffinum.rooms.calls.queries.submission_snapshot import DepositedFile, SubmissionReceipt
from deffinum.rooms.calls.web.application_frame import application_page, opened, page_context


@application_page
def page(request: HttpRequest, application_id: uuid.UUID) -> HttpResponse:
    """The receipts of the file, the last one first; a draft has none yet."""
    dossier = opened(request, application_id)
    if not dossier.receipts:
        return redirect("calls:application", application_id=application_id)
    receipts = [(each, _files(dossier, each)) for each in reversed(dossier.receipts)]
    context = page_context(request, dossier, _("Récépissé"), receipts=receipts)
    return render(request, "calls/application/receipt.html", context)


def _files(dossier: ApplicationDossier, receipt: SubmissionReceipt) -> list[tuple[str, DepositedFile]]:
    """Each file under the name of its piece, in the order of the call, then of the members."""
    pieces = {each.key: (rank, str(each.label)) for rank, each in enumerate(dossier.configuration.pieces)}
    members = {each.name: rank for rank, each in enumerate(dossier.members)}
    unknown = (len(pieces), "")
    ordered = sorted(
        receipt.files,
        key=lambda each: (pieces.get(each.piece_key, unknown)[0], members.get(each.partner_name, len(members))),
    )
    return [(pieces.get(each.piece_key, unknown)[1] or each.piece_key, each) for each in ordered]


@application_page
def document(request: HttpRequest, application_id: uuid.UUID, number: int) -> HttpResponseBase:
    """The PDF; made now when the background job has not made it yet."""
    application = Application.objects.get(pk=application_id)
    may_see_application(actor_of(request), application, now=now_of(request)).require()
    submission = Submission.objects.filter(application=application, number=number).first()
    if submission is None:
        raise Http404
    stored = keep_receipt(submission_id=submission.pk, by=actor_of(request), now=now_of(request))
    return file_answer(stored)
