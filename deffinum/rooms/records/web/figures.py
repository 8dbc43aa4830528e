"""The figures of an organisation's resources: the list, and one resource step by step. Aggregates only."""

from __future__ import annotations

import uuid

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from deffinum.design.formats import NO_BREAK, count_text
from deffinum.design.requests import actor_of, now_of
from deffinum.design.shapes import Bar, Column, Crumb, KeyFigure, Line, Listing, Page
from deffinum.rooms.people.public import OrganisationSummary
from deffinum.rooms.records.policies import may_follow_learners, may_see_figures
from deffinum.rooms.records.queries.group_sums import Period, Shown
from deffinum.rooms.records.queries.owner_stores import OwnerStores, distinct_learners, owner_stores
from deffinum.rooms.records.queries.resource_figures import (
    ResourceFigures,
    StepLine,
    StoreFigures,
    resource_figures,
    store_figures,
)
from deffinum.rooms.records.queries.small_groups import SMALLEST
from deffinum.rooms.records.web.figure_filters import Filters, fields_of, filters_of, place_of
from deffinum.rooms.records.web.figure_texts import (
    asked_text,
    counted_text,
    csv_answer,
    hidden,
    named_text,
    number_text,
    period_text,
    score_text,
    share_of,
    share_text,
    shown_share,
    time_text,
)
from deffinum.rooms.records.web.refusals import organisation_or_404, require, under_records

SHOWN = 25
"""Resources a page."""
LONGEST_FILE = 100_000
RESOURCE_COLUMNS = (
    "resource", "title", "learners", "completed", "passed", "median_seconds", "mean_score_basis_points", "at_least"
)  # fmt: skip
STEP_COLUMNS = (
    "step", "title", "learners", "succeeded", "tries", "errors", "stuck", "stopped", "median_seconds",
    "mean_score_basis_points",
)  # fmt: skip


@login_required
def page(request: HttpRequest, organisation_id: uuid.UUID) -> HttpResponse:
    """The resources that the organisation's learners followed."""
    organisation, stores, filters = _asked(request, organisation_id)
    after, before = place_of(request, "apres"), place_of(request, "avant")
    found = (
        store_figures(
            stores=stores.ids, asked=filters.asked, grain=filters.grain, after=after, before=before, most=SHOWN
        )
        if stores.ids
        else None
    )
    context: dict[str, object] = {
        "organisation": organisation,
        "has_figures": found is not None and bool(found.lines or filters.given),
        "smallest": SMALLEST,
        "crumbs": under_records(organisation, _("Progression et réussite")),
    }
    if found is not None:
        context |= _common(request, filters, stores, found) | _list_context(organisation, filters, stores, found)
    return render(request, "records/figures.html", context)


@login_required
def file(request: HttpRequest, organisation_id: uuid.UUID) -> HttpResponse:
    """The same as a file, with the same question; hidden figures are empty cells."""
    _organisation, stores, filters = _asked(request, organisation_id)
    lines = store_figures(stores=stores.ids, asked=filters.asked, most=LONGEST_FILE).lines if stores.ids else []
    return csv_answer(
        "progression", RESOURCE_COLUMNS, ([each.subject.iri, each.subject.title, *_raw(each.shown)] for each in lines)
    )


@login_required
def trend_file(request: HttpRequest, organisation_id: uuid.UUID) -> HttpResponse:
    """The trend of the list as a file."""
    _organisation, stores, filters = _asked(request, organisation_id)
    found = store_figures(stores=stores.ids, asked=filters.asked, grain=filters.grain, most=1) if stores.ids else None
    return _trend_file(found.trend if found else [])


@login_required
def resource(request: HttpRequest, organisation_id: uuid.UUID, resource_key: uuid.UUID) -> HttpResponse:
    """One resource: each step, its trend, its places, paths and versions."""
    organisation, stores, filters, found = _resource(request, organisation_id, resource_key)
    back = Crumb(_("Progression et réussite"), reverse("records:figures", args=[organisation_id]) + filters.query)
    arguments = [organisation_id, resource_key]
    context = {
        "organisation": organisation,
        "resource": found,
        "smallest": SMALLEST,
        "key_figures": _key_figures(found.whole, _("apprenants")),
        "steps": [_step_row(each) for each in found.steps],
        "step_bars": [_step_bar(each) for each in found.steps],
        "facets": _facets(found, reverse("records:resource_facets_file", args=arguments) + filters.query),
        "steps_file": reverse("records:resource_figures_file", args=arguments),
        "trend_address": reverse("records:resource_trend_file", args=arguments) + filters.query,
        "may_follow": may_follow_learners(actor_of(request), organisation_id, now=now_of(request)),
        "crumbs": under_records(organisation, back, found.subject.title),
        **_common(request, filters, stores, found),
    }
    return render(request, "records/resource_figures.html", context)


@login_required
def resource_file(request: HttpRequest, organisation_id: uuid.UUID, resource_key: uuid.UUID) -> HttpResponse:
    """The steps as a file, in their order."""
    _organisation, _stores, _filters, found = _resource(request, organisation_id, resource_key)
    rows = (
        [
            each.subject.iri, each.subject.title, each.learners, each.succeeded, each.tries, each.errors, each.stuck,
            each.stopped, _seconds(each.median_ms), each.mean_score,
        ]
        for each in found.steps
    )  # fmt: skip
    return csv_answer("etapes", STEP_COLUMNS, rows)


@login_required
def resource_trend_file(request: HttpRequest, organisation_id: uuid.UUID, resource_key: uuid.UUID) -> HttpResponse:
    """Those who began the resource in each period, as a file."""
    *_words, found = _resource(request, organisation_id, resource_key)
    return _trend_file(found.trend)


@login_required
def facets_file(request: HttpRequest, organisation_id: uuid.UUID, resource_key: uuid.UUID) -> HttpResponse:
    """The versions, paths and places of a resource, as a file."""
    *_words, found = _resource(request, organisation_id, resource_key)
    columns = ("facet", "iri", *RESOURCE_COLUMNS[1:])
    rows = ([each.facet.value, each.subject.iri, each.subject.title, *_raw(each.shown)] for each in found.facets)
    return csv_answer("detail", columns, rows)


def _asked(request: HttpRequest, organisation_id: uuid.UUID) -> tuple[OrganisationSummary, OwnerStores, Filters]:
    organisation, actor, now = organisation_or_404(organisation_id), actor_of(request), now_of(request)
    require(may_see_figures(actor, organisation_id, now=now))
    filters = filters_of(request)
    found = owner_stores(
        organisation_id=organisation_id, siren=organisation.siren, actor=actor, is_of_owner=filters.is_of_owner
    )
    return organisation, found, filters


def _resource(
    request: HttpRequest, organisation_id: uuid.UUID, resource_key: uuid.UUID
) -> tuple[OrganisationSummary, OwnerStores, Filters, ResourceFigures]:
    organisation, stores, filters = _asked(request, organisation_id)
    found = (
        resource_figures(stores=stores.ids, resource=resource_key, asked=filters.asked, grain=filters.grain)
        if stores.ids
        else None
    )
    if found is None:
        raise Http404
    return organisation, stores, filters, found


def _common(
    request: HttpRequest, filters: Filters, stores: OwnerStores, found: StoreFigures | ResourceFigures
) -> dict[str, object]:
    """What both pages say of the question: its fields, its words, its trend."""
    return {
        "fields": fields_of(
            filters, found.choices, now=now_of(request), zone=stores.zones[0], has_others=stores.has_others
        ),
        "clear_url": request.path if filters.given else "",
        "asked": asked_text(filters.asked, dict_of(found)),
        "zones": ", ".join(stores.zones),
        "is_of_several": len(stores.ids) > 1,
        "bars": [_bar(each, filters) for each in found.trend],
        "grain": filters.grain.label,
    }


def dict_of(found: StoreFigures | ResourceFigures) -> dict[uuid.UUID, str]:
    """What the versions, paths and places are called."""
    return {subject.key: subject.title for _facet, subject in found.choices}


def _list_context(
    organisation: OrganisationSummary, filters: Filters, stores: OwnerStores, found: StoreFigures
) -> dict[str, object]:
    file = reverse("records:figures_file", args=[organisation.id]) + filters.query
    return {
        "listing": Listing(
            caption=_("Ressources suivies"),
            columns=_columns(_("Ressource")),
            lines=[
                Line(
                    each.subject.title,
                    _texts(each.shown),
                    reverse("records:resource_figures", args=[organisation.id, each.subject.key]) + filters.query,
                )
                for each in found.lines
            ],
            empty_text=_(
                "Rien ne peut se lire dans ce que vous avez choisi : personne, ou trop peu d’apprenants. "
                "Élargissez la période, ou effacez un choix."
            ),
            csv_url=file,
            page=Page(filters.with_place("avant", found.previous), filters.with_place("apres", found.next)),
        ),
        "key_figures": _list_figures(stores, found),
        "trend_address": reverse("records:trend_file", args=[organisation.id]) + filters.query,
        "folded_until": stores.folded_until,
    }


def _list_figures(stores: OwnerStores, found: StoreFigures) -> list[KeyFigure]:
    """Of a whole store, its learners; of a part, or of several stores, what the lines add up to."""
    if found.whole is not None:
        figures = _key_figures(found.whole, _("apprenants"))[:3]
    else:
        figures = [KeyFigure(count_text(found.followed), _("apprenants, une fois par ressource"))]
        distinct = None if found.is_narrowed or len(stores.ids) < 2 else distinct_learners(stores=stores.ids)
        if distinct is not None:
            figures.insert(0, KeyFigure(count_text(distinct), _("apprenants, chacun une fois")))
    return [*figures, KeyFigure(count_text(found.count), _("ressources"))]


def _columns(first: str) -> list[Column]:
    return [
        Column(first),
        *(
            Column(label, is_number=True)
            for label in (_("Apprenants"), _("Ont terminé"), _("Ont réussi"), _("Temps médian"), _("Note moyenne"))
        ),
    ]


def _facets(found: ResourceFigures, file: str) -> Listing:
    return Listing(
        caption=_("Versions, parcours et lieux"),
        columns=_columns(_("Version, parcours ou lieu")),
        lines=[Line(named_text(each.facet, each.subject.title), _texts(each.shown)) for each in found.facets],
        hide_caption=True,
        csv_url=file,
        empty_text=_("Aucune version, aucun parcours et aucun lieu n’a assez d’apprenants pour être montré."),
    )


def _texts(shown: Shown) -> tuple[str, ...]:
    """Learners, who completed, who passed, the median time, the mean score."""
    return (
        counted_text(shown, "learners"),
        shown_share(shown, "completed"),
        shown_share(shown, "passed"),
        hidden() if shown.is_hidden else time_text(shown.median_ms),
        hidden() if shown.is_hidden else score_text(shown.mean_score),
    )


def _raw(shown: Shown) -> tuple[object, ...]:
    return (
        shown.learners, shown.completed, shown.passed, _seconds(shown.median_ms), shown.mean_score,
        " ".join(shown.at_least),
    )  # fmt: skip


def _seconds(milliseconds: int | None) -> int | None:
    return None if milliseconds is None else (milliseconds + 500) // 1000


def _key_figures(whole: Shown, learners_label: str) -> list[KeyFigure]:
    labels = (learners_label, _("ont terminé"), _("ont réussi"), _("temps médian"))
    return [KeyFigure(value, label) for value, label in zip(_texts(whole), labels, strict=False)]


def _bar(period: Period, filters: Filters) -> Bar:
    return Bar(period_text(period, filters.grain), period.learners, count_text(period.learners))


def _trend_file(trend: list[Period]) -> HttpResponse:
    rows = ([each.begins.isoformat(), each.ends.isoformat(), each.learners] for each in trend)
    return csv_answer("tendance", ("begins", "ends", "learners"), rows)


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
