"""What an H5P content keeps comes back, in order; what it says is written once, of its learner, within measure."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import orjson
import pytest

from deffinum.foundation.h5p.statements import Event
from deffinum.foundation.policies import PLATFORM
from deffinum.rooms.commons.commands import keep_h5p as module
from deffinum.rooms.commons.commands.keep_h5p import KeptH5p, Sending, TooManyEvents, keep_h5p
from deffinum.rooms.commons.models import Attempt, ItemState
from deffinum.rooms.commons.queries.h5p_player import h5p_player
from deffinum.rooms.commons.queries.scorm_data import activity_of
from deffinum.rooms.records.commands.record_consent import record_consent
from deffinum.rooms.records.models import Statement
from deffinum.rooms.records.public import ConsentWithdrawn
from deffinum.rooms.records.words import Purpose
from tests.factories.commons import allowed, counted, deposited, opened
from tests.factories.h5p import h5p_package
from tests.factories.people import NOW

pytestmark = pytest.mark.django_db
VERBS = "http://adlnet.gov/expapi/verbs/"


@pytest.fixture
def attempt() -> Attempt:
    """A learner who opened our own content."""
    return opened(deposited(allowed(h5p_package()), name="geste.h5p"))


def event(attempt: Attempt, rank: int, verb: str = "interacted", **more: Any) -> Event:
    """What the content says of itself."""
    said = {"verb": {"id": VERBS + verb}, "object": {"id": activity_of(attempt.version_id), "definition": {}}, **more}
    return Event(rank, said)


def send(
    attempt: Attempt,
    *events: Event,
    state: dict[str, str] | None = None,
    launch: int = 1,
    order: int = 1,
    now: Any = NOW,
) -> KeptH5p:
    """What the player sends."""
    sending = Sending(launch, order, state, events)
    kept = keep_h5p(attempt_id=attempt.pk, sending=sending, by=PLATFORM, now=now)
    assert kept is not None
    return kept


def told(attempt: Attempt) -> list[str]:
    """The verbs of the learner's statements, oldest first; each is about this attempt and this learner."""
    rows = Statement.objects.filter(store_id=attempt.learner.store_id).order_by("stored", "id")
    bodies = [orjson.loads(each.body) for each in rows]
    assert all(each["actor"]["account"]["name"] == attempt.learner.name for each in bodies)
    assert all(each["context"]["registration"] == str(attempt.pk) for each in bodies)
    return [each["verb"]["id"].rpartition("/")[2] for each in bodies]


def found_again(attempt: Attempt) -> dict[str, str]:
    """What the player is given the next time."""
    settings = h5p_player(attempt.version, attempt.pk, since=0, now=NOW)
    assert settings is not None
    return dict(settings["state"])


def test_where_the_content_stands_comes_back_the_next_time(attempt: Attempt) -> None:
    send(attempt, state={"0/state": '{"done":[1]}', "a-1/state": '"x"'})
    assert found_again(attempt) == {"0/state": '{"done":[1]}', "a-1/state": '"x"'}
    send(attempt, state={}, order=2)
    assert found_again(attempt) == {}


def test_a_late_state_never_replaces_a_newer_one_and_none_changes_nothing(attempt: Attempt) -> None:
    send(attempt, state={"0/state": "5"}, order=7)
    assert send(attempt, state={"0/state": "2"}, order=3).is_late
    assert send(attempt, state={"0/state": "2"}, order=7).is_late
    assert not send(attempt, launch=2, order=1).is_late
    assert found_again(attempt) == {"0/state": "5"}
    assert not send(attempt, state={"0/state": "6"}, launch=2, order=1).is_late
    assert send(attempt, state={"0/state": "3"}, launch=1, order=99).is_late
    assert found_again(attempt) == {"0/state": "6"}


def test_events_that_overtake_a_state_on_its_way_do_not_make_it_late(attempt: Attempt) -> None:
    send(attempt, event(attempt, 1), order=2)
    assert not send(attempt, state={"0/state": "5"}, order=1).is_late
    assert found_again(attempt) == {"0/state": "5"}


def test_nothing_of_one_attempt_is_found_in_another(attempt: Attempt) -> None:
    send(attempt, state={"0/state": "5"})
    other = opened(attempt.version)
    assert found_again(other) == {}
    assert h5p_player(attempt.version, opened(deposited(allowed(h5p_package()))).pk, since=0, now=NOW) is None


def test_an_event_is_written_once_however_often_it_is_sent(attempt: Attempt) -> None:
    send(attempt, event(attempt, 1, "attempted"), event(attempt, 2))
    send(attempt, event(attempt, 2), event(attempt, 3), order=2)
    assert told(attempt) == ["attempted", "interacted", "interacted"]
    send(attempt, event(attempt, 1, "attempted"), launch=2)
    assert told(attempt) == ["attempted", "interacted", "interacted", "attempted"]


def test_an_event_of_a_sending_that_is_late_is_written_all_the_same(attempt: Attempt) -> None:
    send(attempt, event(attempt, 2), state={}, order=2)
    assert send(attempt, event(attempt, 1, "attempted"), order=1).is_late
    assert sorted(told(attempt)) == ["attempted", "interacted"]


def test_an_event_that_is_not_taken_holds_none_of_the_others_back(attempt: Attempt) -> None:
    of_another = event(attempt, 2, object={"id": "https://exemple.invalid/autre"})
    kept = send(attempt, event(attempt, 1), of_another, event(attempt, 3, "voided"), event(attempt, 4, "completed"))
    assert [rank for rank, _sentence in kept.problems] == [2, 3]
    assert "https://exemple.invalid/autre" in kept.problems[0][1]
    assert told(attempt) == ["interacted", "completed"]


def test_the_answer_to_a_single_question_counts_as_its_end(attempt: Attempt) -> None:
    send(attempt, event(attempt, 1, "attempted"))
    assert counted(attempt) == (1, 0, 0)
    answer = {"result": {"success": True, "score": {"raw": 1, "min": 0, "max": 1}}}
    send(attempt, event(attempt, 2, "answered", **answer), event(attempt, 3, "answered", **answer), order=2)
    assert sorted(told(attempt)) == ["answered", "answered", "attempted", "completed", "passed"]
    assert counted(attempt) == (1, 1, 1)


def test_nobody_writes_in_the_name_of_another(attempt: Attempt) -> None:
    send(attempt, event(attempt, 1, actor={"mbox": "mailto:autre@exemple.invalid"}, authority={"name": "x"}))
    assert told(attempt) == ["interacted"]


def test_a_flood_is_refused_and_the_next_hour_is_open_again(attempt: Attempt, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "MOST_EVENTS_AN_HOUR", 3)
    send(attempt, event(attempt, 1), event(attempt, 2))
    for launch in (1, 2):  # opening the player again gives no more room
        with pytest.raises(TooManyEvents):
            send(attempt, event(attempt, 3), event(attempt, 4), state={"0/state": "9"}, launch=launch, order=2)
    assert told(attempt) == ["interacted", "interacted"]
    assert found_again(attempt) == {}
    send(attempt, event(attempt, 3), order=2)
    send(attempt, event(attempt, 4), order=3, now=NOW + timedelta(hours=1))
    assert len(told(attempt)) == 4


def test_nothing_is_kept_of_who_no_longer_agrees_nor_of_who_is_no_longer_there(attempt: Attempt) -> None:
    record_consent(
        learner_id=attempt.learner_id, purpose=Purpose.TRAINING, is_given=False, wording="Exemple", by=PLATFORM, now=NOW
    )
    with pytest.raises(ConsentWithdrawn):
        send(attempt, state={"0/state": "1"})
    assert not ItemState.objects.exists()
    sending = Sending(1, 1, {}, ())
    Attempt.objects.filter(pk=attempt.pk).delete()
    assert keep_h5p(attempt_id=attempt.pk, sending=sending, by=PLATFORM, now=NOW) is None
