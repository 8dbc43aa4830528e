"""Who is where: the learners of a resource for their trainers, and one learner's progress."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from datetime import datetime

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache

from deffinum.design.requests import actor_of, now_of, text_of, whole_number
from deffinum.design.shapes import Crumb, FilterField, Page
from deffinum.rooms.people.public import OrganisationSummary
from deffinum.rooms.records.models import Learner
from deffinum.rooms.records.policies import may_follow_learners, may_see_progress
from deffinum.rooms.records.queries.figure_cells import Subject, subject_named
from deffinum.rooms.records.queries.folding import STUCK_AFTER
from deffinum.rooms.records.queries.learner_progress import (
    LARGEST_PAGE,
    SILENT_AFTER,
    LearnerAt,
    Progress,
    ResourceProgress,
    Standing,
    learners_of_resource,
    progress_of,
)
from deffinum.rooms.records.queries.record_keys import store_of
from deffinum.rooms.records.web.figure_texts import TONES, csv_answer, score_text, standing_text, time_text
from deffinum.rooms.records.web.refusals import organisation_or_404, require, under_records

LONGEST_FILE = 10_000
"""Learners of a file."""
LEARNER_COLUMNS = (
    "learner", "standing", "latest_step", "stuck_at", "tries", "errors", "seconds", "best_score_basis_points",
    "first_at", "last_at",
)  # fmt: skip
PROGRESS_COLUMNS = (
    "organisation", "resource", "step", "standing", "tries", "errors", "seconds", "best_score_basis_points", "first_at",
    "last_at",
)  # fmt: skip


@login_required
@never_cache
def learners(request: HttpRequest, organisation_id: uuid.UUID, resource_key: uuid.UUID) -> HttpResponse:
    """The learners of a resource, and at which step each one is."""
    organisation, store_id, subject = _followed(request, organisation_id, resource_key)
    now, standing = now_of(request), _standing(text_of(request, "etat"))
    place = (whole_number(text_of(request, "page")) or 1) - 1
    found = learners_of_resource(
        store_id=store_id, resource=resource_key, standing=standing, now=now, offset=place * LARGEST_PAGE
    )
    figures = reverse("records:figures", args=[organisation_id])
    back = [Crumb(_("Progression et réussite"), figures)]
    back += [Crumb(subject.title, reverse("records:resource_figures", args=[organisation_id, resource_key]))]
    context = {
        "organisation": organisation,
        "resource": subject,
        "lines": [_learner_row(each) for each in found.lines],
        "fields": [FilterField("etat", _("Où ils en sont"), standing or "", _standings())],
        "is_filtered": standing is not None,
        "pages": _pages(standing, place, has_more=found.has_more),
        "query": f"?etat={standing}" if standing else "",
        "stuck_after": STUCK_AFTER,
        "silent_days": SILENT_AFTER.days,
        "crumbs": under_records(organisation, *back, _("Qui en est où")),
    }
    return render(request, "records/resource_learners.html", context)


@login_required
@never_cache
def learners_file(request: HttpRequest, organisation_id: uuid.UUID, resource_key: uuid.UUID) -> HttpResponse:
    """The same as a file, whole."""
    _organisation, store_id, _subject = _followed(request, organisation_id, resource_key)
    found = learners_of_resource(
        store_id=store_id,
        resource=resource_key,
        standing=_standing(text_of(request, "etat")),
        now=now_of(request),
        most=LONGEST_FILE,
    )
    rows = (
        [each.label, each.whole.standing, each.latest_step, " · ".join(each.stuck_at), *_raw(each.whole)]
        for each in found.lines
    )
    return csv_answer("apprenants", LEARNER_COLUMNS, rows)


@login_required
@never_cache
def learner(request: HttpRequest, learner_id: uuid.UUID) -> HttpResponse:
    """One learner's progress, for the organisation's people and for the learner."""
    found = _learner(request, learner_id)
    organisation = organisation_or_404(found.store.organisation_id)
    if may_follow_learners(actor_of(request), organisation.id, now=now_of(request)):
        back = Crumb(_("Apprenants"), reverse("records:learners", args=[organisation.id]))
        crumbs = under_records(organisation, back, str(found))
    else:
        crumbs = _own_crumbs()
    file = reverse("records:learner_progress_file", args=[learner_id])
    return _progress_page(request, [found], str(found), crumbs, file)


@login_required
@never_cache
def learner_file(request: HttpRequest, learner_id: uuid.UUID) -> HttpResponse:
    """The same as a file."""
    return _progress_file([_learner(request, learner_id)], now_of(request))


@login_required
@never_cache
def mine(request: HttpRequest) -> HttpResponse:
    """One's own progress, in every organisation."""
    return _progress_page(request, _own(request), "", _own_crumbs(), reverse("records:my_progress_file"))


@login_required
@never_cache
def my_file(request: HttpRequest) -> HttpResponse:
    """The same as a file."""
    return _progress_file(_own(request), now_of(request))


def _followed(
    request: HttpRequest, organisation_id: uuid.UUID, resource_key: uuid.UUID
) -> tuple[OrganisationSummary, uuid.UUID, Subject]:
    organisation = organisation_or_404(organisation_id)
    require(may_follow_learners(actor_of(request), organisation_id, now=now_of(request)))
    store_id = store_of(organisation_id=organisation_id)
    subject = subject_named(store_id=store_id, key=resource_key) if store_id else None
    if store_id is None or subject is None:
        raise Http404
    return organisation, store_id, subject


def _learner(request: HttpRequest, learner_id: uuid.UUID) -> Learner:
    found = get_object_or_404(Learner.objects.select_related("store__organisation"), pk=learner_id)
    require(may_see_progress(actor_of(request), found.store.organisation_id, found.account_id, now=now_of(request)))
    return found


def _own(request: HttpRequest) -> list[Learner]:
    account_id = actor_of(request).person_id
    return list(Learner.objects.filter(account_id=account_id).select_related("store__organisation"))


def _own_crumbs() -> list[Crumb]:
    return [Crumb(_("Mon espace"), reverse("portal:my_space")), Crumb(_("Ma progression"))]


def _standing(text: str) -> Standing | None:
    return Standing(text) if text in tuple(Standing) else None


def _standings() -> list[tuple[str, str]]:
    return [("", _("Tous")), *((each.value, standing_text(each)) for each in Standing)]


def _pages(standing: Standing | None, place: int, *, has_more: bool) -> Page:
    start = f"?etat={standing}&page=" if standing else "?page="
    return Page(previous_url=f"{start}{place}" if place else "", next_url=f"{start}{place + 2}" if has_more else "")


def _learner_row(line: LearnerAt) -> dict[str, object]:
    return {
        "label": line.label or _("sans nom"),
        "address": reverse("records:learner_progress", args=[line.learner_id]) if line.learner_id else "",
        "step": " · ".join(line.stuck_at) or line.latest_step,
        **_texts(line.whole),
    }


def _texts(progress: Progress) -> dict[str, object]:
    return {
        "title": progress.subject.title,
        "standing": standing_text(progress.standing),
        "tone": TONES[progress.standing],
        "tries": progress.tries,
        "errors": progress.errors,
        "score": score_text(progress.best_score),
        "time": time_text(progress.time_ms),
        "last_at": progress.last_at,
    }


def _raw(progress: Progress) -> Sequence[object]:
    seconds = None if progress.time_ms is None else (progress.time_ms + 500) // 1000
    return (
        progress.tries, progress.errors, seconds, progress.best_score, progress.first_at, progress.last_at
    )  # fmt: skip


def _progress_page(
    request: HttpRequest, learners_: list[Learner], label: str, crumbs: list[Crumb], file: str
) -> HttpResponse:
    resources = [
        {
            "organisation": each.organisation,
            "caption": f"{each.whole.subject.title} ({rank})",
            "whole": _texts(each.whole),
            "steps": [_texts(step) for step in each.steps],
            "done": sum(step.standing == Standing.DONE for step in each.steps),
        }
        for rank, each in enumerate(progress_of(learners=learners_, now=now_of(request)), start=1)
    ]
    context = {"resources": resources, "label": label, "file": file, "crumbs": crumbs, "stuck_after": STUCK_AFTER}
    return render(request, "records/learner_progress.html", context)


def _progress_file(learners_: list[Learner], now: datetime) -> HttpResponse:
    rows = [row for each in progress_of(learners=learners_, now=now) for row in _progress_rows(each)]
    return csv_answer("progression", PROGRESS_COLUMNS, rows)


def _progress_rows(each: ResourceProgress) -> list[list[object]]:
    title = each.whole.subject.title
    rows: list[list[object]] = [[each.organisation, title, "", each.whole.standing, *_raw(each.whole)]]
    return [*rows, *([each.organisation, title, step.subject.title, step.standing, *_raw(step)] for step in each.steps)]
