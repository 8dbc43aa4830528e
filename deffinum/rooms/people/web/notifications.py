"""What I was told: the list, one, all read."""

from __future__ import annotations

import uuid

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from deffinum.design.requests import actor_of, now_of
from deffinum.design.shapes import Page
from deffinum.rooms.people.commands.read_notifications import read_all_notifications, read_notification
from deffinum.rooms.people.queries.notifications import notification_page
from deffinum.rooms.people.web.crumbs import under_my_space


@login_required
def page(request: HttpRequest) -> HttpResponse:
    """Newest first; `?avant=` is the last line of the page before."""
    found = notification_page(actor_of(request), after=_identifier(request.GET.get("avant", "")))
    address = reverse("people:notifications")
    pages = Page(
        previous_url=address if "avant" in request.GET else "",
        next_url=f"{address}?avant={found.older}" if found.older else "",
    )
    context = {"page": found, "pages": pages, "crumbs": under_my_space(_("Notifications"))}
    return render(request, "people/notifications.html", context)


@login_required
def open_one(request: HttpRequest, notification_id: uuid.UUID) -> HttpResponse:
    """Mark it as read and open the page that it is about."""
    address = read_notification(notification_id=notification_id, by=actor_of(request), now=now_of(request))
    if address is None:
        raise Http404
    inside = url_has_allowed_host_and_scheme(address, allowed_hosts=None)
    return redirect(address if inside else "people:notifications")


@login_required
@require_POST
def read_all(request: HttpRequest) -> HttpResponse:
    """Mark all as read."""
    read_all_notifications(by=actor_of(request), now=now_of(request))
    messages.success(request, _("Toutes vos notifications sont marquées comme lues."))
    return redirect("people:notifications")


def _identifier(text: str) -> uuid.UUID | None:
    try:
        return uuid.UUID(text)
    except ValueError:
        return None
