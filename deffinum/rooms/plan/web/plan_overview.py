"""Le plan: levers and their states, money and figures, each with its source."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from deffinum.design.formats import count_text
from deffinum.design.requests import actor_of, now_of
from deffinum.design.shapes import Bar, Crumb
from deffinum.rooms.plan.policies import may_record_on_plan
from deffinum.rooms.plan.queries.plan_overview import PlanOverview, plan_overview
from deffinum.rooms.plan.queries.published_figures import FigureLine


def page(request: HttpRequest) -> HttpResponse:
    """`/plan/`."""
    overview = plan_overview()
    return render(
        request,
        "plan/plan_overview.html",
        {
            "crumbs": [Crumb(_("Le plan"))],
            "plan": overview,
            "funnel_bars": funnel_bars(overview),
            "may_record": may_record_on_plan(actor_of(request), None, now=now_of(request)),
        },
    )


def funnel_bars(overview: PlanOverview | None) -> list[Bar]:
    """Bars of the funnel, the latest entry of each line."""
    return [_bar(line) for line in overview.funnel] if overview else []


def _bar(line: FigureLine) -> Bar:
    figure = line.latest
    words = f"{figure.qualifier_words} {count_text(figure.value)}".strip()
    return Bar(str(line.label), figure.value, words)
