"""What a content commits is kept, checked, in order; and says in the record store what the learner did."""

from __future__ import annotations

from typing import Any

import orjson
import pytest

from deffinum.foundation.policies import PLATFORM, Refused
from deffinum.foundation.scorm.times import LONGEST_MILLISECONDS, read_interval
from deffinum.rooms.commons.commands.keep_commit import Commit, Kept, keep_commit
from deffinum.rooms.commons.commands.open_attempt import open_attempt
from deffinum.rooms.commons.models import Attempt, ItemState
from deffinum.rooms.commons.queries.scorm_data import (
    BROWSE,
    NORMAL,
    Player,
    items_of,
    model_of,
    starting_values,
)
from deffinum.rooms.commons.queries.scorm_player import scorm_player
from deffinum.rooms.records.models import Statement
from deffinum.rooms.records.public import write_play
from tests.factories.commons import counted, deposited, learner_of, opened
from tests.factories.packages import SCORM_2004, TWO_ITEMS, scorm_package
from tests.factories.people import NOW, person

pytestmark = pytest.mark.django_db
LOCATION, STATUS, EXIT = "cmi.core.lesson_location", "cmi.core.lesson_status", "cmi.core.exit"


@pytest.fixture
def attempt() -> Attempt:
    """A learner who opened a SCORM 1.2 package."""
    return opened(deposited())


def commit(
    attempt: Attempt,
    values: dict[str, Any],
    *,
    item: str = "geste",
    launch: int = 1,
    order: int = 1,
    end: bool = False,
) -> Kept:
    """What the player of the item sends."""
    sent = Commit(launch=launch, order=order, values=values, is_end=end, sequencing="")
    kept = keep_commit(attempt_id=attempt.pk, item=item, commit=sent, by=PLATFORM, now=NOW)
    assert kept is not None
    return kept


def next_values(attempt: Attempt) -> dict[str, str]:
    """What the item finds the next time."""
    (item,) = items_of(attempt.version)
    state = ItemState.objects.filter(attempt=attempt).first()
    return starting_values(model_of(attempt.version), item, state, Player("opaque", NORMAL))


def told(attempt: Attempt) -> list[str]:
    """The verbs of the learner's statements, oldest first."""
    rows = Statement.objects.filter(store_id=attempt.learner.store_id).order_by("stored", "id")
    bodies = [orjson.loads(each.body) for each in rows]
    assert all(each["actor"]["account"]["name"] == attempt.learner.name for each in bodies)
    assert all(each["context"]["registration"] == str(attempt.pk) for each in bodies)
    return [each["verb"]["id"].rpartition("/")[2] for each in bodies]


def test_what_is_committed_comes_back_the_next_time(attempt: Attempt) -> None:
    commit(attempt, {LOCATION: "4", "cmi.suspend_data": "a;b", STATUS: "incomplete"})
    found = next_values(attempt)
    assert (found[LOCATION], found["cmi.suspend_data"], found["cmi.core.entry"]) == ("4", "a;b", "resume")


def test_a_late_commit_never_replaces_a_newer_one(attempt: Attempt) -> None:
    commit(attempt, {LOCATION: "5"}, order=7)
    assert commit(attempt, {LOCATION: "2"}, order=3).is_late
    assert commit(attempt, {LOCATION: "2"}, order=7).is_late
    commit(attempt, {LOCATION: "6"}, launch=2, order=1)
    assert commit(attempt, {LOCATION: "5"}, launch=1, order=99).is_late
    assert next_values(attempt)[LOCATION] == "6"


def test_a_value_of_the_wrong_shape_is_refused_and_the_others_are_kept(attempt: Attempt) -> None:
    kept = commit(attempt, {STATUS: "gagné", "cmi.core.score.raw": "140", LOCATION: "3", "cmi.inconnu": "a"})
    assert {each.element for each in kept.problems} == {STATUS, "cmi.core.score.raw", "cmi.inconnu"}
    assert next_values(attempt)[LOCATION] == "3"


def test_the_content_never_writes_what_the_platform_alone_writes(attempt: Attempt) -> None:
    commit(attempt, {"cmi.core.student_id": "autre", "cmi.core.total_time": "0099:00:00", LOCATION: "3"})
    found = next_values(attempt)
    assert found["cmi.core.student_id"] == "opaque"
    assert found["cmi.core.total_time"] == "0000:00:00.00"


def test_time_adds_up_over_the_sessions(attempt: Attempt) -> None:
    commit(attempt, {"cmi.core.session_time": "00:10:00"}, order=1)
    commit(attempt, {"cmi.core.session_time": "00:12:00", EXIT: "suspend"}, order=2, end=True)
    commit(attempt, {"cmi.core.session_time": "00:03:00.50", EXIT: "suspend"}, launch=2, end=True)
    assert next_values(attempt)["cmi.core.total_time"] == "0000:15:00.50"


def test_no_content_makes_a_time_that_the_database_cannot_keep() -> None:
    attempt = opened(deposited(scorm_package(template=SCORM_2004)))
    kept = commit(attempt, {"cmi.session_time": "P99999999999999999999Y"})
    assert [each.element for each in kept.problems] == ["cmi.session_time"]
    for launch in (2, 3, 4):
        commit(attempt, {"cmi.session_time": "P10Y", "cmi.exit": "suspend"}, launch=launch, end=True)
    assert read_interval(next_values(attempt)["cmi.total_time"]) == LONGEST_MILLISECONDS


def test_a_proper_end_is_told_from_a_suspension(attempt: Attempt) -> None:
    commit(attempt, {LOCATION: "9", STATUS: "completed"}, end=True)
    assert next_values(attempt).get("cmi.core.entry", "") == ""


def test_in_scorm_2004_a_proper_end_begins_a_new_attempt() -> None:
    attempt = opened(deposited(scorm_package(template=SCORM_2004)))
    commit(attempt, {"cmi.location": "9", "cmi.exit": "suspend"}, end=True)
    assert (next_values(attempt)["cmi.location"], next_values(attempt)["cmi.entry"]) == ("9", "resume")
    commit(attempt, {"cmi.location": "10", "cmi.exit": "normal"}, launch=2, end=True)
    assert "cmi.location" not in next_values(attempt)
    assert next_values(attempt)["cmi.entry"] == "ab-initio"


def test_the_manifest_gives_the_content_its_data() -> None:
    inside = "<adlcp:datafromlms>niveau=2</adlcp:datafromlms><adlcp:masteryscore>80</adlcp:masteryscore>"
    item = f'<item identifier="geste" identifierref="fichier"><title>Le geste</title>{inside}</item>'
    attempt = opened(deposited(scorm_package(items=item)))
    found = next_values(attempt)
    assert (found["cmi.launch_data"], found["cmi.student_data.mastery_score"]) == ("niveau=2", "80")
    assert (found["cmi.core.entry"], found["cmi.core.credit"]) == ("ab-initio", "credit")


def test_commits_become_the_statements_of_the_scorm_profile(attempt: Attempt) -> None:
    commit(attempt, {STATUS: "incomplete", LOCATION: "1"})
    assert told(attempt) == ["initialized"]
    commit(attempt, {STATUS: "passed", "cmi.core.score.raw": "90", EXIT: "suspend"}, order=2, end=True)
    assert set(told(attempt)) == {"initialized", "scored", "completed", "passed", "suspended"}
    commit(attempt, {LOCATION: "2"}, launch=2)
    assert told(attempt).count("resumed") == 1


def test_a_package_of_one_item_is_completed_and_passed_with_it(attempt: Attempt) -> None:
    commit(attempt, {STATUS: "incomplete"})
    assert counted(attempt) == (1, 0, 0)
    commit(attempt, {STATUS: "passed"}, order=2, end=True)
    assert counted(attempt) == (1, 1, 1)
    before = len(told(attempt))
    commit(attempt, {LOCATION: "3"}, order=3)
    assert len(told(attempt)) == before, "the whole is completed once"


def test_a_package_is_completed_with_the_last_of_its_items() -> None:
    items = "".join(
        f'<item identifier="{name}" identifierref="fichier"><title>{name}</title></item>' for name in ("geste", "suite")
    )
    attempt = opened(deposited(scorm_package(items=items)))
    commit(attempt, {STATUS: "passed"}, end=True)
    assert counted(attempt) == (1, 0, 0)
    commit(attempt, {STATUS: "failed"}, item="suite")
    assert counted(attempt) == (1, 0, 0), "failed does not say that it was completed"
    commit(attempt, {STATUS: "completed"}, item="suite", order=2)
    assert counted(attempt) == (1, 1, 1)


def test_a_package_whose_item_is_failed_is_not_passed() -> None:
    attempt = opened(deposited(scorm_package(template=SCORM_2004)))
    commit(attempt, {"cmi.completion_status": "completed", "cmi.success_status": "failed"})
    assert counted(attempt) == (1, 1, 0)
    commit(attempt, {"cmi.success_status": "passed"}, order=2)
    assert counted(attempt) == (1, 1, 1)


def test_the_same_commit_twice_writes_nothing_twice(attempt: Attempt) -> None:
    commit(attempt, {STATUS: "completed"}, end=True)
    before = told(attempt)
    assert commit(attempt, {STATUS: "completed"}, end=True).is_late
    assert told(attempt) == before


def test_each_item_and_each_session_has_its_own_statements() -> None:
    attempt = opened(deposited(scorm_package(items=TWO_ITEMS)))
    for launch in (1, 2):
        for item in ("geste", "bilan"):
            commit(
                attempt, {STATUS: "completed", "cmi.core.score.raw": str(launch)}, item=item, launch=launch, end=True
            )
    verbs = told(attempt)
    assert (verbs.count("initialized"), verbs.count("resumed"), verbs.count("terminated")) == (2, 2, 4)
    assert (verbs.count("completed"), verbs.count("scored")) == (3, 4), "each item once, and the whole once"


def test_two_facts_under_one_id_are_never_lost_in_silence(attempt: Attempt, caplog: pytest.LogCaptureFixture) -> None:
    commit(attempt, {STATUS: "completed"}, end=True)
    (one, *_others) = Statement.objects.filter(store_id=attempt.learner.store_id).order_by("stored", "id")
    said = orjson.loads(one.body)
    words: dict[str, Any] = {"play_id": attempt.play_id, "by": PLATFORM, "now": NOW}
    assert write_play(statements=[said], **words) == []
    assert "saying something else" not in caplog.text
    assert write_play(statements=[{**said, "result": {"response": "autre"}}], **words) == []
    assert "saying something else" in caplog.text


def test_the_same_learner_finds_the_same_attempt() -> None:
    version = deposited()
    actor, line = learner_of(version)
    one = open_attempt(version_id=version.pk, learner_id=line.id, by=actor, now=NOW)
    assert open_attempt(version_id=version.pk, learner_id=line.id, by=actor, now=NOW) == one
    with pytest.raises(Refused):
        open_attempt(version_id=version.pk, learner_id=line.id, by=person(), now=NOW)


def test_somebody_who_tries_leaves_no_address_to_write_to() -> None:
    version = deposited()
    told_to_player = scorm_player(version, None, since=0, now=NOW)
    assert told_to_player is not None
    (item,) = told_to_player["items"]
    assert item["commit"] == ""
    assert item["values"]["cmi.core.lesson_mode"] == BROWSE


def test_an_erased_learner_leaves_no_attempt(attempt: Attempt) -> None:
    commit(attempt, {LOCATION: "4"})
    attempt.learner.delete()
    assert not ItemState.objects.exists()
    sent = Commit(launch=9, order=1, values={}, is_end=False, sequencing="")
    assert keep_commit(attempt_id=attempt.pk, item="geste", commit=sent, by=PLATFORM, now=NOW) is None
