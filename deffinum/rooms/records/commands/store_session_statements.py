"""Store what a launched unit writes: by cmi5's rules, with what it satisfies, in one transaction."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from uuid import UUID

from django.utils.translation import gettext as _

from deffinum.foundation.cmi5.checking import check_session_statement, is_defined
from deffinum.foundation.cmi5.progress import ForbiddenStatement, SessionProgress, UnitProgress, take_statement
from deffinum.foundation.cmi5.vocabulary import TERMINATED
from deffinum.foundation.cmi5.writing import Writer
from deffinum.foundation.commands import command
from deffinum.foundation.policies import Actor
from deffinum.foundation.xapi.checking import check_statements, instant_of
from deffinum.rooms.records.commands.satisfy_blocks import satisfy_blocks
from deffinum.rooms.records.commands.store_statements import Json, ReceivedPart, write_statements
from deffinum.rooms.records.models import Registration, Session, StatementId, UnitState
from deffinum.rooms.records.queries.consents import hold_learner_of
from deffinum.rooms.records.queries.learners import agent_of
from deffinum.rooms.records.queries.open_key import OpenKey, frame_of_session, platform_key


@command("records.store_session_statements", logged=False)
def store_session_statements(
    *,
    key: OpenKey,
    statements: list[Json],
    parts: Mapping[str, ReceivedPart],
    second: bool,
    by: Actor,
    now: datetime,
) -> list[str]:
    """Store a unit's batch, all or nothing; a statement that is stored already is left to the store to compare,
    until the session has said its end.

    Raises InvalidStatement (400), ForbiddenStatement (403), ConsentWithdrawn (403), StatementConflict (409).
    """
    check_statements(statements, second=second)
    session = Session.objects.select_related("unit__course__store").get(pk=key.id)
    hold_learner_of(registration_id=session.registration_id)
    registration = (
        Registration.objects.select_for_update(of=("self",), no_key=True)
        .select_related("course", "learner")
        .get(pk=session.registration_id)
    )
    session.refresh_from_db(from_queryset=Session.objects.select_related("unit__course__store"))
    session.registration = registration
    fresh = _fresh(key.store_id, statements)
    if session.ended_at is not None and len(fresh) < len(statements):
        _check_again(statements)
    frame = frame_of_session(session)
    for place, each in enumerate(statements):
        check_session_statement(each, frame, where=f"statements[{place}]")
    state = UnitState.objects.filter(registration=registration, unit=session.unit).first()
    before = UnitProgress() if state is None else state.progress()
    reached, unit = _take(session.progress(), before, fresh, now)
    ids = write_statements(key=key, statements=statements, parts=parts, second=second, by=by, now=now)
    _keep_session(session, reached)
    if unit != before:
        _keep_unit(session, state, unit, now)
        writer = Writer(agent_of(registration.learner.name), registration.pk, session.pk, now)
        if satisfied := satisfy_blocks(registration=registration, writer=writer, by=by, now=now):
            course = session.unit.course
            own = platform_key(course.store, purpose=course.purpose)
            write_statements(key=own, statements=satisfied, parts={}, second=False, by=by, now=now)
    return ids


def _fresh(store_id: UUID, statements: list[Json]) -> list[Json]:
    """What is not stored yet, in the order of its timestamps: an answer that was lost may be asked for again."""
    known = set(
        StatementId.objects.filter(
            store_id=store_id, id__in=[each["id"] for each in statements if "id" in each]
        ).values_list("id", flat=True)
    )
    found = [each for each in statements if "id" not in each or UUID(each["id"]) not in known]
    return sorted(found, key=lambda each: instant_of(each["timestamp"]).timestamp() if "timestamp" in each else 0)


def _check_again(statements: list[Json]) -> None:
    """After its end a session repeats nothing but the batch that ended it, whose answer may have been lost."""
    if not any(each["verb"]["id"] == TERMINATED and is_defined(each) for each in statements):
        raise ForbiddenStatement(
            _("Cette session a dit sa fin : cette trace est déjà enregistrée, et rien n’a changé.")
        )


def _take(
    session: SessionProgress, unit: UnitProgress, statements: list[Json], now: datetime
) -> tuple[SessionProgress, UnitProgress]:
    for each in statements:
        session, unit = take_statement(
            session,
            unit,
            verb=each["verb"]["id"],
            defined=is_defined(each),
            said=instant_of(each["timestamp"]),
            now=now,
        )
    return session, unit


def _keep_session(session: Session, reached: SessionProgress) -> None:
    session.verbs = sorted(reached.verbs)
    session.initialized_at, session.latest_at = reached.initialized, reached.latest
    session.terminated_at, session.ended_at = reached.terminated, reached.ended
    session.save(update_fields=["verbs", "initialized_at", "latest_at", "terminated_at", "ended_at"])


def _keep_unit(session: Session, state: UnitState | None, unit: UnitProgress, now: datetime) -> None:
    kept = state or UnitState(registration=session.registration, unit=session.unit)
    kept.completed_at = kept.completed_at or (now if unit.completed else None)
    kept.passed_at = kept.passed_at or (now if unit.passed else None)
    kept.save()
