"""How statements become attempts, and attempts become counts: pure functions (docs/decisions/0011)."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Sequence
from datetime import datetime
from functools import lru_cache
from zoneinfo import ZoneInfo

import orjson

from deffinum.foundation.xapi.identity import key_text
from deffinum.rooms.records.models.attempt_rows import NO_KEY, AttemptRow, StatementToFold, StepKey
from deffinum.rooms.records.models.figure_rows import Count, DailyCount
from deffinum.rooms.records.queries.evidence import Evidence, evidence_of
from deffinum.rooms.records.words import Measure

_QUARTER = 900_000_000
"""Microseconds of a quarter of an hour."""
_DAY = 86_400_000_000
_FIRST, _LAST = -719_162 * _DAY + 366 * _DAY, 2_932_896 * _DAY - 366 * _DAY
"""Instants are folded as between these (one year after the first date there is, one before the last): at the very ends
of the calendar no zone but UTC has a date."""
_EPOCH = 719_163
"""The ordinal of 1970-01-01."""
STUCK_AFTER = 2
"""Failed tries without a success after which a learner is said to be stuck at a step."""
LENGTHS = tuple(sorted({round(1000 * 2 ** (rank / 4)) for rank in range(4 * 20)}))
"""Where each length of time begins, in milliseconds: a quarter of an octave each, from one second to about ten days.
A median read from them is right to a tenth."""
_LEARNERS, _COMPLETED, _PASSED = int(Measure.LEARNERS), int(Measure.COMPLETED), int(Measure.PASSED)
_FAILED, _STUCK, _STOPPED = int(Measure.FAILED), int(Measure.STUCK), int(Measure.STOPPED)
_ATTEMPTS, _TRIES, _ERRORS = int(Measure.ATTEMPTS), int(Measure.TRIES), int(Measure.ERRORS)
_TIME, _SCORES, _SCORE, _LASTED = int(Measure.TIME), int(Measure.SCORES), int(Measure.SCORE), int(Measure.LASTED)
_COUNTED_ONCE = (_LEARNERS, _COMPLETED, _PASSED)


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


def judge(row: AttemptRow) -> None:
    """Write what the counts of the row come to: the one place of these rules.

    Time: what ended sessions said, added; without any, the longest that another statement said. Tries: the largest of
    three counts of the same thing (begun, judged, counted by the tool). Errors: the tries that failed, and not more
    than the tool counted, where it did. Stuck: a step that was failed twice or more, and neither passed nor completed.
    """
    row.lasted_ms = row.ended_ms if row.ended else row.told_ms
    row.tries = max(row.attempted, row.judged, row.told_tries)
    row.errors = min(row.failed, row.told_tries) if row.told_tries else row.failed
    is_step = row.step_key != NO_KEY
    row.is_stuck = int(is_step and row.errors >= STUCK_AFTER and not row.passed and not row.completed)


class Changes:
    """What changes of the counts when the attempts of learners change; days are told on the clocks of `zone`."""

    def __init__(self, zone: str) -> None:
        self.zone = zone
        self.participations: dict[str, list[int]] = {}
        """By learner, by how much each of OUTCOMES changes."""
        self.figures: dict[Count, int] = {}
        self.days: dict[DailyCount, int] = {}

    def replace(self, key: StepKey, before: Sequence[AttemptRow], after: Sequence[AttemptRow]) -> None:
        """Take away what the attempts of a learner at a resource (or a step) counted for; add what they do now."""
        was, now = _Counted(key, before, self.zone), _Counted(key, after, self.zone)
        for counted, sign in ((was, -1), (now, 1)):
            for figure, number in counted.figures:
                self.figures[figure] = self.figures.get(figure, 0) + sign * number
            for daily, number in counted.days:
                self.days[daily] = self.days.get(daily, 0) + sign * number
        if was.outcomes != now.outcomes:
            held = self.participations.setdefault(key[2], [0, 0, 0])
            for rank in range(3):
                held[rank] += now.outcomes[rank] - was.outcomes[rank]

    def count_learners(self, numbers: Iterable[int]) -> None:
        """Of the store: how many learners more (or fewer) each outcome counts."""
        for measure, number in zip(_COUNTED_ONCE, numbers, strict=True):
            self.figures[NO_KEY, NO_KEY, measure] = number


class _Counted:
    """What the attempts of one learner at a resource or a step count for; none: nothing."""

    __slots__ = ("days", "figures", "outcomes")

    def __init__(self, key: StepKey, rows: Sequence[AttemptRow], zone: str) -> None:
        self.figures: list[tuple[Count, int]] = []
        self.days: list[tuple[DailyCount, int]] = []
        self.outcomes = (0, 0, 0)
        if not rows:
            return
        resource, step, _learner = key
        completed = any(row.completed or (row.passed and step != NO_KEY) for row in rows)
        passed = any(row.passed for row in rows)
        best, lasted = max(row.best_score for row in rows), sum(row.lasted_ms for row in rows)
        once = [(_LEARNERS, 1), (_COMPLETED, int(completed)), (_PASSED, int(passed))]
        valued = [(_SCORES, 1), (_SCORE, best)] if best >= 0 else []
        if lasted:
            valued.append((_LASTED + bisect_right(LENGTHS, lasted), 1))
        sums = [
            (_FAILED, int(any(row.failed and not row.passed for row in rows))),
            (_STUCK, int(any(row.is_stuck for row in rows))),
            (_ATTEMPTS, len(rows)),
            (_TRIES, sum(row.tries for row in rows)),
            (_ERRORS, sum(row.errors for row in rows)),
            (_TIME, lasted),
        ]
        self.figures = [((resource, step, measure), number) for measure, number in (*once, *valued, *sums) if number]
        if step == NO_KEY:
            self.outcomes = (1, int(completed), int(passed))
            self.figures += [((NO_KEY, NO_KEY, measure), number) for measure, number in (*valued, *sums) if number]
            self.figures += [((resource, latest, _STOPPED), 1) for latest in _stopped_at(rows)]
            first = min(rows, key=lambda row: (row.first_at, row.registration))
            spot = (resource, day_of(first.first_at, zone), first.version_key, first.path_key, first.place_key)
            self.days = [((*spot, measure), number) for measure, number in (*once, *valued) if number]


def _stopped_at(rows: Sequence[AttemptRow]) -> set[str]:
    """The last steps of the attempts that were neither completed nor passed."""
    return {row.latest_step for row in rows if row.latest_step != NO_KEY and not row.completed and not row.passed}


def day_of(instant: int, zone: str) -> int:
    """The day, counted from 1970-01-01, in which the instant (microseconds) falls on the clocks of the zone."""
    return _day_of_quarter(zone, _within_calendar(instant) // _QUARTER)


def _within_calendar(instant: int) -> int:
    return max(_FIRST, min(_LAST, instant))


@lru_cache(maxsize=65536)
def _day_of_quarter(zone: str, quarter: int) -> int:
    """Days begin with a quarter of an hour in every zone."""
    return datetime.fromtimestamp(quarter * 900, ZoneInfo(zone)).date().toordinal() - _EPOCH
