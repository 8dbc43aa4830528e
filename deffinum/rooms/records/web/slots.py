"""What this room shows on the pages of lower rooms."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from django.template.loader import render_to_string
from django.utils.safestring import SafeString

from deffinum.design import slots
from deffinum.design.requests import actor_of, now_of
from deffinum.rooms.records.policies import may_pair, may_see_records
from deffinum.rooms.records.queries.forwardings import recipients_of_account
from deffinum.rooms.records.queries.learners import learners_of_account, stores_of_account


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


def my_data_recipients(request: HttpRequest | None, **_context: Any) -> SafeString | None:
    """On "my data": who receives copies of the records that stores hold about the person."""
    account_id = actor_of(request).account_id if request is not None else None
    recipients = recipients_of_account(account_id=account_id) if account_id is not None else []
    if not recipients:
        return None
    return render_to_string("records/fragments/my_data_recipients.html", {"recipients": recipients}, request)


def my_space_records(request: HttpRequest | None, *, actor: Any, now: Any, **_context: Any) -> SafeString | None:
    """On "my space", for learners: their records, devices and consents in each organisation."""
    stores = stores_of_account(account_id=actor.account_id, now=now) if actor.kind == "person" else []
    if not stores:
        return None
    return render_to_string("records/fragments/my_space_records.html", {"stores": stores}, request)


def my_space_progress(request: HttpRequest | None, *, actor: Any, **_context: Any) -> SafeString | None:
    """On "mon espace", for those who are learners somewhere: the way to their progress."""
    if actor.kind != "person" or not learners_of_account(account_id=actor.account_id):
        return None
    return render_to_string("records/fragments/my_space_progress.html", {}, request=request)


slots.register("people.organisation_page.after", organisation_records, order=20)
slots.register("people.organisation_page.after", organisation_devices, order=50)
slots.register("portal.my_space.records", my_space_records)
slots.register("portal.my_space.records", my_space_progress, order=60)
slots.register("people.my_data.after", my_data_recipients)
