"""What the pages of courses show: courses of an organisation, who is where, one registration."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import Count, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce
from django.utils.formats import number_format
from django.utils.translation import get_language, gettext_lazy

from deffinum.foundation.cmi5.course import text_in
from deffinum.foundation.cmi5.progress import MoveOn, UnitProgress
from deffinum.foundation.files.words import size_text
from deffinum.foundation.keyset import page_of
from deffinum.foundation.policies import Words
from deffinum.rooms.records.models import CourseStructure, CourseUnit, Registration, UnitState

MOST_REGISTRATIONS = 200
SHOWN = 25
"""Courses a page."""
UNITS_SHOWN = 50
"""On one page of a registration: each comes with its forms, and a course may have a thousand."""
ASKS = {
    MoveOn.NOT_APPLICABLE: gettext_lazy("Rien d’exigé"),
    MoveOn.PASSED: gettext_lazy("À réussir"),
    MoveOn.COMPLETED: gettext_lazy("À terminer"),
    MoveOn.COMPLETED_AND_PASSED: gettext_lazy("À terminer et à réussir"),
    MoveOn.COMPLETED_OR_PASSED: gettext_lazy("À terminer ou à réussir"),
}


@dataclass(frozen=True)
class CourseLine:
    """A course in its organisation's list."""

    id: UUID
    title: str
    imported_at: datetime
    units: int
    registered: int
    finished: int


@dataclass(frozen=True)
class UnitLine:
    """A unit with how many registrations have satisfied it (those that needed nothing are not counted)."""

    id: UUID
    title: str
    blocks: str
    asks: Words
    mastery_percent: str
    satisfied: int


@dataclass(frozen=True)
class RegistrationLine:
    """Where a learner is in a course."""

    id: UUID
    learner: str
    registered_at: datetime
    units_done: int
    latest_unit: str
    satisfied_at: datetime | None


@dataclass(frozen=True)
class CoursePage:
    """A course, its units, and its newest registrations."""

    id: UUID
    organisation_id: UUID
    title: str
    description: str
    base_address: str
    package_size: str
    """In words; '' when the course keeps no archive."""
    units: list[UnitLine]
    registrations: list[RegistrationLine]


@dataclass(frozen=True)
class UnitStep:
    """A unit for the learner."""

    id: UUID
    title: str
    description: str
    asks: Words
    is_done: bool
    said: Words
    own_window: bool
    is_waived: bool


@dataclass(frozen=True)
class RegistrationPage:
    """A learner's registration: some of its units, and where each stands. Parts count from 1."""

    id: UUID
    course_id: UUID
    organisation_id: UUID
    learner_account_id: UUID | None
    learner: str
    title: str
    satisfied_at: datetime | None
    units: int
    done: int
    part: int
    parts: int
    steps: list[UnitStep]


@dataclass(frozen=True)
class CoursesPage:
    """Some courses, newest first, and where the pages around them begin and end."""

    lines: list[CourseLine]
    previous: UUID | None
    next: UUID | None


def courses_of_organisation(
    *, organisation_id: UUID, after: UUID | None = None, before: UUID | None = None
) -> CoursesPage:
    """The SHOWN courses after one of them, or before it; else the newest (three queries at most)."""
    rows = CourseStructure.objects.filter(store__organisation_id=organisation_id).defer("xml", "description")
    found = page_of(rows, order=("-imported_at", "id"), after=after, before=before, most=SHOWN)
    keys = [each.pk for each in found.rows]
    registered = Registration.objects.filter(course=OuterRef("pk"))
    counts = {
        course: numbers
        for course, *numbers in CourseStructure.objects.filter(pk__in=keys)
        .order_by()
        .values_list(
            "pk",
            _number(CourseUnit.objects.filter(course=OuterRef("pk"))),
            _number(registered),
            _number(registered.filter(satisfied_at__isnull=False)),
        )
    }
    lines = [CourseLine(each.pk, str(each), each.imported_at, *counts[each.pk]) for each in found.rows]
    return CoursesPage(lines, found.previous, found.next)


def _number(of_course: QuerySet[Any]) -> Coalesce:
    """How many rows there are of the course."""
    return Coalesce(Subquery(of_course.order_by().values("course").annotate(n=Count("pk")).values("n")), 0)


def course_page(*, course_id: UUID) -> CoursePage | None:
    """The course, or None."""
    course = CourseStructure.objects.select_related("store", "package").defer("xml").filter(pk=course_id).first()
    if course is None:
        return None
    blocks = {each.place: str(each) for each in course.blocks.all()}
    done = Count("states", filter=Q(states__satisfied_at__isnull=False))
    units = [
        UnitLine(
            id=each.pk,
            title=str(each),
            blocks=" › ".join(blocks[place] for place in each.around),
            asks=ASKS[MoveOn(each.move_on)],
            mastery_percent=_percent(each),
            satisfied=each.done,
        )
        for each in course.units.annotate(done=done).order_by("place")
    ]
    language = get_language() or "fr"
    return CoursePage(
        id=course.pk,
        organisation_id=course.store.organisation_id,
        title=str(course),
        description=text_in(course.description, language),
        base_address=course.base_address,
        package_size=size_text(course.package.size, language) if course.package else "",
        units=units,
        registrations=_registrations(course),
    )


def registration_page(*, registration_id: UUID, part: int = 0) -> RegistrationPage | None:
    """The registration with a part of its units, or None; part 0: the one with the first unit that is still to do."""
    rows = Registration.objects.select_related("course__store", "learner").defer("course__xml")
    found = rows.filter(pk=registration_id).first()
    if found is None:
        return None
    states = {each.unit_id: each for each in UnitState.objects.filter(registration=found)}
    units = list(found.course.units.values_list("pk", flat=True))
    todo = [place for place, unit in enumerate(units) if not (unit in states and _is_done(states[unit].progress()))]
    parts = max(1, -(-len(units) // UNITS_SHOWN))
    shown = min(part, parts) if part > 0 else todo[0] // UNITS_SHOWN + 1 if todo else 1
    steps = found.course.units.all()[(shown - 1) * UNITS_SHOWN : shown * UNITS_SHOWN]
    return RegistrationPage(
        id=found.pk,
        course_id=found.course_id,
        organisation_id=found.course.store.organisation_id,
        learner_account_id=found.learner.account_id,
        learner=str(found.learner),
        title=str(found.course),
        satisfied_at=found.satisfied_at,
        units=len(units),
        done=len(units) - len(todo),
        part=shown,
        parts=parts,
        steps=[_step(each, states.get(each.pk)) for each in steps],
    )


def unit_step(*, registration_id: UUID, unit_id: UUID) -> UnitStep | None:
    """One unit of the registration's course, or None."""
    unit = CourseUnit.objects.filter(pk=unit_id, course__registrations=registration_id).first()
    if unit is None:
        return None
    return _step(unit, UnitState.objects.filter(registration=registration_id, unit=unit).first())


def _registrations(course: CourseStructure) -> list[RegistrationLine]:
    rows = (
        Registration.objects.filter(course=course)
        .select_related("learner")
        .prefetch_related("sessions__unit", "unit_states")
        .order_by("-registered_at", "id")[:MOST_REGISTRATIONS]
    )
    found = []
    for each in rows:
        latest = max(each.sessions.all(), key=lambda session: session.launched_at, default=None)
        done = sum(1 for state in each.unit_states.all() if state.satisfied_at is not None)
        where = "" if latest is None else str(latest.unit)
        found.append(RegistrationLine(each.pk, str(each.learner), each.registered_at, done, where, each.satisfied_at))
    return found


def _is_done(progress: UnitProgress) -> bool:
    return progress.waived or progress.passed or progress.completed


def _step(unit: CourseUnit, state: UnitState | None) -> UnitStep:
    progress = UnitProgress() if state is None else state.progress()
    if progress.waived:
        said: Words = gettext_lazy("Dispensée")
    elif progress.passed:
        said = gettext_lazy("Réussie")
    elif progress.completed:
        said = gettext_lazy("Terminée")
    else:
        said = gettext_lazy("À faire")
    return UnitStep(
        id=unit.pk,
        title=str(unit),
        description=text_in(unit.description, get_language() or "fr"),
        asks=ASKS[MoveOn(unit.move_on)],
        is_done=_is_done(progress),
        said=said,
        own_window=unit.launch_method == "OwnWindow",
        is_waived=progress.waived,
    )


def _percent(unit: CourseUnit) -> str:
    score = unit.mastery_score
    return "" if score is None else f"{number_format(f'{(score * 100).normalize():f}')} %"
