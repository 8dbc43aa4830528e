"""What this room shows on the pages of lower rooms."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from django.template.loader import render_to_string
from django.utils.safestring import SafeString

from deffinum.design import slots
from deffinum.design.requests import actor_of, now_of
from deffinum.rooms.commons.policies import may_allow_libraries, may_see_resources


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


slots.register("portal.desk.tools", desk_tool, order=60)
slots.register("people.organisation_page.after", organisation_resources, order=60)
