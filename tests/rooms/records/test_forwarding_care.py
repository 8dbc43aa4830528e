"""A forwarding that fails is known of, what was refused can go again, and one slow store delays nobody."""

from __future__ import annotations

import time

import pytest
from django.test import Client
from django.utils import timezone

from deffinum.foundation.jobs.registry import run_waiting_jobs
from deffinum.foundation.policies import PLATFORM, Refused
from deffinum.foundation.xapi import sending
from deffinum.rooms.people.models import Notification
from deffinum.rooms.records import jobs
from deffinum.rooms.records.commands.open_forwarding import (
    NothingRefused,
    close_forwarding,
    resume_forwarding,
    send_refused_again,
)
from deffinum.rooms.records.commands.record_consent import record_consent
from deffinum.rooms.records.events import ForwardingHeld
from deffinum.rooms.records.models import Forwarding, RefusedStatement
from deffinum.rooms.records.queries import statements_to_forward
from deffinum.rooms.records.queries.learners import agent_of
from deffinum.rooms.records.reactions import tell_of_held_forwarding
from deffinum.rooms.records.words import Purpose
from tests.factories.other_store import FakeStore, fake_store, minute, opened, organisation_of, turn, written
from tests.factories.people import NOW, AccountFactory, MandateFactory, contributor, person
from tests.factories.records import Tool
from tests.rooms.records.commands.test_erase_learner import enrolled

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("this_machine_is_allowed")]


def held(tool: Tool, other: FakeStore) -> Forwarding:
    """A forwarding whose store refuses everything."""
    ids = written(tool, 20)
    other.refused = dict.fromkeys(ids, (400, b"version inconnue"))
    return turn(opened(tool, other))


# --- who is told -----------------------------------------------------------------------------------------------------


def test_a_forwarding_that_stops_by_itself_is_told_to_the_organisation(tool: Tool, other: FakeStore) -> None:
    organisation = organisation_of(tool)
    mandate = MandateFactory(organisation=organisation)
    stranger = AccountFactory()
    forwarding = held(tool, other)
    assert forwarding.state == "held"
    run_waiting_jobs()
    told = Notification.objects.get()
    assert told.account_id == mandate.account_id != stranger.pk
    assert forwarding.label in str(told.title)
    assert "refuse toutes les traces (réponse 400)" in str(told.body)
    assert "refuses every statement" in str(told.body) or "(answer 400)" in str(told.body)
    assert told.address == f"/traces/transmissions/{forwarding.pk}/"
    fact = ForwardingHeld(forwarding.pk, NOW)
    assert Notification.objects.count() == 1
    resume_forwarding(forwarding_id=forwarding.pk, by=PLATFORM, now=NOW)
    tell_of_held_forwarding(fact, now=timezone.now())
    assert Notification.objects.count() == 1, "it runs again: nobody is alarmed"


def test_the_same_stop_is_told_once(tool: Tool, other: FakeStore) -> None:
    MandateFactory(organisation=organisation_of(tool))
    forwarding = held(tool, other)
    for _each in range(2):
        tell_of_held_forwarding(ForwardingHeld(forwarding.pk, NOW), now=timezone.now())
    assert Notification.objects.count() == 1


# --- what was refused ------------------------------------------------------------------------------------------------


def test_refused_statements_go_again_when_somebody_asks(tool: Tool, other: FakeStore) -> None:
    ids = written(tool, 8)
    other.refused = dict.fromkeys(ids[:3], (400, b"pas encore"))
    forwarding = turn(opened(tool, other))
    assert (forwarding.sent, RefusedStatement.objects.count()) == (5, 3)
    assert minute() == 0, "nothing goes again by itself"
    by = contributor(organisation_of(tool))
    other.refused = {ids[0]: (409, b"toujours pas")}
    assert send_refused_again(forwarding_id=forwarding.pk, by=by, now=timezone.now()) == 3
    minute()
    forwarding.refresh_from_db()
    assert set(other.kept) == set(ids[1:])
    left = RefusedStatement.objects.get()
    assert (str(left.statement_id), left.status, left.sentence, left.again_at) == (ids[0], 409, "toujours pas", None)
    assert (forwarding.sent, forwarding.state, str(forwarding.after_id)) == (7, "running", ids[-1])
    assert minute() == 0


def test_more_than_a_batch_goes_again_and_a_failure_keeps_the_rest(tool: Tool, other: FakeStore) -> None:
    ids = written(tool, 130)
    forwarding = turn(opened(tool, other))
    assert forwarding.sent == 130
    other.kept.clear()
    RefusedStatement.objects.bulk_create(
        [RefusedStatement(forwarding=forwarding, statement_id=each, status=400, refused_at=NOW) for each in ids]
    )
    send_refused_again(forwarding_id=forwarding.pk, by=PLATFORM, now=timezone.now())
    other.down = 503
    turn(forwarding)
    assert (forwarding.trouble, RefusedStatement.objects.count()) == ("busy", 130)
    other.down = 0
    turn(forwarding)
    assert sorted(other.kept) == sorted(ids)
    assert not RefusedStatement.objects.exists()


@pytest.mark.parametrize("status", [500, 200])
def test_a_refused_statement_that_breaks_the_store_holds_nothing_else_back(
    tool: Tool, other: FakeStore, status: int
) -> None:
    ids = written(tool, 3)
    other.refused = dict.fromkeys(ids, (400, b"pas encore"))
    forwarding = turn(opened(tool, other))
    send_refused_again(forwarding_id=forwarding.pk, by=PLATFORM, now=timezone.now())
    other.refused = {ids[1]: (status, b"en panne")}
    fresh = written(tool, 2)
    turn(forwarding)
    assert set(other.kept) == {ids[0], *fresh}
    assert (forwarding.state, forwarding.trouble, forwarding.failures, forwarding.sent) == ("running", "", 0, 3)
    asked = {str(each.statement_id): each for each in RefusedStatement.objects.all()}
    assert set(asked) == set(ids[1:])
    assert (asked[ids[1]].again_at, asked[ids[1]].status, asked[ids[1]].sentence) == (None, status, "en panne")
    turn(forwarding)
    assert set(other.kept) == {ids[0], ids[2], *fresh}
    assert minute() == 0


def test_a_refused_statement_that_hangs_is_asked_for_once(
    tool: Tool, other: FakeStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    ids = written(tool, 2)
    other.refused = dict.fromkeys(ids[:1], (400, b"pas encore"))
    forwarding = turn(opened(tool, other))
    send_refused_again(forwarding_id=forwarding.pk, by=PLATFORM, now=timezone.now())
    monkeypatch.setattr(jobs, "TURN_SECONDS", 0.2)
    other.before = lambda: time.sleep(1.5)
    turn(forwarding)
    assert (forwarding.trouble, RefusedStatement.objects.get().again_at) == ("too_slow", None)


def test_what_is_gone_or_withheld_meanwhile_is_not_sent(tool: Tool, other: FakeStore) -> None:
    line = enrolled(organisation_of(tool))
    (kept,) = written(tool, 1, actor=agent_of(line.name))
    other.refused = {kept: (400, b"non")}
    forwarding = turn(opened(tool, other))
    gone = "00000000-0000-4000-8000-000000000001"
    RefusedStatement.objects.create(forwarding=forwarding, statement_id=gone, status=400, refused_at=NOW)
    record_consent(
        learner_id=line.id,
        purpose=Purpose(forwarding.purpose),
        is_given=False,
        wording="Non.",
        by=PLATFORM,
        now=timezone.now(),
    )
    other.refused = {}
    send_refused_again(forwarding_id=forwarding.pk, by=PLATFORM, now=timezone.now())
    turn(forwarding)
    assert other.kept == {}
    left = RefusedStatement.objects.get()
    assert (str(left.statement_id), left.again_at) == (kept, None)


def test_the_page_lists_every_refusal_and_sends_them_again(tool: Tool, other: FakeStore) -> None:
    forwarding = opened(tool, other)
    ids = [f"00000000-0000-4000-8000-{number:012d}" for number in range(60)]
    RefusedStatement.objects.bulk_create(
        [RefusedStatement(forwarding=forwarding, statement_id=each, status=400, refused_at=NOW) for each in ids]
    )
    client = Client()
    client.force_login(MandateFactory(organisation=organisation_of(tool)).account)
    address = f"/traces/transmissions/{forwarding.pk}/"
    pages = [client.get(address, {"refus": number}).content.decode() for number in ("1", "2", "99x", "٢")]
    assert all(sum(each in page for page in pages[:2]) == 1 for each in ids)
    assert "Page 2 sur 2" in pages[1]
    for strange in pages[2:]:
        assert strange.count("00000000-0000-4000-8000-") == pages[0].count("00000000-0000-4000-8000-")
    done = client.post(f"{address}renvoi/", follow=True).content.decode()
    assert "60 traces refusées repartent dans la minute" in done
    assert "60 traces attendent" in done
    assert "Renvoyer les traces refusées" not in done
    assert "Aucune trace refusée" in client.post(f"{address}renvoi/", follow=True).content.decode()
    assert client.get(f"{address}renvoi/").status_code == 405


def test_only_the_organisation_sends_again_and_nothing_of_a_closed_one(tool: Tool, other: FakeStore) -> None:
    ids = written(tool, 1)
    other.refused = dict.fromkeys(ids, (400, b"non"))
    forwarding = turn(opened(tool, other))
    with pytest.raises(Refused):
        send_refused_again(forwarding_id=forwarding.pk, by=person(), now=NOW)
    close_forwarding(forwarding_id=forwarding.pk, by=PLATFORM, now=NOW)
    with pytest.raises(NothingRefused):
        send_refused_again(forwarding_id=forwarding.pk, by=PLATFORM, now=NOW)


# --- a slow store ----------------------------------------------------------------------------------------------------


def test_a_slow_store_is_given_seconds_and_the_others_get_theirs(
    tool: Tool, other: FakeStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(jobs, "TURN_SECONDS", 0.5)
    ids = written(tool, 2)
    with fake_store() as slow:
        first = opened(tool, slow)
        opened(tool, other)
        slow.before = lambda: time.sleep(5)
        begun = time.monotonic()
        minute()
        assert time.monotonic() - begun < 3
        first.refresh_from_db()
        assert (first.trouble, first.failures, first.after_id) == ("too_slow", 1, None)
    assert list(other.kept) == ids


def test_what_the_end_of_our_turn_cuts_is_no_failure_of_a_store_that_answers(
    tool: Tool, other: FakeStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A store that takes 3 s a batch, in a turn of 5 s: a tenth of both here."""
    monkeypatch.setattr(jobs, "TURN_SECONDS", 0.5)
    monkeypatch.setattr(sending, "LEAST_SECONDS", 0.05)
    monkeypatch.setattr(statements_to_forward, "BATCH", 2)
    ids = written(tool, 5)
    forwarding = opened(tool, other)
    other.before = lambda: time.sleep(0.3)
    for sent in (2, 4, 5):
        turn(forwarding)
        assert (forwarding.sent, forwarding.trouble, forwarding.failures) == (sent, "", 0)
    assert set(other.kept) == set(ids)
    other.before = lambda: time.sleep(0.7)
    written(tool, 1)
    turn(forwarding)
    assert (forwarding.trouble, forwarding.failures) == ("too_slow", 1), "it had the whole turn"


def test_a_slow_store_is_asked_for_less_each_time_then_given_longer(
    tool: Tool, other: FakeStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    ids = written(tool, 40)
    forwarding = opened(tool, other)
    monkeypatch.setattr(jobs, "TURN_SECONDS", 0.2)
    Forwarding.objects.filter(pk=forwarding.pk).update(trouble="too_slow", failures=3)
    turn(forwarding)
    assert [len(each) for each in other.batches][:1] == [12]
    Forwarding.objects.filter(pk=forwarding.pk).update(trouble="too_slow", failures=7, after_id=None, after_stored=None)
    other.before = lambda: time.sleep(1.5)
    before = len(other.batches)
    monkeypatch.setattr(jobs, "PATIENT_TURN_SECONDS", 4.0)
    turn(forwarding)
    assert [len(each) for each in other.batches][before] == 1
    assert (forwarding.trouble, ids[0] in other.kept) == ("", True)
