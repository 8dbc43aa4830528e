"""Figures of learning for machines: what the pages and the files say. Times in milliseconds, instants in UTC.

A hidden figure is null. A token of the organisation reads aggregates only; its people also read who is where.
"""

from __future__ import annotations

import uuid
from datetime import date, datetime

from django.http import Http404, HttpRequest
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext
from django.utils.translation import gettext_noop as _
from ninja import Query, Router, Schema
from ninja.errors import HttpError

from deffinum.design.requests import actor_of, now_of
from deffinum.rooms.records.models import Learner
from deffinum.rooms.records.policies import may_follow_learners, may_see_figures, may_see_progress
from deffinum.rooms.records.queries.figure_cells import subject_named
from deffinum.rooms.records.queries.group_sums import Asked, Period, Place, Shown
from deffinum.rooms.records.queries.learner_progress import (
    LARGEST_PAGE,
    Progress,
    Standing,
    learners_of_resource,
    progress_of,
)
from deffinum.rooms.records.queries.periods import days_of
from deffinum.rooms.records.queries.record_keys import store_of
from deffinum.rooms.records.queries.resource_figures import StepLine, resource_figures, store_figures
from deffinum.rooms.records.words import Grain

router = Router()
LARGEST_LIST = 100
_LAST_PAGE = 100_000


class QuestionIn(Schema):
    """What is asked: a period by its code (`2026-03-02`, `2026-W10`, `2026-03`, `2026-Q1`, `2026`), or by its first and
    last day (both included), and one version, path and place (keys). All of them together, if you like.
    """

    period: str = ""
    since: date | None = None
    until: date | None = None
    version: uuid.UUID | None = None
    path: uuid.UUID | None = None
    place: uuid.UUID | None = None
    grain: Grain = Grain.MONTH
    """Of the trend."""

    def asked(self) -> Asked:
        """For the queries. Raises HttpError (422) when the period is none."""
        days = days_of(self.period) if self.period else (self.since, self.until)
        if days is None:
            raise HttpError(422, gettext("Écrivez la période ainsi : 2026-03-02, 2026-W10, 2026-03, 2026-Q1 ou 2026."))
        return Asked(since=days[0], until=days[1], version=self.version, path=self.path, place=self.place)


class ShownOut(Schema):
    """Figures of a group of learners; null: hidden, or not known. `at_least`: which counts leave out small groups."""

    learners: int | None
    completed: int | None
    passed: int | None
    median_ms: int | None
    mean_score_basis_points: int | None
    at_least: list[str]

    @classmethod
    def of(cls, shown: Shown) -> ShownOut:
        """From the one query."""
        return cls(
            learners=shown.learners,
            completed=shown.completed,
            passed=shown.passed,
            median_ms=shown.median_ms,
            mean_score_basis_points=shown.mean_score,
            at_least=list(shown.at_least),
        )


class ResourceOut(Schema):
    """A resource and its figures; `key` stands in the addresses below it."""

    key: uuid.UUID
    iri: str
    title: str
    figures: ShownOut


class PeriodOut(Schema):
    """Those who began between two days (both included)."""

    begins: date
    ends: date
    learners: int

    @classmethod
    def of(cls, period: Period) -> PeriodOut:
        """From the one query."""
        return cls(begins=period.begins, ends=period.ends, learners=period.learners)


class StoreOut(Schema):
    """A page of resources, what they all add up to, and the trend. `next`: the `after` of the page that follows."""

    count: int
    followed: int
    """Learners, once for each resource."""
    figures: ShownOut | None
    """Of the whole store, each learner once; null: the question is narrower."""
    resources: list[ResourceOut]
    trend: list[PeriodOut]
    next: str | None


class StepOut(Schema):
    """A step; `…_by_nearly_all`: the count is hidden, and is all but one to four."""

    key: uuid.UUID
    iri: str
    title: str
    learners: int | None
    reached_by_nearly_all: bool
    succeeded: int | None
    managed_by_nearly_all: bool
    stuck: int | None
    stopped: int | None
    tries: int | None
    errors: int | None
    median_ms: int | None
    mean_score_basis_points: int | None

    @classmethod
    def of(cls, step: StepLine) -> StepOut:
        """From the one query."""
        return cls(
            key=step.subject.key, iri=step.subject.iri, title=step.subject.title, learners=step.learners,
            reached_by_nearly_all=step.reached_by_nearly_all, succeeded=step.succeeded,
            managed_by_nearly_all=step.managed_by_nearly_all, stuck=step.stuck, stopped=step.stopped, tries=step.tries,
            errors=step.errors, median_ms=step.median_ms, mean_score_basis_points=step.mean_score,
        )  # fmt: skip


class FacetOut(Schema):
    """Those of a `version`, a `path` or a `place`."""

    facet: str
    key: uuid.UUID
    iri: str
    title: str
    figures: ShownOut


class ResourcePageOut(Schema):
    """One resource."""

    key: uuid.UUID
    iri: str
    title: str
    figures: ShownOut
    steps: list[StepOut]
    trend: list[PeriodOut]
    facets: list[FacetOut]


class ProgressOut(Schema):
    """What a learner did of a resource or a step: done, stuck, silent or under_way."""

    iri: str
    title: str
    standing: str
    first_at: datetime
    last_at: datetime
    tries: int
    errors: int
    best_score_basis_points: int | None
    time_ms: int | None

    @classmethod
    def of(cls, progress: Progress) -> ProgressOut:
        """From the one query."""
        return cls(
            iri=progress.subject.iri, title=progress.subject.title, standing=progress.standing.value,
            first_at=progress.first_at, last_at=progress.last_at, tries=progress.tries, errors=progress.errors,
            best_score_basis_points=progress.best_score, time_ms=progress.time_ms,
        )  # fmt: skip


class LearnerOut(Schema):
    """A learner of a resource; `learner` is null for one that the organisation does not know."""

    learner: uuid.UUID | None
    label: str
    latest_step: str
    stuck_at: list[str]
    progress: ProgressOut


class LearnersOut(Schema):
    """A page of them."""

    has_more: bool
    learners: list[LearnerOut]


class LearnerProgressOut(Schema):
    """A resource that a learner follows, and its steps in the order in which they met them."""

    organisation: str
    resource: ProgressOut
    steps: list[ProgressOut]


@router.get(
    "/organisations/{organisation_id}/resources",
    response=StoreOut,
    summary=_("Progression et réussite, ressource par ressource"),
)
def read_resources(
    request: HttpRequest,
    organisation_id: uuid.UUID,
    question: Query[QuestionIn],
    after: str = "",
    size: int = Query(50, ge=1, le=LARGEST_LIST),  # type: ignore[type-arg] # the library's own way
) -> StoreOut:
    """The most followed first; of a narrower question, those of which something may be read."""
    found = store_figures(
        stores=[_store(request, organisation_id)], asked=question.asked(), grain=question.grain, after=_place(after),
        most=size,
    )  # fmt: skip
    return StoreOut(
        count=found.count,
        followed=found.followed,
        figures=None if found.whole is None else ShownOut.of(found.whole),
        resources=[
            ResourceOut(
                key=each.subject.key, iri=each.subject.iri, title=each.subject.title, figures=ShownOut.of(each.shown)
            )
            for each in found.lines
        ],
        trend=[PeriodOut.of(each) for each in found.trend],
        next=None if found.next is None else found.next.text,
    )


@router.get(
    "/organisations/{organisation_id}/resources/{resource_key}",
    response=ResourcePageOut,
    summary=_("Une ressource, étape par étape"),
)
def read_resource(
    request: HttpRequest, organisation_id: uuid.UUID, resource_key: uuid.UUID, question: Query[QuestionIn]
) -> ResourcePageOut:
    """Its figures, trend, versions, paths and places as asked; its steps in order, always of everybody."""
    found = resource_figures(
        stores=[_store(request, organisation_id)], resource=resource_key, asked=question.asked(), grain=question.grain
    )
    if found is None:
        raise Http404
    return ResourcePageOut(
        key=found.subject.key,
        iri=found.subject.iri,
        title=found.subject.title,
        figures=ShownOut.of(found.whole),
        steps=[StepOut.of(each) for each in found.steps],
        trend=[PeriodOut.of(each) for each in found.trend],
        facets=[
            FacetOut(
                facet=each.facet.value, key=each.subject.key, iri=each.subject.iri, title=each.subject.title,
                figures=ShownOut.of(each.shown),
            )
            for each in found.facets
        ],
    )  # fmt: skip


@router.get(
    "/organisations/{organisation_id}/resources/{resource_key}/learners",
    response=LearnersOut,
    summary=_("Qui en est où dans une ressource"),
)
def read_learners(
    request: HttpRequest,
    organisation_id: uuid.UUID,
    resource_key: uuid.UUID,
    standing: Standing | None = None,
    page: int = Query(1, ge=1, le=_LAST_PAGE),  # type: ignore[type-arg] # the library's own way
) -> LearnersOut:
    """For the organisation's people, never for a token: fifty a page, the last active first."""
    may_follow_learners(actor_of(request), organisation_id, now=now_of(request)).require()
    store_id = store_of(organisation_id=organisation_id)
    if store_id is None or subject_named(store_id=store_id, key=resource_key) is None:
        raise Http404
    found = learners_of_resource(
        store_id=store_id,
        resource=resource_key,
        standing=standing,
        now=now_of(request),
        offset=(page - 1) * LARGEST_PAGE,
    )
    return LearnersOut(
        has_more=found.has_more,
        learners=[
            LearnerOut(
                learner=each.learner_id, label=each.label, latest_step=each.latest_step, stuck_at=each.stuck_at,
                progress=ProgressOut.of(each.whole),
            )
            for each in found.lines
        ],
    )  # fmt: skip


@router.get(
    "/learners/{learner_id}/progress", response=list[LearnerProgressOut], summary=_("La progression d’un apprenant")
)
def read_progress(request: HttpRequest, learner_id: uuid.UUID) -> list[LearnerProgressOut]:
    """For the learner and the organisation's people."""
    learner = get_object_or_404(Learner.objects.select_related("store__organisation"), pk=learner_id)
    organisation_id, now = learner.store.organisation_id, now_of(request)
    may_see_progress(actor_of(request), organisation_id, learner.account_id, now=now).require()
    return [
        LearnerProgressOut(
            organisation=each.organisation,
            resource=ProgressOut.of(each.whole),
            steps=[ProgressOut.of(step) for step in each.steps],
        )
        for each in progress_of(learners=[learner], now=now)
    ]


def _store(request: HttpRequest, organisation_id: uuid.UUID) -> uuid.UUID:
    may_see_figures(actor_of(request), organisation_id, now=now_of(request)).require()
    store_id = store_of(organisation_id=organisation_id)
    if store_id is None:
        raise Http404
    return store_id


def _place(text: str) -> Place | None:
    place = Place.read(text)
    if text and place is None:
        raise HttpError(422, gettext("Reprenez « next » de la page précédente, tel quel."))
    return place
