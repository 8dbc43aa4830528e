"""The letter of the decision in force."""

from __future__ import annotations

import uuid

from django.http import Http404, HttpRequest, StreamingHttpResponse

from deffinum.design.file_answer import file_answer
from deffinum.design.requests import actor_of, now_of
from deffinum.rooms.selection.models import Letter
from deffinum.rooms.selection.policies.decision import may_read_letter
from deffinum.rooms.selection.web.staff.frame import signed_in


@signed_in
def file(request: HttpRequest, application_id: uuid.UUID) -> StreamingHttpResponse:
    """`/suivi/<application>/courrier/`: the latest letter that this reader may read.

    404 when there is none, and for those who may read none: whether a decision was taken is not theirs to know.
    """
    letters = (
        Letter.objects.filter(decision__examination__application_id=application_id)
        .select_related("file", "decision__examination__application")
        .order_by("-decision__number")
    )
    actor, now = actor_of(request), now_of(request)
    for letter in letters:
        if may_read_letter(actor, letter, now=now):
            return file_answer(letter.file)
    raise Http404
