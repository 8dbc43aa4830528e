"""Tell the people who prepare an application that something happened on its call."""

from __future__ import annotations

from datetime import datetime

from django.urls import reverse

from deffinum.foundation.policies import Actor
from deffinum.foundation.values import Text
from deffinum.rooms.calls.models import Application, Call
from deffinum.rooms.calls.words import ApplicationState
from deffinum.rooms.people.public import notify, register_topic

CALL_NEWS = "calls.call_news"

register_topic(CALL_NEWS, Text("les avis des appels où je candidate", "notices of the calls I apply to"))


def tell_applicants(*, call: Call, title: Text, body: Text, dedupe_key: str, by: Actor, now: datetime) -> int:
    """Tell once everyone who began an application that was not withdrawn; returns how many were told."""
    began = Application.objects.filter(call=call, created_by__isnull=False).exclude(state=ApplicationState.WITHDRAWN)
    people = [each for each in began.values_list("created_by", flat=True) if each is not None]
    return notify(
        account_ids=people,
        topic=CALL_NEWS,
        title=title,
        body=body,
        address=reverse("calls:call", args=[call.slug]),
        dedupe_key=dedupe_key,
        by=by,
        now=now,
    )
