"""`/traces/cours/<id>/cmi5.xml` and `/traces/cours/<id>/paquet/`: a course taken back as it came."""

from __future__ import annotations

import uuid

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase

from deffinum.design.file_answer import file_answer
from deffinum.design.requests import actor_of, now_of
from deffinum.rooms.records.policies import may_teach
from deffinum.rooms.records.queries.course_files import CourseFiles, course_files
from deffinum.rooms.records.web.refusals import require


@login_required
def structure(request: HttpRequest, course_id: uuid.UUID) -> HttpResponse:
    """The structure, under the only name that cmi5 gives it."""
    found = _found(request, course_id)
    headers = {"Content-Disposition": 'attachment; filename="cmi5.xml"', "X-Content-Type-Options": "nosniff"}
    return HttpResponse(found.xml, content_type="application/xml", headers=headers)


@login_required
def package(request: HttpRequest, course_id: uuid.UUID) -> HttpResponseBase:
    """The archive; 404 when the structure came alone."""
    found = _found(request, course_id)
    if found.package is None:
        raise Http404
    return file_answer(found.package)


def _found(request: HttpRequest, course_id: uuid.UUID) -> CourseFiles:
    found = course_files(course_id=course_id)
    if found is None:
        raise Http404
    require(may_teach(actor_of(request), found.organisation_id, now=now_of(request)))
    return found
