"""Add a published count to the plan's figures."""

from __future__ import annotations

import uuid
from datetime import datetime

from django.utils.translation import gettext as _

from deffinum.foundation.commands import command
from deffinum.foundation.errors import DomainError
from deffinum.foundation.policies import Actor
from deffinum.foundation.values import Text
from deffinum.rooms.plan.commands.evidence import Evidence
from deffinum.rooms.plan.models import Figure, Lever, Plan
from deffinum.rooms.plan.policies import may_record_on_plan
from deffinum.rooms.plan.words import FigureGroup, Qualifier, Unit

NO_TEXT = Text("")


class PlanMissing(DomainError):
    """The plan is not loaded yet."""

    status = 404


class FigureLeverUnknown(DomainError):
    """No lever has this slug."""

    status = 404


class FigureNegative(DomainError):
    """A count is never below zero."""

    status = 422


class FigureAlreadyThere(DomainError):
    """The same source already gives this value at this date."""


@command("plan.record_figure")
def record_figure(
    *,
    key: str,
    group: str,
    label: Text,
    value: int,
    unit: str,
    evidence: Evidence,
    qualifier: str = "",
    as_of_note: Text = NO_TEXT,
    lever_slug: str = "",
    rank: int | None = None,
    by: Actor,
    now: datetime,
) -> uuid.UUID:
    """Add a figure (append-only; figures of one key may disagree); returns its id. `value` counts `unit`s.

    `rank` is its place in the page (None: after the figure of the same key, else last). Raises Refused, PlanMissing,
    FigureLeverUnknown, FigureNegative, FigureAlreadyThere, DateInTheFuture, ReasonMissing, SourceUnusable.
    """
    plan = Plan.objects.select_for_update(no_key=True).order_by("slug").first()
    may_record_on_plan(by, plan, now=now).require()
    if plan is None:
        raise PlanMissing(_("Le plan n’est pas encore chargé. Rien n’a été enregistré."))
    lever = Lever.objects.filter(slug=lever_slug).first() if lever_slug else None
    if lever_slug and lever is None:
        raise FigureLeverUnknown(_("Ce levier n’existe pas. Rien n’a été enregistré : choisissez-le dans la liste."))
    if value < 0:
        raise FigureNegative(_("Un chiffre du plan n’est pas négatif. Rien n’a été enregistré."), field="value")
    columns = evidence.columns(by=by, now=now)
    if Figure.objects.filter(key=key, as_of=columns["as_of"], source=columns["source"], value=value).exists():
        raise FigureAlreadyThere(
            _("Cette source donne déjà ce chiffre à cette date. Rien n’a été ajouté : il est publié."), field="value"
        )
    figure = Figure.objects.create(
        plan=plan,
        lever=lever,
        key=key,
        group=FigureGroup(group),
        label=label.stored(),
        value=value,
        unit=Unit(unit),
        qualifier=Qualifier(qualifier),
        as_of_note=as_of_note.stored(),
        **columns,
        rank=_place_of(key) if rank is None else rank,
    )
    return figure.pk


def _place_of(key: str) -> int:
    same = Figure.objects.filter(key=key).order_by("rank").values_list("rank", flat=True).first()
    last = Figure.objects.order_by("-rank").values_list("rank", flat=True).first()
    return same if same is not None else (last or 0) + 1
