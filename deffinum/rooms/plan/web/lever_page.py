"""One lever: where it stands, how it got there, its money and figures."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from deffinum.design.requests import actor_of, now_of
from deffinum.design.shapes import Crumb, Step
from deffinum.rooms.plan.policies import may_record_on_plan
from deffinum.rooms.plan.queries.lever_page import LeverPage, lever_page


def page(request: HttpRequest, slug: str) -> HttpResponse:
    """`/plan/leviers/<slug>/`; 404 when no lever has this slug."""
    lever = lever_page(slug)
    if lever is None:
        raise Http404
    return render(
        request,
        "plan/lever_page.html",
        {
            "crumbs": [Crumb(_("Le plan"), reverse("plan:plan")), Crumb(str(lever.title))],
            "lever": lever,
            "steps": timeline(lever),
            "may_record": may_record_on_plan(actor_of(request), None, now=now_of(request)),
        },
    )


def timeline(lever: LeverPage) -> list[Step]:
    """The thread of the lever's states; the last one is the present."""
    last = len(lever.states) - 1
    return [
        Step(
            label=view.label,
            state="current" if rank == last else "done",
            said=_("état présent") if rank == last else _("état passé"),
            when=view.as_of or None,
            note=str(view.reason),
        )
        for rank, view in enumerate(lever.states)
    ]
