"""The file as it was deposited, read-only, and its pieces."""

from __future__ import annotations

import uuid

from django.http import Http404, HttpRequest, HttpResponse, StreamingHttpResponse
from django.urls import reverse

from deffinum.design.file_answer import file_answer
from deffinum.rooms.calls.public import deposited_dossier_of, deposited_file
from deffinum.rooms.selection.web.staff.frame import open_frame, signed_in


@signed_in
def page(request: HttpRequest, application_id: uuid.UUID) -> HttpResponse:
    """`/instruction/dossiers/<application>/dossier/`."""
    frame = open_frame(request, application_id, "dossier")
    dossier = deposited_dossier_of(frame.examination.application, actor=frame.actor, now=frame.now)
    return frame.render(
        "selection/staff/dossier_page.html",
        dossier=dossier,
        pieces_address=f"{reverse('selection:dossier', args=[application_id])}pieces/",
    )


@signed_in
def file(request: HttpRequest, application_id: uuid.UUID, attachment_id: uuid.UUID) -> StreamingHttpResponse:
    """One piece, for those who may open the file."""
    open_frame(request, application_id, "dossier")
    return piece_response(application_id, attachment_id)


def piece_response(application_id: uuid.UUID, attachment_id: uuid.UUID) -> StreamingHttpResponse:
    """A piece of the application as an attachment. Raises Http404; the policy was asked before."""
    try:
        stored = deposited_file(application_id=application_id, attachment_id=attachment_id)
    except LookupError as error:
        raise Http404 from error
    return file_answer(stored)
