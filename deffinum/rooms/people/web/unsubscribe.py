"""Stop the mails of one topic from the link that each mail carries (RFC 8058: one click, without signing in)."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.csrf import csrf_exempt

from deffinum.design.requests import now_of
from deffinum.foundation.policies import PLATFORM
from deffinum.rooms.people.commands.choose_notifications import stop_mails
from deffinum.rooms.people.queries.notifications import read_unsubscribe_token
from deffinum.rooms.people.queries.topics import UnknownTopic, topic_of


@csrf_exempt
def page(request: HttpRequest, token: str) -> HttpResponse:
    """GET asks (mail programs open links by themselves), POST stops the mails. The signed token is the only right."""
    read = read_unsubscribe_token(token)
    if read is None:
        return render(request, "people/unsubscribe.html", {"known": False}, status=404)
    account_id, topic = read
    if request.method == "POST":
        stop_mails(account_id=account_id, topic=topic, by=PLATFORM, now=now_of(request))
    context = {"known": True, "done": request.method == "POST", "label": _label(topic)}
    return render(request, "people/unsubscribe.html", context)


def _label(topic: str) -> str:
    try:
        return str(topic_of(topic).label)
    except UnknownTopic:
        return ""
