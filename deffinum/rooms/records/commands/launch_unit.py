"""Launch a unit for a learner: a session, its data, its address; the session that was open is abandoned."""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID, uuid4

import orjson
from django.conf import settings

from deffinum.foundation.cmi5.preferences import PREFERENCES, first_preferences
from deffinum.foundation.cmi5.progress import LaunchMode
from deffinum.foundation.cmi5.vocabulary import LAUNCH_DATA
from deffinum.foundation.cmi5.writing import LaunchData, Writer, launch_address
from deffinum.foundation.commands import command
from deffinum.foundation.policies import Actor
from deffinum.foundation.xapi.identity import activity_key
from deffinum.rooms.records.commands.abandon_session import note_abandonment
from deffinum.rooms.records.commands.keep_document import JSON, Caution, Condition, put_document
from deffinum.rooms.records.commands.store_statements import Json, write_statements
from deffinum.rooms.records.models import CourseUnit, Registration, Session
from deffinum.rooms.records.policies import may_follow
from deffinum.rooms.records.queries.consents import hold_learner_of
from deffinum.rooms.records.queries.documents import NIL, DocumentPlace, document
from deffinum.rooms.records.queries.learners import agent_of
from deffinum.rooms.records.queries.open_key import digest_of_secret, platform_key
from deffinum.rooms.records.words import DocumentKind

LIFE = timedelta(days=1)
"""Of a session from its launch."""
SESSION_PLACE = "{session}"
"""In a base address: where the id of each session stands, so that who serves the unit's files knows the launch."""


@dataclass(frozen=True)
class Launch:
    """Where the learner's browser goes; `own_window`: the unit asks for a window of its own."""

    session_id: UUID
    address: str
    own_window: bool


@command("records.launch_unit", logged=False)
def launch_unit(
    *, registration_id: UUID, unit_id: UUID, mode: LaunchMode, return_url: str, by: Actor, now: datetime
) -> Launch:
    """Open a session and write LMS.LaunchData and `launched` before anything is shown (cmi5, 8.1 and 10).

    Outside the audit chain like the statements: `launched` is its proof. Raises Refused, ConsentWithdrawn.
    """
    hold_learner_of(registration_id=registration_id)
    registration = (
        Registration.objects.select_for_update(of=("self",), no_key=True)
        .select_related("course__store", "learner__account")
        .get(pk=registration_id)
    )
    store, learner = registration.course.store, registration.learner
    may_follow(by, store.organisation_id, learner.account_id, now=now).require()
    unit = CourseUnit.objects.select_related("course").get(pk=unit_id, course=registration.course)
    token = secrets.token_urlsafe(32)
    session = Session(
        id=uuid4(),
        registration=registration,
        unit=unit,
        mode=mode.value,
        fetch_digest=digest_of_secret(token),
        launched_at=now,
        expires_at=now + LIFE,
    )
    statements = _abandon_open_sessions(registration, by, now)
    session.save(force_insert=True)
    data = LaunchData(
        mode=mode,
        url=unit.url.replace(SESSION_PLACE, str(session.pk)),
        move_on=unit.move_on,
        mastery_score=unit.mastery_score,
        launch_parameters=unit.launch_parameters,
        entitlement_key=unit.entitlement_key,
        return_url=return_url,
    )
    actor = agent_of(learner.name)
    writer = Writer(actor, registration.pk, session.pk, now)
    _write_documents(session, data.document(writer.context(unit.subject())), by, now)
    statements.append(writer.launched(unit.subject(), data))
    own = platform_key(store, purpose=registration.course.purpose)
    write_statements(key=own, statements=statements, parts={}, second=False, by=by, now=now)
    address = launch_address(data.url, _parameters(session, actor, token))
    return Launch(session.pk, address, unit.launch_method == "OwnWindow")


def _parameters(session: Session, actor: Json, token: str) -> dict[str, str]:
    """What the address of a launch tells the unit (cmi5, 8.1)."""
    return {
        "endpoint": f"{settings.SITE_URL}/xapi/",
        "fetch": f"{settings.SITE_URL}/cmi5/fetch/{token}",
        "actor": orjson.dumps(actor).decode(),
        "registration": str(session.registration_id),
        "activityId": session.unit.activity_id,
    }


def _abandon_open_sessions(registration: Registration, by: Actor, now: datetime) -> list[Json]:
    """Abandon what is open in the registration, whatever its unit (9.3.6); returns what says so."""
    statements = []
    still_open = Session.objects.filter(registration=registration, ended_at__isnull=True, abandoned_at__isnull=True)
    for each in still_open.select_related("unit__course"):
        statements.append(note_abandonment(session=each, registration=registration, by=by, now=now))
    return statements


def _write_documents(session: Session, content: bytes, by: Actor, now: datetime) -> None:
    """The data of the launch, and what the learner prefers."""
    registration = session.registration
    _write_first_preferences(registration, by, now)
    put_document(
        place=DocumentPlace(
            store_id=registration.course.store_id,
            kind=DocumentKind.STATE,
            activity_key=activity_key(session.unit.activity_id),
            agent_key=registration.learner.agent_key,
            registration=registration.pk,
            name=LAUNCH_DATA,
        ),
        content=content,
        content_type=JSON,
        condition=Condition(),
        caution=Caution.NEVER,
        by=by,
        now=now,
    )


def _write_first_preferences(registration: Registration, by: Actor, now: datetime) -> None:
    """What the learner prefers, for those who have said nothing yet (cmi5, 11)."""
    learner = registration.learner
    store_id = registration.course.store_id
    place = DocumentPlace(store_id, DocumentKind.AGENT_PROFILE, NIL, learner.agent_key, None, PREFERENCES)
    if document(place=place) is not None:
        return
    put_document(
        place=place,
        content=first_preferences(learner.account.language if learner.account else settings.LANGUAGE_CODE),
        content_type=JSON,
        condition=Condition(),
        caution=Caution.NEVER,
        by=by,
        now=now,
    )
