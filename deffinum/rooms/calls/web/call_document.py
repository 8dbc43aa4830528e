"""`/appels/<slug>/documents/<id>/`: a document of the call that is kept here, for whoever may read the call."""

from __future__ import annotations

import uuid

from django.http import Http404, HttpRequest
from django.http.response import HttpResponseBase

from deffinum.design.file_answer import file_answer
from deffinum.rooms.calls.models import CallDocument
from deffinum.rooms.calls.web.readable_call import readable_call


def file(request: HttpRequest, slug: str, document_id: uuid.UUID) -> HttpResponseBase:
    """The file as an attachment; 404 when the call is not public, or the document stands on another site."""
    call = readable_call(request, slug)
    found = CallDocument.objects.select_related("file").filter(pk=document_id, call_id=call.card.id).first()
    if found is None or found.file is None:
        raise Http404
    return file_answer(found.file)
