"""Who is where: the learners of a resource for their trainers, and one learner's own progress."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from uuid import UUID

from django.db.models import Exists, OuterRef, Q, QuerySet, Sum

from deffinum.rooms.records.models import Attempt, Learner
from deffinum.rooms.records.models.attempt import NONE
from deffinum.rooms.records.queries.figure_cells import Subject, subjects_of

SILENT_AFTER = timedelta(days=14)
"""Without any statement about an unfinished resource: a learner who came every week has missed two meetings."""
LARGEST_PAGE = 50


class Standing(StrEnum):
    """Where an attempt stands."""

    DONE = "done"
    STUCK = "stuck"
    SILENT = "silent"
    UNDER_WAY = "under_way"


@dataclass(frozen=True)
class Progress:
    """What a learner did of a resource or of a step of it; tries and errors of a resource count those at its steps.

    Its time is its own; where nothing says it, that of its steps.
    """

    subject: Subject
    standing: Standing
    first_at: datetime
    last_at: datetime
    tries: int
    errors: int
    best_score: int | None
    """In basis points."""
    time_ms: int | None


@dataclass(frozen=True)
class InSteps:
    """What the steps of one attempt add up to."""

    tries: int = 0
    errors: int = 0
    lasted_ms: int = 0


_NOTHING = InSteps()


@dataclass(frozen=True)
class LearnerAt:
    """A learner of a resource, and the step where they are."""

    learner_id: UUID | None
    label: str
    """'' for a learner that the organisation does not know, or erased."""
    whole: Progress
    latest_step: str
    stuck_at: list[str]


@dataclass(frozen=True)
class LearnersPage:
    """A page of the learners of a resource."""

    lines: list[LearnerAt]
    has_more: bool


@dataclass(frozen=True)
class ResourceProgress:
    """A resource that a learner follows, with its steps in the order in which they met them."""

    store_id: UUID
    organisation: str
    whole: Progress
    steps: list[Progress]


def learners_of_resource(
    *,
    store_id: UUID,
    resource: UUID,
    standing: Standing | None,
    now: datetime,
    offset: int = 0,
    most: int = LARGEST_PAGE,
) -> LearnersPage:
    """Those who did something last come first; `standing`: only those who stand so."""
    rows = _of_standing(
        Attempt.objects.filter(store_id=store_id, resource_key=resource, step_key=NONE),
        store_id,
        resource,
        standing,
        now,
    )
    found = list(rows.order_by("-last_at", "learner_key", "registration")[offset : offset + most + 1])
    shown = found[:most]
    subjects, stuck_at, tried = _steps_of(store_id, resource, shown)
    learners = {
        each.agent_key: each
        for each in Learner.objects.filter(store_id=store_id, agent_key__in=[row.learner_key for row in shown])
    }
    lines = []
    for row in shown:
        known, place = learners.get(row.learner_key), (row.learner_key, row.registration)
        steps = stuck_at.get(place, [])
        lines.append(
            LearnerAt(
                learner_id=known.pk if known else None,
                label=str(known) if known else "",
                whole=_progress(
                    row, subjects[resource], now, is_stuck=bool(steps), in_steps=tried.get(place, _NOTHING)
                ),
                latest_step=subjects[row.latest_step].title if row.latest_step in subjects else "",
                stuck_at=[subjects[key].title for key in steps],
            )
        )
    return LearnersPage(lines, has_more=len(found) > most)


def _steps_of(
    store_id: UUID, resource: UUID, rows: Sequence[Attempt]
) -> tuple[dict[UUID, Subject], dict[tuple[UUID, UUID], list[UUID]], dict[tuple[UUID, UUID], InSteps]]:
    """What the steps of these attempts are called, at which each learner is stuck, and what they add up to."""
    stuck_at: dict[tuple[UUID, UUID], list[UUID]] = {}
    stuck = _stuck_steps(store_id, resource).filter(learner_key__in=[row.learner_key for row in rows])
    for learner, registration, step in stuck.order_by("first_at").values_list(
        "learner_key", "registration", "step_key"
    ):
        stuck_at.setdefault((learner, registration), []).append(step)
    keys = {resource, *(row.latest_step for row in rows), *(key for steps in stuck_at.values() for key in steps)}
    return subjects_of(stores=[store_id], keys=keys), stuck_at, _tried_in_steps(store_id, resource, rows)


def progress_of(*, learners: list[Learner], now: datetime) -> list[ResourceProgress]:
    """What they did of every resource (each a person in one store), the latest first. Stores come loaded."""
    found = []
    for learner in learners:
        rows = list(
            Attempt.objects.filter(store_id=learner.store_id, learner_key=learner.agent_key).order_by("first_at")
        )
        keys = {row.resource_key for row in rows} | {row.step_key for row in rows}
        subjects = subjects_of(stores=[learner.store_id], keys=keys)
        steps: dict[tuple[UUID, UUID], list[Attempt]] = {}
        for row in rows:
            if row.step_key != NONE:
                steps.setdefault((row.resource_key, row.registration), []).append(row)
        for row in rows:
            if row.step_key == NONE:
                own = steps.get((row.resource_key, row.registration), [])
                found.append(
                    ResourceProgress(
                        store_id=learner.store_id,
                        organisation=learner.store.organisation.name,
                        whole=_progress(
                            row,
                            subjects[row.resource_key],
                            now,
                            is_stuck=any(each.is_stuck for each in own),
                            in_steps=InSteps(
                                tries=sum(each.tries for each in own),
                                errors=sum(each.errors for each in own),
                                lasted_ms=sum(each.lasted_ms for each in own),
                            ),
                        ),
                        steps=[_progress(each, subjects[each.step_key], now, is_stuck=each.is_stuck) for each in own],
                    )
                )
    return sorted(found, key=lambda each: each.whole.last_at, reverse=True)


def _of_standing(
    rows: QuerySet[Attempt], store_id: UUID, resource: UUID, standing: Standing | None, now: datetime
) -> QuerySet[Attempt]:
    if standing is None:
        return rows
    done = Q(completed__gt=0) | Q(passed__gt=0)
    if standing == Standing.DONE:
        return rows.filter(done)
    stuck = Exists(
        _stuck_steps(store_id, resource).filter(
            learner_key=OuterRef("learner_key"), registration=OuterRef("registration")
        )
    )
    if standing == Standing.STUCK:
        return rows.exclude(done).filter(stuck)
    silent = Q(last_at__lt=now - SILENT_AFTER)
    if standing == Standing.SILENT:
        return rows.exclude(done).exclude(stuck).filter(silent)
    return rows.exclude(done).exclude(stuck).exclude(silent)


def _stuck_steps(store_id: UUID, resource: UUID) -> QuerySet[Attempt]:
    return Attempt.objects.filter(store_id=store_id, resource_key=resource, is_stuck=True)


def _tried_in_steps(store_id: UUID, resource: UUID, rows: Sequence[Attempt]) -> dict[tuple[UUID, UUID], InSteps]:
    """What the steps of these attempts add up to, by learner and registration."""
    steps = Attempt.objects.filter(
        store_id=store_id, resource_key=resource, learner_key__in=[row.learner_key for row in rows]
    ).exclude(step_key=NONE)
    sums = steps.values_list("learner_key", "registration").annotate(
        in_tries=Sum("tries"), in_errors=Sum("errors"), in_time=Sum("lasted_ms")
    )
    return {(learner, registration): InSteps(*numbers) for learner, registration, *numbers in sums}


def _progress(
    row: Attempt, subject: Subject, now: datetime, *, is_stuck: bool, in_steps: InSteps = _NOTHING
) -> Progress:
    if row.completed or row.passed:
        standing = Standing.DONE
    elif is_stuck:
        standing = Standing.STUCK
    elif row.step_key == NONE and row.last_at < now - SILENT_AFTER:
        standing = Standing.SILENT
    else:
        standing = Standing.UNDER_WAY
    return Progress(
        subject=subject,
        standing=standing,
        first_at=row.first_at,
        last_at=row.last_at,
        tries=row.tries + in_steps.tries,
        errors=row.errors + in_steps.errors,
        best_score=row.best_score if row.best_score >= 0 else None,
        time_ms=row.lasted_ms or in_steps.lasted_ms or None,
    )
