"""The officer's page of the plan: what can be recorded."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from deffinum.design.requests import actor_of, now_of
from deffinum.design.shapes import Crumb
from deffinum.rooms.plan.policies import may_record_on_plan
from deffinum.rooms.plan.queries.plan_overview import plan_overview


def page(request: HttpRequest) -> HttpResponse:
    """`/instruction/plan/`; 403 for those who may not record."""
    may_record_on_plan(actor_of(request), None, now=now_of(request)).require()
    overview = plan_overview()
    levers = [lever for axis in overview.axes for lever in axis.levers] if overview else []
    crumbs = [Crumb(_("Instruction"), "/instruction/"), Crumb(_("Tenir le plan à jour"))]
    return render(
        request,
        "plan/staff/keep_plan.html",
        {
            "crumbs": crumbs,
            "plan": overview,
            "levers": [*levers, *(overview.other_levers if overview else ())],
        },
    )
