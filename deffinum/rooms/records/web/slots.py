"""What this room shows on the page of an organisation: the way to its learning records."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from django.template.loader import render_to_string
from django.utils.safestring import SafeString

from deffinum.design import slots
from deffinum.design.requests import actor_of, now_of
from deffinum.rooms.records.policies import may_see_records


def organisation_records(request: HttpRequest, *, organisation: Any, **_context: Any) -> SafeString | None:
    """A section that leads to the keys and the learners; nothing for those who may not see them."""
    if not may_see_records(actor_of(request), organisation.id, now=now_of(request)):
        return None
    return render_to_string("records/fragments/organisation_records.html", {"organisation": organisation}, request)


slots.register("people.organisation_page.after", organisation_records, order=20)
