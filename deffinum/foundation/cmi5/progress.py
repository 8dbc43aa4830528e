"""What a learner's registration goes through, as pure functions: statements one after the other, moveOn, blocks.

Source: cmi5 (Quartz), sections 9.3 (order of verbs), 10.2.2 (launch modes) and 13.1.4 (moveOn).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum

from django.utils.translation import gettext as _

from deffinum.foundation.cmi5.preferences import PREFERENCES
from deffinum.foundation.cmi5.vocabulary import COMPLETED, FAILED, INITIALIZED, PASSED, TERMINATED
from deffinum.foundation.errors import DomainError

GRACE = timedelta(seconds=10)
"""How long after `terminated` arrived a statement of before it may still arrive (9.3.8)."""


class MoveOn(StrEnum):
    """When a unit is satisfied."""

    NOT_APPLICABLE = "NotApplicable"
    PASSED = "Passed"
    COMPLETED = "Completed"
    COMPLETED_AND_PASSED = "CompletedAndPassed"
    COMPLETED_OR_PASSED = "CompletedOrPassed"


class LaunchMode(StrEnum):
    """Only a normal launch records success and completion."""

    NORMAL = "Normal"
    BROWSE = "Browse"
    REVIEW = "Review"


class ForbiddenStatement(DomainError):
    """The statement may not come in this session, or not now (403)."""

    status = 403


@dataclass(frozen=True)
class UnitProgress:
    """What a unit's statements have said in a registration, over all its sessions."""

    completed: bool = False
    passed: bool = False
    waived: bool = False

    def meets(self, move_on: MoveOn) -> bool:
        """Is the unit satisfied? One that was waived always is (9.3.9)."""
        if self.waived:
            return True
        match move_on:
            case MoveOn.NOT_APPLICABLE:
                return True
            case MoveOn.PASSED:
                return self.passed
            case MoveOn.COMPLETED:
                return self.completed
            case MoveOn.COMPLETED_AND_PASSED:
                return self.completed and self.passed
            case MoveOn.COMPLETED_OR_PASSED:
                return self.completed or self.passed


@dataclass(frozen=True)
class SessionProgress:
    """Where a session stands: the verbs that it used (those that cmi5 defines), and when it began and ended.

    `initialized` and `terminated` are what the statements say; `ended` is when the end arrived here;
    `knows_preferences`: the unit has read what its learner prefers.
    """

    mode: LaunchMode = LaunchMode.NORMAL
    knows_preferences: bool = True
    verbs: frozenset[str] = frozenset()
    initialized: datetime | None = None
    latest: datetime | None = None
    terminated: datetime | None = None
    ended: datetime | None = None
    abandoned: bool = False

    def is_over(self, *, now: datetime) -> bool:
        """Will nothing be taken any more?"""
        return self.abandoned or (self.ended is not None and now >= self.ended + GRACE)


def take_statement(
    session: SessionProgress, unit: UnitProgress, *, verb: str, defined: bool, said: datetime, now: datetime
) -> tuple[SessionProgress, UnitProgress]:
    """Both after one more statement of the unit; `defined`: it is one of those that cmi5 defines.

    `said` is its timestamp, by which the order counts; `now` when it arrived. Raises ForbiddenStatement.
    """
    _check_place(session, verb=verb, defined=defined, said=said, now=now)
    latest = said if session.latest is None else max(said, session.latest)
    if not defined:
        return replace(session, latest=latest), unit
    _check_verb(session, unit, verb)
    session = replace(session, verbs=session.verbs | {verb}, latest=latest)
    if verb == INITIALIZED:
        return replace(session, initialized=said), unit
    if verb == TERMINATED:
        return replace(session, terminated=said, ended=now), unit
    if verb == COMPLETED:
        return session, replace(unit, completed=True)
    return session, replace(unit, passed=True) if verb == PASSED else unit


def _check_place(session: SessionProgress, *, verb: str, defined: bool, said: datetime, now: datetime) -> None:
    if session.abandoned:
        raise ForbiddenStatement(
            _("Cette session est abandonnée : une autre l’a remplacée. Rien n’a été enregistré ; relancez l’activité.")
        )
    if session.is_over(now=now):
        raise ForbiddenStatement(_("Cette session est terminée. Rien n’a été enregistré ; relancez l’activité."))
    if session.terminated is not None and said > session.terminated:
        raise ForbiddenStatement(_("« terminated » est la dernière trace d’une session. Rien n’a été enregistré."))
    if session.initialized is None:
        if not (defined and verb == INITIALIZED):
            raise ForbiddenStatement(
                _("La première trace d’une session est « initialized ». Rien n’a été enregistré ; envoyez-la d’abord.")
            )
        if not session.knows_preferences:
            raise ForbiddenStatement(
                _(
                    "Une activité lit d’abord les préférences de l’apprenant (%(name)s), puis envoie « initialized ». "
                    "Rien n’a été enregistré."
                )
                % {"name": PREFERENCES}
            )
    elif said < session.initialized:
        raise ForbiddenStatement(_("La trace est datée d’avant « initialized ». Rien n’a été enregistré."))
    if defined and verb == TERMINATED and session.latest is not None and said < session.latest:
        raise ForbiddenStatement(
            _("« terminated » est datée d’avant une autre trace de la session. Rien n’a été enregistré.")
        )


def _check_verb(session: SessionProgress, unit: UnitProgress, verb: str) -> None:
    name = verb.rpartition("/")[2]
    if session.mode != LaunchMode.NORMAL and verb not in (INITIALIZED, TERMINATED):
        raise ForbiddenStatement(
            _("En mode %(mode)s, rien n’est jugé : « %(verb)s » est refusée. Rien n’a été enregistré.")
            % {"mode": session.mode.value, "verb": name}
        )
    if verb in session.verbs:
        raise ForbiddenStatement(
            _("« %(verb)s » a déjà été envoyée dans cette session. Rien n’a été enregistré de plus.") % {"verb": name}
        )
    if verb in (PASSED, FAILED) and {PASSED, FAILED} & session.verbs:
        raise ForbiddenStatement(_("Une session dit « passed » ou « failed », pas les deux. Rien n’a été enregistré."))
    if (verb == COMPLETED and unit.completed) or (verb == PASSED and unit.passed):
        raise ForbiddenStatement(
            _("« %(verb)s » a déjà été envoyée pour cette inscription. Rien n’a été enregistré de plus.")
            % {"verb": name}
        )
    if verb == FAILED and unit.passed:
        raise ForbiddenStatement(_("« failed » ne peut pas suivre « passed ». Rien n’a été enregistré."))


def satisfied_blocks(paths: Mapping[int, tuple[int, ...]], met: Iterable[int]) -> frozenset[int]:
    """The places of the blocks whose every unit is satisfied, nested ones included.

    `paths` gives, for each unit's place, the blocks around it; `met` are the places of the satisfied units. The course
    is satisfied when `met` holds every unit.
    """
    known = frozenset(met)
    every = {block for path in paths.values() for block in path}
    missing = {block for unit, path in paths.items() if unit not in known for block in path}
    return frozenset(every - missing)
