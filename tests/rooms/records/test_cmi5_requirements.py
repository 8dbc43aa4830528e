"""Rules of cmi5 that a launched unit notices one by one: its session, its key, what its learner prefers, its end.

Which requirement of the public list each test shows is written in cmi5_requirements.csv, beside this file.
"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import parse_qs, urlsplit
from uuid import UUID, uuid4

import orjson
import pytest
from django.test import Client

from deffinum.foundation.cmi5.preferences import AUDIO, LANGUAGE
from deffinum.foundation.cmi5.vocabulary import (
    ABANDONED,
    CATEGORY,
    COMPLETED,
    FAILED,
    INITIALIZED,
    LAUNCH_MODE,
    LAUNCH_PARAMETERS,
    LAUNCH_URL,
    LAUNCHED,
    MASTERY_SCORE,
    MOVE_ON,
    MOVE_ON_CATEGORY,
    PASSED,
    SATISFIED,
    SESSION_ID,
    TERMINATED,
    WAIVED,
)
from deffinum.foundation.policies import PLATFORM, Refused
from deffinum.rooms.people.models import Account
from deffinum.rooms.records import jobs
from deffinum.rooms.records.commands.abandon_session import SessionOver, abandon_session
from deffinum.rooms.records.commands.enrol_learner import enrol_learner
from deffinum.rooms.records.commands.import_course import import_course
from deffinum.rooms.records.commands.launch_unit import LIFE, SESSION_PLACE
from deffinum.rooms.records.commands.record_consent import record_consent
from deffinum.rooms.records.commands.waive_unit import waive_unit
from deffinum.rooms.records.models import Learner, Registration, Session, Statement
from deffinum.rooms.records.queries.consents import LearnerGone
from deffinum.rooms.records.words import Purpose, WaiveReason
from tests.factories.cmi5 import HERE, block, course, unit
from tests.factories.cmi5_launch import COURSE, EXPERIENCED, Room, Unit, said
from tests.factories.people import AccountFactory, person

pytestmark = pytest.mark.django_db
EN_FIRST = {LANGUAGE: "en-GB,fr", AUDIO: "off"}


@pytest.fixture
def room() -> Room:
    return Room()


def begun(room: Room, place: int = 0) -> Unit:
    """A unit that has said that it is ready."""
    one = room.launch(place).start()
    one.send(INITIALIZED)
    return one


# --- the launch ------------------------------------------------------------------------------------------------------


def test_the_address_of_a_launch_carries_everything_once_and_encoded(room: Room) -> None:
    one = room.launch()
    told = parse_qs(urlsplit(one.address).query, strict_parsing=True)
    assert set(told) == {"taille", "endpoint", "fetch", "actor", "registration", "activityId"}
    assert all(len(values) == 1 for values in told.values())
    assert " " not in one.address
    assert '"' not in one.address
    actor = orjson.loads(one.told["actor"])
    assert actor["account"].keys() == {"homePage", "name"}
    assert actor.get("objectType", "Agent") == "Agent"
    assert UUID(one.told["registration"]) == room.registration


def test_what_a_launch_says_is_what_its_data_and_its_statement_say(room: Room) -> None:
    one = room.launch().start()
    assert one.data is not None
    (launched,) = said(LAUNCHED)
    told = launched["context"]["extensions"]
    session = one.data["contextTemplate"]["extensions"][SESSION_ID]
    assert told[SESSION_ID] == session == str(Session.objects.get().pk)
    assert (told[LAUNCH_MODE], told[MOVE_ON], told[MASTERY_SCORE]) == ("Normal", "CompletedAndPassed", 0.8)
    assert told[LAUNCH_URL] == f"{HERE}/a.html?taille=2#haut"
    assert launched["object"]["id"] == one.told["activityId"]
    publisher = [{"objectType": "Activity", "id": room.unit(0).publisher_id}]
    assert one.data["contextTemplate"]["contextActivities"]["grouping"] == publisher
    assert launched["context"]["contextActivities"]["grouping"] == publisher
    assert one.data["returnURL"] == "https://exemple.invalid/retour"
    assert LAUNCH_PARAMETERS not in told
    assert not {"launchParameters", "entitlementKey"} & one.data.keys()


def test_parameters_and_the_entitlement_key_are_handed_on_without_their_blanks() -> None:
    inside = "<launchParameters>\n  page=3  \n</launchParameters><entitlementKey>  cle  </entitlementKey>"
    room = Room(course(unit("a", inside=inside)))
    one = room.launch().start()
    assert one.data is not None
    assert (one.data["launchParameters"], one.data["entitlementKey"]) == ("page=3", {"courseStructure": "cle"})
    assert said(LAUNCHED)[0]["context"]["extensions"][LAUNCH_PARAMETERS] == "page=3"


def test_the_data_of_a_launch_are_there_before_the_statement_that_tells_of_it(room: Room) -> None:
    one = room.launch().start()
    answer = one.call("GET", "activities/state", **one.place("LMS.LaunchData"))
    written = datetime.strptime(answer["Last-Modified"], "%a, %d %b %Y %H:%M:%S GMT").replace(tzinfo=UTC)
    (launched,) = said(LAUNCHED)
    assert written <= datetime.fromisoformat(launched["stored"])
    assert answer["Content-Type"].startswith("application/json")


def test_a_unit_keeps_its_activity_and_each_launch_has_a_session(room: Room) -> None:
    one, two, other = room.launch().start(), room.launch().start(), room.launch(1).start()
    assert one.told["activityId"] == two.told["activityId"] != other.told["activityId"]
    assert one.context != two.context
    assert len(said(LAUNCHED)) == 3
    assert Session.objects.count() == 3


def test_a_launch_may_stand_in_the_address_of_its_unit() -> None:
    room = Room(
        course(unit("a", url="jeu/a.html?x=1")),
        base_address=f"https://exemple.invalid/l/{SESSION_PLACE}/", files=frozenset({"jeu/a.html"}),
    )  # fmt: skip
    one = room.launch()
    session = Session.objects.get().pk
    assert one.address.startswith(f"https://exemple.invalid/l/{session}/jeu/a.html?x=1&endpoint=")
    assert (
        said(LAUNCHED)[0]["context"]["extensions"][LAUNCH_URL] == f"https://exemple.invalid/l/{session}/jeu/a.html?x=1"
    )


# --- the key of a session --------------------------------------------------------------------------------------------


def test_nothing_opens_before_the_key_was_fetched_nor_after_the_session(room: Room) -> None:
    one = room.launch()
    assert one.call("GET", "statements").status_code == 401
    one.start()
    one.send(INITIALIZED, TERMINATED)
    Session.objects.update(ended_at=datetime.now(UTC) - timedelta(minutes=1))
    assert one.call("GET", "statements").status_code == 403
    one.refused(one.statement(EXPERIENCED, defined=False), 403)
    Session.objects.update(expires_at=datetime.now(UTC))
    assert one.call("GET", "statements").status_code == 401


def test_a_few_seconds_are_left_to_what_was_said_before_the_end(room: Room) -> None:
    one = begun(room)
    late = one.statement(COMPLETED)
    one.send(TERMINATED)
    assert one.call("POST", "statements", late).status_code == 200


def test_after_its_end_a_session_repeats_only_the_batch_that_ended_it(room: Room) -> None:
    one = begun(room)
    (told, *last) = [one.statement(EXPERIENCED, defined=False), one.statement(COMPLETED), one.statement(TERMINATED)]
    assert one.call("POST", "statements", told).status_code == 200
    assert one.call("POST", "statements", last).status_code == 200
    one.refused(told, 403)
    again = one.call("POST", "statements", last)
    assert (again.status_code, again.json()) == (200, [each["id"] for each in last]), "its answer may have been lost"


# --- what the learner prefers ----------------------------------------------------------------------------------------


def test_a_unit_reads_what_its_learner_prefers_before_it_begins(room: Room) -> None:
    one = room.launch().start()
    Session.objects.update(preferences_read_at=None)
    one.refused(one.statement(INITIALIZED), 403)
    assert one.preferences("GET").json() == {LANGUAGE: "fr,en", AUDIO: "on"}
    one.send(INITIALIZED)


def test_preferences_are_those_of_the_person_until_a_unit_changes_them() -> None:
    room = Room()
    account = AccountFactory(language="en")
    Learner.objects.filter(pk=room.learner.id).update(account=account)
    one = room.launch().start()
    first = one.preferences("GET")
    assert first.json() == {LANGUAGE: "en,fr", AUDIO: "on"}
    changed = one.preferences("PUT", EN_FIRST, headers={"If-Match": first["ETag"]})
    assert changed.status_code == 204
    assert room.launch(1).start().preferences("GET").json() == EN_FIRST, "and the next launch leaves them"
    two = room.launch().start()
    assert two.preferences("POST", {AUDIO: "on"}).status_code == 204
    assert two.preferences("GET").json() == {**EN_FIRST, AUDIO: "on"}


@pytest.mark.parametrize(
    ("body", "media"),
    [
        (EN_FIRST, "text/plain"),
        (b"du texte", "application/json"),
        (["fr", "on"], "application/json"),
        ({LANGUAGE: "fr"}, "application/json"),
        ({AUDIO: "on"}, "application/json"),
        ({LANGUAGE: "", AUDIO: "on"}, "application/json"),
        ({LANGUAGE: "fr, en", AUDIO: "on"}, "application/json"),
        ({LANGUAGE: "le français", AUDIO: "on"}, "application/json"),
        ({LANGUAGE: 3, AUDIO: "on"}, "application/json"),
        ({LANGUAGE: "fr", AUDIO: "loud"}, "application/json"),
    ],
)
def test_preferences_that_no_unit_could_read_are_refused(room: Room, body: Any, media: str) -> None:
    one = room.launch().start()
    before = one.preferences("GET")
    for headers in ({}, {"If-Match": before["ETag"]}):
        answer = one.preferences("PUT", body, media=media, headers=headers)
        assert answer.status_code == 403, answer.content
        assert "Rien n’a été changé" in answer.json()["detail"]
    assert one.preferences("GET").content == before.content


def test_a_merge_that_leaves_preferences_unreadable_is_refused_and_none_are_deleted(room: Room) -> None:
    one = room.launch().start()
    assert one.preferences("POST", {AUDIO: "fort"}).status_code == 403
    assert one.preferences("DELETE").status_code == 403
    assert one.preferences("GET").json()[AUDIO] == "on"
    stranger = {"agent": '{"mbox":"mailto:exemple@exemple.invalid"}', "profileId": "autre"}
    for method in ("GET", "PUT", "POST", "DELETE"):
        assert one.call(method, "agents/profile", {}, **stranger).status_code == 403
    assert one.call("PUT", "agents/profile", EN_FIRST, profileId="cmi5LearnerPreferences").status_code == 400


# --- statements ------------------------------------------------------------------------------------------------------


def test_allowed_statements_of_any_verb_are_kept_and_found(room: Room) -> None:
    one = begun(room)
    verbs = [EXPERIENCED, "https://exemple.invalid/verbes/serrer", PASSED, "http://adlnet.gov/expapi/verbs/answered"]
    for verb in verbs:
        assert one.call("POST", "statements", one.statement(verb, defined=False)).status_code == 200
    found = [each["verb"]["id"] for each in one.call("GET", "statements", ascending="true").json()["statements"]]
    assert found == [LAUNCHED, INITIALIZED, *verbs]
    assert said(SATISFIED) == [], "passed without the category of cmi5 is only a verb"


@pytest.mark.parametrize("verb", [ABANDONED, WAIVED, LAUNCHED, SATISFIED])
def test_a_unit_writes_none_of_the_platforms_statements(room: Room, verb: str) -> None:
    one = begun(room)
    one.refused(one.statement(verb, result={"duration": "PT1S"}), 403)


@pytest.mark.parametrize("verb", [COMPLETED, PASSED, FAILED, TERMINATED])
def test_what_ends_something_says_how_long_it_took(room: Room, verb: str) -> None:
    one = begun(room)
    statement = one.statement(verb)
    del statement["result"]["duration"]
    one.refused(statement, 403)


def test_a_score_is_judged_by_the_mastery_of_the_launch(room: Room) -> None:
    one = begun(room)
    for verb, scaled, status in ((PASSED, 0.79, 403), (FAILED, 0.8, 403), (PASSED, -0.1, 403), (FAILED, 0.79, 200)):
        statement = one.statement(verb)
        statement["result"]["score"] = {"scaled": scaled, "raw": 1, "min": 0, "max": 5}
        statement["context"]["extensions"][MASTERY_SCORE] = 0.8
        assert one.call("POST", "statements", statement).status_code == status, (verb, scaled)
    assert not Registration.objects.filter(unit_states__passed_at__isnull=False).exists()


def test_the_reports_account_reads_every_session_of_a_learner(room: Room) -> None:
    for place in (0, 1):
        begun(room, place).send(COMPLETED, TERMINATED)
    key = room.reading_key()
    agent = room.launch().told["actor"]
    answer = Client().get(
        "/xapi/statements",
        query_params={"agent": agent},
        headers={"X-Experience-API-Version": "1.0.3", "Authorization": f"Basic {key}"},
    )
    sessions = {each["context"]["extensions"][SESSION_ID] for each in answer.json()["statements"]}
    assert len(sessions) == 3


@pytest.mark.parametrize(
    ("move_on", "verbs", "met"),
    [
        ("Completed", (COMPLETED,), True),
        ("Completed", (PASSED,), False),
        ("Passed", (PASSED,), True),
        ("Passed", (COMPLETED, FAILED), False),
        ("CompletedOrPassed", (COMPLETED,), True),
        ("CompletedOrPassed", (PASSED,), True),
        ("CompletedAndPassed", (COMPLETED,), False),
        ("CompletedAndPassed", (PASSED, COMPLETED), True),
    ],
)
def test_a_course_is_satisfied_by_what_its_units_ask(move_on: str, verbs: tuple[str, ...], met: bool) -> None:
    room = Room(course(block("b", unit("a", moveOn=move_on))))
    one = begun(room)
    one.send(*verbs)
    satisfied = said(SATISFIED)
    assert bool(satisfied) is met
    if met:
        ours = {each["object"]["id"] for each in satisfied}
        assert len(ours) == 2
        assert not ours & {f"{HERE}/bloc/b", f"{HERE}/echelle"}
        assert all(each["context"]["extensions"][SESSION_ID] == one.session() for each in satisfied)


# --- the end ---------------------------------------------------------------------------------------------------------


def test_a_session_that_was_left_is_closed_by_hand_once(room: Room) -> None:
    one = room.launch().start()
    one.clock = room.now + timedelta(seconds=4)
    one.send(INITIALIZED)
    words = {"session_id": Session.objects.get().pk, "now": room.now + timedelta(hours=1)}
    with pytest.raises(Refused):
        abandon_session(by=person(), **words)
    abandon_session(by=PLATFORM, **words)
    (abandoned,) = said(ABANDONED)
    assert (abandoned["result"], abandoned["object"]["id"]) == ({"duration": "PT5.00S"}, one.told["activityId"])
    assert abandoned["context"]["extensions"] == {SESSION_ID: one.session()}
    assert abandoned["actor"] == said(INITIALIZED)[0]["actor"]
    one.refused(one.statement(COMPLETED), 403)
    assert one.call("GET", "activities/state", **one.place("page")).status_code == 403
    with pytest.raises(SessionOver):
        abandon_session(by=PLATFORM, **words)
    room.launch().start()
    assert len(said(ABANDONED)) == 1


def test_every_hour_sessions_past_their_day_are_said_to_be_abandoned(room: Room) -> None:
    begun(room).send(TERMINATED)
    begun(room, 1)
    left, now = Session.objects.get(ended_at=None), datetime.now(UTC)
    jobs.abandon_left_sessions(0)
    assert said(ABANDONED) == []
    Session.objects.update(launched_at=now - LIFE, expires_at=now)
    jobs.abandon_left_sessions(0)
    jobs.abandon_left_sessions(0)
    (abandoned,) = said(ABANDONED)
    assert abandoned["context"]["extensions"][SESSION_ID] == str(left.pk)


def test_a_session_that_cannot_be_closed_holds_up_no_other(
    room: Room, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    closed: list[UUID] = []
    ids = [uuid4() for _each in range(4)]
    problems = {ids[0]: RuntimeError("Zélie"), ids[1]: LearnerGone("…"), ids[2]: Session.DoesNotExist()}

    def close(*, session_id: UUID, **_words: Any) -> None:
        if session_id in problems:
            raise problems[session_id]
        closed.append(session_id)

    monkeypatch.setattr(jobs, "sessions_past_their_day", lambda **_words: ids)
    monkeypatch.setattr(jobs, "abandon_session", close)
    jobs.abandon_left_sessions(0)
    assert closed == ids[3:]
    (line,) = [each.getMessage() for each in caplog.records if each.levelname == "ERROR"]
    assert line == f"The session {ids[0]} stays open: RuntimeError"


def test_a_session_of_who_withdrew_their_consent_is_closed_without_a_word(room: Room) -> None:
    begun(room)
    before = Statement.objects.count()
    learner = Learner.objects.get(pk=room.learner.id)
    record_consent(
        learner_id=learner.pk, purpose=Purpose.TRAINING, is_given=False, by=PLATFORM, now=room.now,
        wording="Retiré (exemple)",
    )  # fmt: skip
    abandon_session(session_id=Session.objects.get().pk, by=PLATFORM, now=room.now)
    assert Session.objects.get().abandoned_at is not None
    assert Statement.objects.count() == before


def test_a_waiver_has_a_session_of_its_own_and_satisfies_what_it_ends(room: Room) -> None:
    one = begun(room)
    waive_unit(
        registration_id=room.registration, unit_id=room.unit(1).pk, reason=WaiveReason.ADMINISTRATIVE, **room.words
    )
    (waived,) = said(WAIVED)
    assert waived["context"]["extensions"][SESSION_ID] not in {one.session(), str(Session.objects.get().pk)}
    assert (waived["result"]["success"], waived["result"]["completion"]) == (True, True)
    assert [each["context"]["contextActivities"]["grouping"][0]["id"] for each in said(SATISFIED)] == [
        f"{HERE}/bloc/pose"
    ]


def test_what_the_platform_writes_bears_the_categories_of_cmi5(room: Room) -> None:
    begun(room)
    begun(room, 1).send(COMPLETED)
    waive_unit(
        registration_id=room.registration, unit_id=room.unit(0).pk, reason=WaiveReason.EQUIVALENT_UNIT, **room.words
    )
    publisher = {f"{HERE}/{each}" for each in ("au/a", "au/b", "bloc/gestes", "bloc/pose", "echelle")}
    found = [each for verb in (LAUNCHED, ABANDONED, WAIVED, SATISFIED) for each in said(verb)]
    assert len(found) == 2 + 1 + 1 + 3
    for each in found:
        categories = {activity["id"] for activity in each["context"]["contextActivities"]["category"]}
        assert categories == ({CATEGORY, MOVE_ON_CATEGORY} if each["verb"]["id"] == WAIVED else {CATEGORY})
        assert {activity["id"] for activity in each["context"]["contextActivities"]["grouping"]} <= publisher
        assert each["context"]["registration"] == str(room.registration)
        assert UUID(each["context"]["extensions"][SESSION_ID])


def test_the_category_of_judged_statements_goes_with_them_only(room: Room) -> None:
    one = begun(room)
    for verb, defined in ((EXPERIENCED, False), (TERMINATED, True)):
        statement = one.statement(verb, defined=defined)
        categories = statement["context"]["contextActivities"].setdefault("category", [])
        categories.append({"id": MOVE_ON_CATEGORY})
        one.refused(statement, 403)


def test_the_same_course_for_another_organisation_has_activities_of_its_own() -> None:
    one, two = Room(COURSE), Room(COURSE)
    assert one.launch().told["activityId"] != two.launch().told["activityId"]
    assert (
        import_course(organisation_id=one.organisation.pk, package=COURSE, base_address="", **one.words) == one.course
    )


def test_a_learners_page_closes_the_session_that_was_left(room: Room) -> None:
    account = AccountFactory()
    Learner.objects.filter(pk=room.learner.id).update(account=account)
    begun(room)
    page = f"/traces/inscriptions/{room.registration}/"
    mine, stranger = signed_in(account), signed_in(AccountFactory())
    close = f"/traces/sessions/{Session.objects.get().pk}/clore/"
    assert close in mine.get(page).content.decode()
    assert stranger.post(close).status_code == 403
    assert mine.get(close).status_code == 405
    assert mine.post(f"/traces/sessions/{uuid4()}/clore/").status_code == 404
    assert mine.post(close).headers["Location"] == page
    assert len(said(ABANDONED)) == 1
    after = mine.get(page).content.decode()
    assert "La session est close" in after
    assert close not in after
    mine.post(close)
    assert "déjà finie" in mine.get(page).content.decode()
    assert len(said(ABANDONED)) == 1


def signed_in(account: Account) -> Client:
    """A browser of this person."""
    client = Client()
    client.force_login(account)
    return client


def test_a_learner_of_two_courses_has_one_name(room: Room) -> None:
    other = enrol_learner(organisation_id=room.organisation.pk, label="Autre", account_id=None, **room.words)
    mine = room.launch().told["actor"]
    room.registration = room.register(other.id)
    assert room.launch().told["actor"] != mine
