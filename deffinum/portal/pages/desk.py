"""The officers' desk: what needs me now, which clocks run, where the tools are."""

from __future__ import annotations

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from deffinum.design import slots
from deffinum.design.requests import actor_of, now_of
from deffinum.design.shapes import Crumb
from deffinum.portal.policies import may_open_desk

PARTS = ("now", "clocks", "lists", "tools")
"""Slots `portal.desk.<part>`, filled by the rooms; together at most ten queries."""


@login_required
def page(request: HttpRequest) -> HttpResponse:
    """`/instruction/`; 403 for those who work on no file of others."""
    actor, now = actor_of(request), now_of(request)
    may_open_desk(actor, now=now).require()
    parts = {part: slots.render(f"portal.desk.{part}", request, actor=actor, now=now) for part in PARTS}
    return render(
        request,
        "portal/desk.html",
        {"crumbs": [Crumb(_("Instruction"))], "parts": parts},
    )
