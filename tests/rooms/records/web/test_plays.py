"""A player in a browser: its token writes for its learner, on its resource, in its registration, and nothing else."""

from __future__ import annotations

import base64
import uuid
from datetime import datetime, timedelta
from typing import Any

import pytest

from deffinum.foundation.clock.instants import database_now
from deffinum.foundation.policies import PLATFORM, VISITOR, Refused
from deffinum.foundation.scorm.scorm12 import SCORM_12
from deffinum.foundation.scorm.statements import Frame, Thing, statement_of_opening, statements_of_commit
from deffinum.foundation.xapi.identity import activity_key
from deffinum.rooms.records.commands.erase_learner import erase_learner
from deffinum.rooms.records.commands.open_play import LIFE, WrongPlay, open_play
from deffinum.rooms.records.commands.record_consent import record_consent
from deffinum.rooms.records.models import Activity, Play, Statement
from deffinum.rooms.records.public import (
    ConsentWithdrawn,
    OpenedPlay,
    OutsideBinding,
    keep_play_state,
    play_of_token,
    play_state,
    write_play,
)
from deffinum.rooms.records.queries.learners import LearnerLine
from deffinum.rooms.records.words import Purpose
from tests.factories.people import AccountFactory, actor, person, representative
from tests.factories.records import Headset, learner, statement
from tests.foundation.scorm.test_checking import GOLF_12
from tests.rooms.records.web.test_pairing import GESTURE, enrolled

pytestmark = pytest.mark.django_db

DEFINITION = {"name": {"fr": "Poser une échelle"}, "type": "https://w3id.org/xapi/video/activity-type/video"}


def opened(who: LearnerLine | None = None, *, at: datetime | None = None, **changes: Any) -> OpenedPlay:
    words = {"activity": GESTURE, "definition": DEFINITION, "by": PLATFORM, "now": at or database_now()}
    return open_play(learner_id=(who or enrolled()).id, **{**words, **changes})


def player(play: OpenedPlay) -> Headset:
    """The player as the store's tests call: by its token."""
    return Headset(
        {
            "token": play.token,
            "actor": play.actor,
            "activity": play.activity,
            "registration": str(play.registration),
        }
    )


def state_of(play: OpenedPlay, **changes: str) -> dict[str, str]:
    told = {"stateId": "resume", "activityId": play.activity, "registration": str(play.registration)}
    return {**told, "agent": player(play).agent, **changes}


def test_a_player_writes_for_its_learner_on_its_resource_and_its_parts() -> None:
    play = opened()
    tool = player(play)
    part = tool.statement(object={"id": f"{GESTURE}#pied", "definition": {"name": {"fr": "Le pied"}}})
    assert tool.call("POST", "statements", [tool.statement(), part]).status_code == 200
    kept = Statement.objects.order_by("stored").first()
    assert kept is not None
    assert kept.registration == play.registration
    assert f'"name":"key-{play.id}"' in str(kept.body)
    assert '"name":"Deffinum"' in str(kept.body)
    assert tool.call("GET", "statements").json()["statements"][0]["object"]["id"] == f"{GESTURE}#pied"


def test_a_player_describes_nothing_to_the_store_but_the_platform_did() -> None:
    tool = player(opened())
    tool.call("POST", "statements", tool.statement(object={"id": GESTURE, "definition": {"name": {"fr": "Autre"}}}))
    kept = Activity.objects.get(key=activity_key(GESTURE))
    assert kept.definition == DEFINITION


@pytest.mark.parametrize(
    "changes",
    [
        {"actor": learner("quelqu-un-d-autre")},
        {"object": {"id": "https://traces.exemple.invalid/gestes/autre"}},
        {"object": {"id": f"{GESTURE}-2"}},
        {"context": {}},
        {"context": {"registration": str(uuid.uuid4())}},
    ],
    ids=["someone else", "something else", "alike", "no registration", "another registration"],
)
def test_a_player_writes_nothing_else(changes: dict[str, Any]) -> None:
    tool = player(opened())
    answer = tool.call("POST", "statements", [tool.statement(), tool.statement(**changes)])
    assert answer.status_code == 403
    assert "jeton" in answer.json()["detail"]
    assert not Statement.objects.exists()


def test_a_player_keeps_its_place_and_finds_it_again() -> None:
    who = enrolled()
    first = opened(who)
    assert player(first).call("PUT", "activities/state", {"time": 12.5}, query=state_of(first)).status_code == 204
    again = opened(who)
    assert (first.is_resumed, again.is_resumed) == (False, True)
    assert again.registration == first.registration
    assert player(again).call("GET", "activities/state", query=state_of(again)).json() == {"time": 12.5}
    assert play_state(play_id=again.id) == {"time": 12.5}
    keep_play_state(play_id=again.id, value={"time": 20}, by=PLATFORM, now=database_now())
    assert player(first).call("GET", "activities/state", query=state_of(first)).json() == {"time": 20}


@pytest.mark.parametrize(
    "changes",
    [{"activityId": f"{GESTURE}-2"}, {"registration": str(uuid.uuid4())}, {"agent": '{"mbox":"mailto:a@b.fr"}'}],
)
def test_a_player_reads_no_other_state(changes: dict[str, str]) -> None:
    play = opened()
    assert player(play).call("GET", "activities/state", query=state_of(play, **changes)).status_code == 403


def test_a_new_attempt_begins_with_nothing() -> None:
    who = enrolled()
    first = opened(who)
    keep_play_state(play_id=first.id, value={"time": 20}, by=PLATFORM, now=database_now())
    fresh = opened(who, afresh=True)
    assert fresh.registration != first.registration
    assert not fresh.is_resumed
    assert play_state(play_id=fresh.id) is None
    assert opened(who).registration == fresh.registration
    assert opened(enrolled()).registration not in (first.registration, fresh.registration)


def test_a_registration_that_is_said_is_the_one() -> None:
    who, said = enrolled(), uuid.uuid4()
    opened(who)
    assert not opened(who, registration=said).is_resumed
    again = opened(who, registration=said)
    assert (again.registration, again.is_resumed) == (said, True)


def test_a_token_ends_after_hours_and_what_was_queued_is_written_by_the_next_one() -> None:
    who, past = enrolled(), database_now() - LIFE
    ended = opened(who, at=past)
    late = player(ended).statement(id=str(uuid.uuid4()), timestamp=past.isoformat())
    assert player(ended).call("POST", "statements", late).status_code == 401
    assert player(opened(who)).call("POST", "statements", late).status_code == 200


def test_a_learner_who_withdrew_their_consent_is_not_written_about() -> None:
    who = enrolled()
    play = opened(who)
    record_consent(
        learner_id=who.id,
        purpose=Purpose.TRAINING,
        is_given=False,
        wording="Je ne veux plus de suivi.",
        by=PLATFORM,
        now=database_now(),
    )
    assert player(play).call("POST", "statements", player(play).statement()).status_code == 403
    place = {"activityId": play.activity, "agent": player(play).agent, "stateId": "resume"}
    assert player(play).call("PUT", "activities/state", {"page": 3}, query=place).status_code == 403
    with pytest.raises(ConsentWithdrawn):
        keep_play_state(play_id=play.id, value={"page": 3}, by=PLATFORM, now=database_now())
    with pytest.raises(ConsentWithdrawn):
        write_play(play_id=play.id, statements=[], by=PLATFORM, now=database_now())
    with pytest.raises(ConsentWithdrawn):
        opened(who)


def test_only_the_learner_and_the_organisation_open_a_play() -> None:
    account = AccountFactory()
    who = enrolled(account_id=account.pk)
    assert opened(who, by=actor(account)).actor == opened(who).actor
    for stranger in (VISITOR, person(), representative()):
        with pytest.raises(Refused):
            opened(who, by=stranger)


@pytest.mark.parametrize("activity", ["", "geste", f"https://exemple.fr/{'x' * 1000}"])
def test_a_resource_without_an_address_is_not_opened(activity: str) -> None:
    with pytest.raises(WrongPlay):
        opened(activity=activity)


def test_a_token_is_known_for_what_it_is() -> None:
    play = opened()
    name, _colon, secret = base64.b64decode(play.token).decode().partition(":")
    held = play_of_token(play_id=uuid.UUID(name), secret=secret, now=database_now())
    assert held is not None
    assert (held.id, held.activity, held.registration) == (play.id, GESTURE, play.registration)
    assert play_of_token(play_id=uuid.UUID(name), secret="autre", now=database_now()) is None
    assert play_of_token(play_id=uuid.UUID(name), secret=secret, now=database_now() + LIFE) is None
    statements = [player(play).statement(id=str(uuid.uuid4()))]
    assert len(write_play(play_id=held.id, statements=statements, by=held.by, now=database_now())) == 1


def test_the_platform_writes_a_commit_of_scorm_once_however_often_it_comes() -> None:
    play, now = opened(), database_now()
    frame = Frame(
        actor=play.actor,
        registration=play.registration,
        course=Thing(GESTURE, {"fr": "Golf"}),
        sco=Thing(f"{GESTURE}/sco-1", {"fr": "Jouer"}),
        attempt_id=play.registration,
        session=1,
        sequence=1,
        model=SCORM_12,
    )

    def commit(at: datetime) -> list[str]:
        told = statements_of_commit(frame, {}, GOLF_12, now=at)
        opening = statement_of_opening(frame, resumed=False, now=at)
        return write_play(play_id=play.id, statements=[opening, *told], by=PLATFORM, now=at)

    assert len(commit(now)) == 6
    assert commit(now + timedelta(minutes=1)) == []
    assert Statement.objects.count() == 6
    keep_play_state(
        play_id=play.id, value={"a": 1}, name="x", activity=f"{GESTURE}/sco-1", by=PLATFORM, now=database_now()
    )
    assert play_state(play_id=play.id, name="x", activity=f"{GESTURE}/sco-1") == {"a": 1}


def test_the_platform_itself_stays_within_the_play() -> None:
    play = opened()
    foreign = statement(id=str(uuid.uuid4()))
    with pytest.raises(OutsideBinding):
        write_play(play_id=play.id, statements=[foreign], by=PLATFORM, now=database_now())
    with pytest.raises(OutsideBinding):
        keep_play_state(play_id=play.id, value={}, activity=f"{GESTURE}-2", by=PLATFORM, now=database_now())
    assert not Statement.objects.exists()


def test_an_erased_learner_leaves_no_play_and_no_place() -> None:
    who = enrolled()
    play = opened(who)
    keep_play_state(play_id=play.id, value={"time": 20}, by=PLATFORM, now=database_now())
    erase_learner(learner_id=who.id, by=PLATFORM, now=database_now())
    assert not Play.objects.exists()
    assert player(play).call("GET", "activities/state", query=state_of(play)).status_code == 401
