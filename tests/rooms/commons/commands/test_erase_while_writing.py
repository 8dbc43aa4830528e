"""A learner is erased while something is being written about them: nothing keeps their name, whoever commits first."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from typing import Any

import orjson
import pytest

from deffinum.foundation.clock.instants import database_now
from deffinum.foundation.cmi5.progress import LaunchMode
from deffinum.foundation.h5p.statements import Event
from deffinum.foundation.policies import PLATFORM
from deffinum.rooms.commons.commands.keep_commit import Commit, keep_commit
from deffinum.rooms.commons.commands.keep_h5p import Sending, keep_h5p
from deffinum.rooms.commons.commands.open_attempt import open_attempt
from deffinum.rooms.commons.models import Attempt
from deffinum.rooms.commons.queries.scorm_data import activity_of
from deffinum.rooms.records.commands.abandon_session import abandon_session
from deffinum.rooms.records.commands.erase_learner import erase_learner
from deffinum.rooms.records.commands.launch_unit import launch_unit
from deffinum.rooms.records.commands.waive_unit import waive_unit
from deffinum.rooms.records.models import CourseUnit, Document, Learner, Registration, Session, Statement
from deffinum.rooms.records.public import import_course, open_play, register_learner
from deffinum.rooms.records.words import WaiveReason
from tests.factories.cmi5 import course, unit
from tests.factories.commons import allowed, deposited, opened
from tests.factories.h5p import h5p_package
from tests.factories.people import NOW, actor, representative
from tests.factories.records import call_store, statement
from tests.same_time import while_the_other_commits

pytestmark = pytest.mark.django_db(transaction=True)

ACTIVITY = "https://ressource.exemple.invalid/geste"
Write = Callable[[], Any]


def a_commit(attempt: Attempt) -> Write:
    values = {"cmi.core.lesson_status": "completed"}
    sent = Commit(launch=1, order=1, values=values, is_end=True, sequencing="")
    return lambda: keep_commit(attempt_id=attempt.pk, item="geste", commit=sent, by=PLATFORM, now=NOW)


def _token(attempt: Attempt) -> tuple[str, dict[str, Any], uuid.UUID]:
    play = open_play(learner_id=attempt.learner_id, activity=ACTIVITY, definition={}, by=PLATFORM, now=database_now())
    return play.token, dict(play.actor), play.registration


def a_statement_of_a_player(attempt: Attempt) -> Write:
    token, actor, registration = _token(attempt)
    told = statement(actor=actor, object={"id": ACTIVITY}, context={"registration": str(registration)})
    return lambda: call_store("POST", "statements", told, pair=token, version="1.0.3").status_code


def a_document_of_a_player(attempt: Attempt) -> Write:
    token, actor, registration = _token(attempt)
    query = {
        "activityId": ACTIVITY,
        "agent": orjson.dumps(actor).decode(),
        "registration": str(registration),
        "stateId": "resume",
    }
    return lambda: (
        call_store("PUT", "activities/state", {"page": 2}, pair=token, version="1.0.3", query=query).status_code
    )


def a_state_of_h5p(attempt: Attempt) -> Write:
    version = deposited(
        allowed(h5p_package()), name="geste.h5p", by=representative(attempt.version.resource.organisation)
    )
    learner = Learner.objects.select_related("account").get(pk=attempt.learner_id)
    assert learner.account is not None
    played = open_attempt(version_id=version.pk, learner_id=learner.pk, by=actor(learner.account), now=NOW)
    verb = {"id": "http://adlnet.gov/expapi/verbs/interacted"}
    event = Event(1, {"verb": verb, "object": {"id": activity_of(version.pk), "definition": {}}})
    sent = Sending(launch=1, order=1, state={"geste/etat": "{}"}, events=[event])
    return lambda: keep_h5p(attempt_id=played, sending=sent, by=PLATFORM, now=NOW)


def _course(attempt: Attempt, *units: str) -> uuid.UUID:
    organisation_id = attempt.version.resource.organisation_id
    return import_course(
        organisation_id=organisation_id,
        package=course(*units),
        base_address="https://cours.exemple.invalid/",
        by=PLATFORM,
        now=NOW,
    )


def a_registration(attempt: Attempt) -> Write:
    """To a course of which a unit is satisfied at once, which is written."""
    course_id = _course(attempt, unit("geste", moveOn="NotApplicable"))
    return lambda: register_learner(course_id=course_id, learner_id=attempt.learner_id, by=PLATFORM, now=NOW)


def _registered(attempt: Attempt) -> tuple[uuid.UUID, uuid.UUID]:
    course_id = _course(attempt, unit("geste"))
    registration_id = register_learner(course_id=course_id, learner_id=attempt.learner_id, by=PLATFORM, now=NOW)
    return registration_id, CourseUnit.objects.get(course=course_id).pk


def a_launch(attempt: Attempt) -> Write:
    registration_id, unit_id = _registered(attempt)
    return lambda: launch_unit(
        registration_id=registration_id, unit_id=unit_id, mode=LaunchMode.NORMAL, return_url="", by=PLATFORM, now=NOW
    )


def a_waiver(attempt: Attempt) -> Write:
    registration_id, unit_id = _registered(attempt)
    return lambda: waive_unit(
        registration_id=registration_id, unit_id=unit_id, reason=WaiveReason.ADMINISTRATIVE, by=PLATFORM, now=NOW
    )


def an_abandonment(attempt: Attempt) -> Write:
    a_launch(attempt)()
    session_id = Session.objects.get().pk
    return lambda: abandon_session(session_id=session_id, by=PLATFORM, now=NOW)


def a_play(attempt: Attempt) -> Write:
    return lambda: (
        open_play(
            learner_id=attempt.learner_id, activity=ACTIVITY, definition={}, by=PLATFORM, now=database_now()
        ).token
    )


WRITERS = [
    a_commit,
    a_state_of_h5p,
    a_statement_of_a_player,
    a_document_of_a_player,
    a_play,
    a_registration,
    a_launch,
    a_waiver,
    an_abandonment,
]


def left_of(learner: Learner) -> list[str]:
    """Where the erased learner is still named."""
    found = [each.body for each in Statement.objects.all() if learner.name in each.body]
    return found + [each.name for each in Document.objects.filter(agent_key=learner.agent_key)]


def erasing(learner: Learner) -> Write:
    return lambda: erase_learner(learner_id=learner.pk, by=PLATFORM, now=NOW)


@pytest.fixture
def attempt() -> Attempt:
    return opened(deposited())


@pytest.mark.parametrize("writer", WRITERS)
def test_erasure_waits_for_what_is_being_written(attempt: Attempt, writer: Callable[[Attempt], Write]) -> None:
    learner = Learner.objects.get(pk=attempt.learner_id)
    written, erased = while_the_other_commits(writer(attempt), erasing(learner))
    assert not isinstance(written, Exception)
    assert isinstance(erased, int)
    assert left_of(learner) == []
    assert not Registration.objects.exists()


@pytest.mark.parametrize("writer", WRITERS)
def test_what_comes_after_erasure_writes_nothing(attempt: Attempt, writer: Callable[[Attempt], Write]) -> None:
    learner = Learner.objects.get(pk=attempt.learner_id)
    late = writer(attempt)
    before = Statement.objects.count()
    _erased, refused = while_the_other_commits(erasing(learner), late)
    assert refused in (None, 401, 403) or getattr(refused, "status", None) == 403
    assert left_of(learner) == []
    assert Statement.objects.count() == before
