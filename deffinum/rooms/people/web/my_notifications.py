"""My account: on which subjects I am told, and how."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from deffinum.design.requests import actor_of, now_of
from deffinum.rooms.people.commands.choose_notifications import choose_notifications
from deffinum.rooms.people.policies import own_account_id
from deffinum.rooms.people.queries.notifications import preferences_of
from deffinum.rooms.people.web.crumbs import under_my_space
from deffinum.rooms.people.words import Channel


@login_required
def page(request: HttpRequest) -> HttpResponse:
    """A table of topics × channels; a box that is not ticked is a channel that is not wanted."""
    actor = actor_of(request)
    lines = preferences_of(own_account_id(actor))
    if request.method == "POST":
        choices = {
            each.topic.key: tuple(
                channel for channel in Channel.values if f"{each.topic.key}:{channel}" in request.POST
            )
            for each in lines
        }
        choose_notifications(choices=choices, by=actor, now=now_of(request))
        messages.success(request, _("Vos préférences sont enregistrées."))
        return redirect("people:my_notifications")
    context = {"lines": lines, "crumbs": under_my_space(_("Préférences de notification"))}
    return render(request, "people/my_notifications.html", context)
