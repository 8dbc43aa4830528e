"""My space: what a person has to do, their organisations, their files, what they were told."""

from __future__ import annotations

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from deffinum.design import slots
from deffinum.design.requests import actor_of, now_of
from deffinum.design.shapes import Crumb

PARTS = ("invitations", "applications", "records", "organisations", "notifications")
"""Slots `portal.my_space.<part>`, filled by the rooms with whole sections; in the order of the page."""


@login_required
def page(request: HttpRequest) -> HttpResponse:
    """`/mon-espace/`; visitors are asked to sign in first."""
    actor, now = actor_of(request), now_of(request)
    parts = {part: slots.render(f"portal.my_space.{part}", request, actor=actor, now=now) for part in PARTS}
    return render(
        request,
        "portal/my_space.html",
        {
            "crumbs": [Crumb(_("Mon espace"))],
            "parts": parts,
            "is_empty": not any(parts.values()),
        },
    )
