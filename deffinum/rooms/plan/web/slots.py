"""What the plan puts in the pages of others: a tool on the officers' desk."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from django.template.loader import render_to_string
from django.utils.safestring import SafeString

from deffinum.design import slots
from deffinum.design.requests import actor_of, now_of
from deffinum.rooms.plan.policies import may_record_on_plan


def desk_tool(request: HttpRequest, **context: Any) -> SafeString | None:
    """A card that leads to the officer's page of the plan."""
    if not may_record_on_plan(actor_of(request), None, now=now_of(request)):
        return None
    return render_to_string("plan/fragments/desk_tool.html", {}, request)


slots.register("portal.desk.tools", desk_tool, order=50)
