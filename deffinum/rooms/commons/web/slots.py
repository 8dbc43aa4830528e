"""What this room shows on the pages of lower rooms."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from django.template.loader import render_to_string
from django.utils.safestring import SafeString

from deffinum.design import slots
from deffinum.design.requests import actor_of, now_of
from deffinum.rooms.commons.policies import may_allow_libraries, may_preview, may_see_resources
from deffinum.rooms.commons.queries.course_version import version_of_course


def organisation_resources(request: HttpRequest | None, *, organisation: Any, **_context: Any) -> SafeString | None:
    """On the page of an organisation, for its own people: the way to its resources."""
    if request is None or not may_see_resources(actor_of(request), organisation.id, now=now_of(request)):
        return None
    return render_to_string("commons/fragments/organisation_resources.html", {"organisation": organisation}, request)


def desk_tool(request: HttpRequest, **_context: Any) -> SafeString | None:
    """A card that leads to the libraries of H5P."""
    if not may_allow_libraries(actor_of(request), now=now_of(request)):
        return None
    return render_to_string("commons/fragments/desk_tool.html", {}, request)


def course_package(request: HttpRequest | None, *, course: Any, **_context: Any) -> SafeString | None:
    """On the page of a course whose files are served here, for the organisation's people: the package it came in."""
    version_id = version_of_course(base_address=course.base_address, organisation_id=course.organisation_id)
    if request is None or version_id is None:
        return None
    if not may_preview(actor_of(request), course.organisation_id, now=now_of(request)):
        return None
    return render_to_string("commons/fragments/course_package.html", {"version_id": version_id}, request)


slots.register("portal.desk.tools", desk_tool, order=60)
slots.register("records.course_page.files", course_package, order=10)
slots.register("people.organisation_page.after", organisation_resources, order=60)
