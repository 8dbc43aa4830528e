"""How statements become attempts, and attempts become counts: pure functions (docs/decisions/0011)."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Iterator
from datetime import datetime
from functools import lru_cache
from zoneinfo import ZoneInfo

import orjson
from django.conf import settings

from deffinum.foundation.xapi.identity import key_text
from deffinum.rooms.records.models import Attempt
from deffinum.rooms.records.models.attempt_rows import NO_KEY, AttemptRow, Cell, LearnerCell, StatementToFold
from deffinum.rooms.records.queries.evidence import Evidence, evidence_of
from deffinum.rooms.records.words import Facet, Measure

Counted = Attempt | AttemptRow
"""An attempt as it is read from its table, or on its way there: the same counts under the same names."""
_QUARTER = 900_000_000
"""Microseconds of a quarter of an hour."""
_DAY = 86_400_000_000
_FIRST, _LAST = -719_162 * _DAY + 366 * _DAY, 2_932_896 * _DAY - 366 * _DAY
"""Instants are folded as between these (one year after the first date there is, one before the last): at the very ends
of the calendar no zone but UTC has a date."""
STUCK_AFTER = 2
"""Failed tries without a success after which a learner is said to be stuck at a step."""
LENGTHS = tuple(sorted({round(1000 * 2 ** (rank / 4)) for rank in range(4 * 20)}))
"""Where each length of time begins, in milliseconds: a quarter of an octave each, from one second to about ten days.
A median read from them is right to a tenth."""
_ALL, _MONTH, _VERSION, _PATH, _PLACE = (int(each) for each in Facet)
_ATTEMPTS, _TRIES, _ERRORS = int(Measure.ATTEMPTS), int(Measure.TRIES), int(Measure.ERRORS)
_TIME, _SCORES, _SCORE, _LASTED = int(Measure.TIME), int(Measure.SCORES), int(Measure.SCORE), int(Measure.LASTED)
LEARNER_MEASURES = tuple(
    int(each)
    for each in (
        Measure.LEARNERS,
        Measure.COMPLETED,
        Measure.PASSED,
        Measure.FAILED,
        Measure.STUCK,
        Measure.STOPPED,
    )
)


class Batch:
    """Statements read as attempts: one row for each whole and each step that they touch."""

    def __init__(self) -> None:
        self.rows: dict[tuple[str, str, str, str], AttemptRow] = {}
        self.subjects: dict[str, tuple[str, str]] = {}

    def add(self, statement: StatementToFold) -> None:
        """Take one statement in; one that is voided, or proves nothing, changes nothing."""
        if statement.voided or statement.voids:
            return
        said = evidence_of(orjson.loads(statement.body))
        if said is None:
            return
        resource = self._known(said.resource, said.title)
        step = self._known(said.step, said.step) if said.step else NO_KEY
        whole = _row(statement, said, resource, "")
        whole.version_key, whole.path_key, whole.place_key = (
            self._known(iri, iri) if iri else NO_KEY for iri in (said.version, said.path, said.place)
        )
        if step != NO_KEY:
            whole.latest_step, whole.stepped_at, whole.stepped_by = step, whole.first_at, statement.id
            self._merge(_row(statement, said, resource, step))
        self._merge(whole)

    def _merge(self, row: AttemptRow) -> None:
        before = self.rows.get(row.key)
        if before is None:
            self.rows[row.key] = row
        else:
            merge(before, row)

    def _known(self, iri: str, title: str) -> str:
        key = key_text("activity", iri)
        if key not in self.subjects or title != iri:
            self.subjects[key] = (iri, key_text("activity", title))
        return key


def touched(statement: StatementToFold) -> tuple[str, str, str] | None:
    """The attempt that a statement belongs to: resource, learner, registration."""
    said = evidence_of(orjson.loads(statement.body))
    return (
        None if said is None else (key_text("activity", said.resource), statement.learner_key, statement.registration)
    )


def _row(statement: StatementToFold, said: Evidence, resource: str, step: str) -> AttemptRow:
    """The row of one statement: of the step, or (`step` '') of the whole, which takes only what is said of itself."""
    own = bool(step) or not said.step
    score = said.score if own and said.score is not None else -1
    at = _within_calendar(statement.occurred)
    is_scored, has_ended = score >= 0, own and said.ended_ms is not None
    return AttemptRow(
        resource_key=resource,
        step_key=step or NO_KEY,
        learner_key=statement.learner_key,
        registration=statement.registration,
        first_at=at,
        last_at=at,
        last_stored=statement.stored,
        statements=1,
        completed=int(own and said.completed),
        passed=int(own and said.passed),
        failed=int(own and said.failed),
        attempted=int(own and said.attempted),
        judged=int(own and said.judged),
        told_tries=said.tries if own else 0,
        best_score=score,
        last_score=score,
        scored_at=at if is_scored else None,
        scored_by=statement.id if is_scored else NO_KEY,
        ended=int(has_ended),
        ended_ms=(said.ended_ms or 0) if own else 0,
        told_ms=(said.told_ms or 0) if own else 0,
        version_key=NO_KEY,
        path_key=NO_KEY,
        place_key=NO_KEY,
        latest_step=NO_KEY,
        stepped_at=None,
        stepped_by=NO_KEY,
    )


def merge(into: AttemptRow, other: AttemptRow) -> None:
    """Add what `other` holds of the same attempt: sums, extremes and latest, so that any order gives the same."""
    into.first_at = min(into.first_at, other.first_at)
    into.last_at = max(into.last_at, other.last_at)
    into.last_stored = max(into.last_stored, other.last_stored)
    into.statements += other.statements
    into.completed += other.completed
    into.passed += other.passed
    into.failed += other.failed
    into.attempted += other.attempted
    into.judged += other.judged
    into.told_tries = max(into.told_tries, other.told_tries)
    into.best_score = max(into.best_score, other.best_score)
    if _is_later(other.scored_by, other.scored_at, into.scored_by, into.scored_at):
        into.last_score, into.scored_at, into.scored_by = other.last_score, other.scored_at, other.scored_by
    into.ended += other.ended
    into.ended_ms += other.ended_ms
    into.told_ms = max(into.told_ms, other.told_ms)
    into.version_key = max(into.version_key, other.version_key)
    into.path_key = max(into.path_key, other.path_key)
    into.place_key = max(into.place_key, other.place_key)
    if _is_later(other.stepped_by, other.stepped_at, into.stepped_by, into.stepped_at):
        into.latest_step, into.stepped_at, into.stepped_by = other.latest_step, other.stepped_at, other.stepped_by


def _is_later(by: str, at: int | None, known_by: str, known_at: int | None) -> bool:
    return at is not None and (known_at is None or (at, by) > (known_at, known_by))


def time_of(row: Counted) -> int:
    """Milliseconds: what ended sessions said, added; without any, the longest that another statement said."""
    return row.ended_ms if row.ended else row.told_ms


def tries_of(row: Counted) -> int:
    """The largest of three counts of the same thing: tries begun, tries judged, tries that the tool counted."""
    return max(row.attempted, row.judged, row.told_tries)


def errors_of(row: Counted) -> int:
    """The tries that failed: not more than there were, where the tool counted them."""
    return min(row.failed, row.told_tries) if row.told_tries else row.failed


def is_stuck(row: Counted) -> bool:
    """A step that was failed twice or more, and neither passed nor completed."""
    return errors_of(row) >= STUCK_AFTER and not row.passed and not row.completed


class Changes:
    """What changes of the counts when attempts change."""

    def __init__(self) -> None:
        self.participations: dict[LearnerCell, list[int]] = {}
        """By how much each of OUTCOMES changes."""
        self.figures: dict[tuple[Cell, int], int] = {}

    def replace(self, before: AttemptRow | None, after: AttemptRow | None) -> None:
        """Take away what the row counted for, and add what it counts for now."""
        was, now = _Counted(before), _Counted(after)
        if (was.cells, was.outcomes, was.counts) != (now.cells, now.outcomes, now.counts):
            self._add(was, -1)
            self._add(now, 1)
        if was.stopped != now.stopped:
            for counted, sign in ((was, -1), (now, 1)):
                if counted.stopped is not None:
                    self._take_part(counted.stopped, counted.learner, _STOPPED, sign)

    def count_learners(self, changed: Iterable[tuple[Cell, tuple[int, ...]]]) -> None:
        """From how many learners more (or fewer) each outcome of a cell counts."""
        for cell, numbers in changed:
            for measure, number in zip(LEARNER_MEASURES, numbers, strict=True):
                if number:
                    self._count(cell, measure, number)

    def _add(self, counted: _Counted, sign: int) -> None:
        for cell in counted.cells:
            self._take_part(cell, counted.learner, counted.outcomes, sign)
            for measure, number in counted.counts:
                self._count(cell, measure, sign * number)

    def _take_part(self, cell: Cell, learner: str, outcomes: tuple[int, ...], sign: int) -> None:
        held = self.participations.setdefault((*cell, learner), [0, 0, 0, 0, 0, 0])
        for place, number in enumerate(outcomes):
            if number:
                held[place] += sign * number

    def _count(self, cell: Cell, measure: int, change: int) -> None:
        key = (cell, measure)
        self.figures[key] = self.figures.get(key, 0) + change


_STOPPED = (0, 0, 0, 0, 0, 1)


class _Counted:
    """What a row counts for; None: nothing."""

    __slots__ = ("cells", "counts", "learner", "outcomes", "stopped")

    def __init__(self, row: AttemptRow | None) -> None:
        self.cells: tuple[Cell, ...] = ()
        self.outcomes: tuple[int, ...] = ()
        self.counts: tuple[tuple[int, int], ...] = ()
        self.stopped: Cell | None = None
        self.learner = ""
        if row is None:
            return
        is_step = row.step_key != NO_KEY
        completed, passed = row.completed > 0 or (is_step and row.passed > 0), row.passed > 0
        self.learner = row.learner_key
        self.cells = tuple(_cells(row))
        self.outcomes = (
            1, int(completed), int(passed), int(row.failed > 0 and not passed), int(is_step and is_stuck(row)), 0
        )  # fmt: skip
        self.counts = tuple(_counts(row))
        if row.latest_step != NO_KEY and not completed and not passed:
            self.stopped = (row.resource_key, row.latest_step, _ALL, NO_KEY)


def _cells(row: AttemptRow) -> Iterator[Cell]:
    yield row.resource_key, row.step_key, _ALL, NO_KEY
    if row.step_key != NO_KEY:
        return
    yield NO_KEY, NO_KEY, _ALL, NO_KEY
    yield row.resource_key, NO_KEY, _MONTH, month_key(row.first_at)
    for facet, key in ((_VERSION, row.version_key), (_PATH, row.path_key), (_PLACE, row.place_key)):
        if key != NO_KEY:
            yield row.resource_key, NO_KEY, facet, key


def _counts(row: AttemptRow) -> Iterator[tuple[int, int]]:
    yield _ATTEMPTS, 1
    if tries := tries_of(row):
        yield _TRIES, tries
    if errors := errors_of(row):
        yield _ERRORS, errors
    if lasted := time_of(row):
        yield _TIME, lasted
        yield _LASTED + bisect_right(LENGTHS, lasted), 1
    if row.best_score >= 0:
        yield _SCORES, 1
        yield _SCORE, row.best_score


def month_key(instant: int) -> str:
    """The month (of the platform's own zone) in which the instant falls: 202611, as a key."""
    return _month_of_quarter(settings.DEFAULT_ZONE, _within_calendar(instant) // _QUARTER)


def _within_calendar(instant: int) -> int:
    return max(_FIRST, min(_LAST, instant))


@lru_cache(maxsize=65536)
def _month_of_quarter(zone: str, quarter: int) -> str:
    """Months begin with a quarter of an hour in every zone."""
    local = datetime.fromtimestamp(quarter * 900, ZoneInfo(zone))
    return f"{local.year * 100 + local.month:032d}"
