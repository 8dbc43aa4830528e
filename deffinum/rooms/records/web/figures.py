"""The figures of an organisation's resources: the list, and one resource step by step. Aggregates only."""

from __future__ import annotations

import uuid

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from deffinum.design.formats import NO_BREAK, count_text
from deffinum.design.requests import actor_of, now_of, text_of, whole_number
from deffinum.design.shapes import Bar, Crumb, FilterField, KeyFigure, Page
from deffinum.rooms.people.public import OrganisationSummary
from deffinum.rooms.records.models.attempt import NONE
from deffinum.rooms.records.policies import may_follow_learners, may_see_figures
from deffinum.rooms.records.queries.figure_cells import month_key_of, month_number
from deffinum.rooms.records.queries.fold_state import folded_until
from deffinum.rooms.records.queries.record_keys import store_of
from deffinum.rooms.records.queries.resource_figures import (
    MonthLine,
    ResourceFigures,
    ResourceLine,
    Shown,
    StepLine,
    StoreFigures,
    resource_figures,
    store_figures,
)
from deffinum.rooms.records.queries.small_groups import SMALLEST
from deffinum.rooms.records.web.figure_texts import (
    csv_answer,
    hidden,
    month_code,
    month_text,
    number_text,
    score_text,
    share_of,
    share_text,
    time_text,
)
from deffinum.rooms.records.web.refusals import organisation_or_404, require, under_records
from deffinum.rooms.records.words import Facet

SHOWN = 50
"""Resources a page."""
FACET_NAMES = {"mois": Facet.MONTH, "lieu": Facet.PLACE, "parcours": Facet.PATH, "version": Facet.VERSION}
"""As the address writes them: `?par=mois-202611`, `?par=lieu-<key>`."""
RESOURCE_COLUMNS = ("resource", "title", "learners", "completed", "passed", "median_seconds", "mean_score_basis_points")
STEP_COLUMNS = (
    "step", "title", "learners", "succeeded", "tries", "errors", "stuck", "stopped", "median_seconds",
    "mean_score_basis_points",
)  # fmt: skip


@login_required
def page(request: HttpRequest, organisation_id: uuid.UUID) -> HttpResponse:
    """The resources that the organisation's learners followed."""
    organisation, store_id, facet, key = _asked(request, organisation_id)
    place = (whole_number(text_of(request, "page")) or 1) - 1
    found = (
        store_figures(store_id=store_id, facet=facet, facet_key=key, offset=place * SHOWN, most=SHOWN)
        if store_id
        else None
    )
    context: dict[str, object] = {
        "organisation": organisation,
        "found": found,
        "smallest": SMALLEST,
        "crumbs": under_records(organisation, _("Progression et réussite")),
    }
    if found is not None and store_id is not None:
        context |= _list_context(request, organisation, store_id, found, place)
    return render(request, "records/figures.html", context)


@login_required
def file(request: HttpRequest, organisation_id: uuid.UUID) -> HttpResponse:
    """The same as a file, with the same filter; hidden figures are empty cells."""
    _organisation, store_id, facet, key = _asked(request, organisation_id)
    lines = store_figures(store_id=store_id, facet=facet, facet_key=key).lines if store_id else []
    return csv_answer(
        "progression", RESOURCE_COLUMNS, ([each.subject.iri, each.subject.title, *_raw(each.shown)] for each in lines)
    )


@login_required
def resource(request: HttpRequest, organisation_id: uuid.UUID, resource_key: uuid.UUID) -> HttpResponse:
    """One resource: each step, its months, its places, paths and versions."""
    organisation, found = _resource(request, organisation_id, resource_key)
    back = Crumb(_("Progression et réussite"), reverse("records:figures", args=[organisation_id]))
    steps_file = reverse("records:resource_figures_file", args=[organisation_id, resource_key])
    context = {
        "organisation": organisation,
        "resource": found,
        "smallest": SMALLEST,
        "key_figures": _key_figures(found.whole),
        "steps": [_step_row(each) for each in found.steps],
        "step_bars": [_step_bar(each) for each in found.steps],
        "month_bars": _month_bars(found.months),
        "facets": [(each.facet.label, each.subject.title, *_texts(each.shown)) for each in found.facets],
        "steps_file": steps_file,
        "may_follow": may_follow_learners(actor_of(request), organisation_id, now=now_of(request)),
        "crumbs": under_records(organisation, back, found.subject.title),
    }
    return render(request, "records/resource_figures.html", context)


@login_required
def resource_file(request: HttpRequest, organisation_id: uuid.UUID, resource_key: uuid.UUID) -> HttpResponse:
    """The steps as a file, in their order."""
    _organisation, found = _resource(request, organisation_id, resource_key)
    rows = (
        [
            each.subject.iri, each.subject.title, each.learners, each.succeeded, each.tries, each.errors, each.stuck,
            each.stopped, _seconds(each.median_ms), each.mean_score,
        ]
        for each in found.steps
    )  # fmt: skip
    return csv_answer("etapes", STEP_COLUMNS, rows)


@login_required
def months_file(request: HttpRequest, organisation_id: uuid.UUID, resource_key: uuid.UUID) -> HttpResponse:
    """Those who began in each month, as a file."""
    _organisation, found = _resource(request, organisation_id, resource_key)
    columns = ("month", *RESOURCE_COLUMNS[2:])
    return csv_answer("mois", columns, ([month_code(each.month), *_raw(each.shown)] for each in found.months))


@login_required
def trend_file(request: HttpRequest, organisation_id: uuid.UUID) -> HttpResponse:
    """The trend of the list as a file."""
    _organisation, store_id, _facet, _key = _asked(request, organisation_id)
    trend = store_figures(store_id=store_id).trend if store_id else []
    return csv_answer(
        "tendance", ("month", "learners"), ([month_code(each.month), each.shown.learners] for each in trend)
    )


def facet_of(text: str) -> tuple[Facet, uuid.UUID]:
    """What `?par=` asks for; what means nothing asks for everything."""
    name, _dash, value = text.partition("-")
    facet = FACET_NAMES.get(name, Facet.ALL)
    if facet == Facet.MONTH:
        number = whole_number(value)
        return (facet, month_key_of(number)) if number else (Facet.ALL, NONE)
    try:
        return (facet, uuid.UUID(value)) if facet != Facet.ALL else (facet, NONE)
    except ValueError:
        return Facet.ALL, NONE


def _asked(
    request: HttpRequest, organisation_id: uuid.UUID
) -> tuple[OrganisationSummary, uuid.UUID | None, Facet, uuid.UUID]:
    organisation = organisation_or_404(organisation_id)
    require(may_see_figures(actor_of(request), organisation_id, now=now_of(request)))
    return organisation, store_of(organisation_id=organisation_id), *facet_of(text_of(request, "par"))


def _resource(
    request: HttpRequest, organisation_id: uuid.UUID, resource_key: uuid.UUID
) -> tuple[OrganisationSummary, ResourceFigures]:
    organisation, store_id, _facet, _key = _asked(request, organisation_id)
    found = resource_figures(store_id=store_id, resource=resource_key) if store_id else None
    if found is None:
        raise Http404
    return organisation, found


def _list_context(
    request: HttpRequest, organisation: OrganisationSummary, store_id: uuid.UUID, found: StoreFigures, place: int
) -> dict[str, object]:
    asked = text_of(request, "par")
    query = f"?par={asked}" if asked else ""
    return {
        "lines": [_row(organisation, each) for each in found.lines],
        "key_figures": _key_figures(found.whole),
        "bars": _month_bars(found.trend),
        "fields": [FilterField("par", _("Mois, lieu, parcours ou version"), asked, _choices(found))],
        "is_filtered": bool(asked),
        "query": query,
        "pages": _pages(asked, place, found.count),
        "folded_until": folded_until(store_id=store_id),
    }


def _choices(found: StoreFigures) -> list[tuple[str, str]]:
    names = {facet: name for name, facet in FACET_NAMES.items()}
    choices = [("", _("Tout"))]
    for facet, key, subject in found.choices:
        if facet == Facet.MONTH:
            number = month_number(key)
            choices.append((f"mois-{number}", f"{facet.label} : {month_text(number)}"))
        elif subject is not None:
            choices.append((f"{names[facet]}-{key}", f"{facet.label} : {subject.title}"))
    return choices


def _pages(asked: str, place: int, number: int) -> Page:
    def address(page_number: int) -> str:
        return f"?par={asked}&page={page_number}" if asked else f"?page={page_number}"

    return Page(
        previous_url=address(place) if place else "",
        next_url=address(place + 2) if (place + 1) * SHOWN < number else "",
    )


def _row(organisation: OrganisationSummary, line: ResourceLine) -> dict[str, object]:
    return {
        "title": line.subject.title,
        "address": reverse("records:resource_figures", args=[organisation.id, line.subject.key]),
        "texts": _texts(line.shown),
    }


def _texts(shown: Shown) -> tuple[str, str, str, str]:
    """Learners, who completed, who passed, the median time."""
    return (
        number_text(shown.learners),
        share_text(shown.completed, shown.learners),
        share_text(shown.passed, shown.learners),
        hidden() if shown.is_hidden else time_text(shown.median_ms),
    )


def _raw(shown: Shown) -> tuple[int | None, ...]:
    return shown.learners, shown.completed, shown.passed, _seconds(shown.median_ms), shown.mean_score


def _seconds(milliseconds: int | None) -> int | None:
    return None if milliseconds is None else (milliseconds + 500) // 1000


def _key_figures(whole: Shown) -> list[KeyFigure]:
    learners, completed, passed, median = _texts(whole)
    return [
        KeyFigure(learners, _("apprenants")),
        KeyFigure(completed, _("ont terminé")),
        KeyFigure(passed, _("ont réussi")),
        KeyFigure(median, _("temps médian")),
    ]


def _month_bars(months: list[MonthLine]) -> list[Bar]:
    return [Bar(month_text(each.month), each.shown.learners or 0, number_text(each.shown.learners)) for each in months]


def _step_bar(step: StepLine) -> Bar:
    if step.succeeded is None or step.learners is None:
        return Bar(step.subject.title, 0, _said_of_success(step))
    share = share_of(step.succeeded, step.learners)
    return Bar(step.subject.title, share, f"{share}{NO_BREAK}%")


def _said_of_success(step: StepLine) -> str:
    if step.managed_by_nearly_all:
        return _("presque tous")
    return share_text(step.succeeded, step.learners) if step.learners is not None else number_text(step.succeeded)


def _step_row(step: StepLine) -> dict[str, str]:
    return {
        "title": step.subject.title,
        "learners": _("presque tous") if step.reached_by_nearly_all else number_text(step.learners),
        "succeeded": _said_of_success(step),
        "errors": _per_learner(step),
        "stuck": number_text(step.stuck),
        "stopped": number_text(step.stopped),
        "time": hidden() if step.is_hidden else time_text(step.median_ms),
        "score": hidden() if step.is_hidden else score_text(step.mean_score),
    }


def _per_learner(step: StepLine) -> str:
    """'14 pour 60 essais'."""
    if step.errors is None or step.tries is None:
        return hidden()
    return _("%(errors)s pour %(tries)s essais") % {
        "errors": count_text(step.errors),
        "tries": count_text(step.tries),
    }
