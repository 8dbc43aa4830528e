"""The door of the plan room."""

from deffinum.rooms.plan.commands.load_plan_reference import load_plan_sample
from deffinum.rooms.plan.events import LeverStateRecorded
from deffinum.rooms.plan.models import Lever, Plan
from deffinum.rooms.plan.policies import may_record_on_plan
from deffinum.rooms.plan.queries.lever_page import LeverPage, lever_page
from deffinum.rooms.plan.queries.plan_overview import (
    AxisOverview,
    LeverStateView,
    LeverSummary,
    PlanOverview,
    lever_by_slug,
    plan_overview,
)
from deffinum.rooms.plan.queries.published_figures import (
    FigureLine,
    PublishedFigure,
    SourceRef,
    lines_of,
    published_figures,
)
from deffinum.rooms.plan.queries.search_plan import public_pages_plan, search_plan
from deffinum.rooms.plan.words import LeverState

__all__ = [
    "AxisOverview",
    "FigureLine",
    "Lever",
    "LeverPage",
    "LeverState",
    "LeverStateRecorded",
    "LeverStateView",
    "LeverSummary",
    "Plan",
    "PlanOverview",
    "PublishedFigure",
    "SourceRef",
    "lever_by_slug",
    "lever_page",
    "lines_of",
    "load_plan_sample",
    "may_record_on_plan",
    "plan_overview",
    "public_pages_plan",
    "published_figures",
    "search_plan",
]
