"""What this room shows on the pages of lower rooms."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from django.template.loader import render_to_string
from django.utils.safestring import SafeString

from deffinum.design import slots
from deffinum.design.requests import actor_of, now_of
from deffinum.rooms.records.policies import may_pair, may_see_records
from deffinum.rooms.records.queries.learners import learners_of_account


def organisation_records(request: HttpRequest, *, organisation: Any, **_context: Any) -> SafeString | None:
    """A section that leads to the keys and the learners; nothing for those who may not see them."""
    if not may_see_records(actor_of(request), organisation.id, now=now_of(request)):
        return None
    return render_to_string("records/fragments/organisation_records.html", {"organisation": organisation}, request)


def organisation_devices(request: HttpRequest | None, *, organisation: Any, **_context: Any) -> SafeString | None:
    """On the page of an organisation, for its own people: the way to its headsets."""
    if request is None or not may_pair(actor_of(request), organisation.id, None, now=now_of(request)):
        return None
    return render_to_string(
        "records/fragments/organisation_devices.html", {"organisation": organisation}, request=request
    )


def my_space_progress(request: HttpRequest | None, *, actor: Any, **_context: Any) -> SafeString | None:
    """On "mon espace", for those who are learners somewhere: the way to their progress."""
    if actor.kind != "person" or not learners_of_account(account_id=actor.account_id):
        return None
    return render_to_string("records/fragments/my_space_progress.html", {}, request=request)


slots.register("people.organisation_page.after", organisation_records, order=20)
slots.register("people.organisation_page.after", organisation_devices, order=50)
slots.register("portal.my_space.applications", my_space_progress, order=60)
