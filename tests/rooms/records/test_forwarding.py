"""Statements reach another store in order, once, whatever goes wrong on the way."""

from __future__ import annotations

import threading
import time
from datetime import timedelta
from io import StringIO
from typing import Any
from uuid import UUID, uuid4

import orjson
import pytest
from django.core.management import CommandError, call_command
from django.db import connection, transaction
from django.utils import timezone

from deffinum.foundation.jobs.registry import defer_once, run_waiting_jobs
from deffinum.foundation.lifecycle.models import Transition
from deffinum.foundation.outgoing import posting
from deffinum.foundation.policies import PLATFORM, Refused
from deffinum.foundation.sealing import is_sealed
from deffinum.foundation.xapi.multipart import read_parts
from deffinum.foundation.xapi.sending import Outcome
from deffinum.rooms.records import jobs
from deffinum.rooms.records.commands.erase_learner import erase_learner
from deffinum.rooms.records.commands.forward_statements import (
    claim_forwarding,
    settle_forwarding,
)
from deffinum.rooms.records.commands.open_forwarding import (
    OtherStore,
    Told,
    WrongForwarding,
    close_forwarding,
    pause_forwarding,
    resume_forwarding,
)
from deffinum.rooms.records.commands.record_consent import record_consent
from deffinum.rooms.records.models import Attachment, Forwarding, RefusedStatement, Statement
from deffinum.rooms.records.models.statement_rows import insert_statements
from deffinum.rooms.records.queries import statements_to_forward
from deffinum.rooms.records.queries.find_statements import consistent_through
from deffinum.rooms.records.queries.forwardings import LONGEST_WAIT, recipients_of_store, wait_after
from deffinum.rooms.records.queries.learners import agent_of
from deffinum.rooms.records.words import Purpose, StandardVersion
from tests.factories.other_store import (
    KEY,
    SECRET,
    FakeStore,
    fake_store,
    forwarding_to,
    minute,
    opened,
    organisation_of,
    turn,
    written,
)
from tests.factories.people import NOW, OrganisationFactory, contributor, person
from tests.factories.records import HOME, VERBS, Tool, store_key, voiding
from tests.loopback_server import answer
from tests.names_server import leads_to
from tests.rooms.records.commands.test_erase_learner import PHOTO, enrolled, photographed

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("this_machine_is_allowed")]


# --- what is sent ----------------------------------------------------------------------------------------------------


def test_everything_goes_in_order_without_what_the_other_store_sets(
    tool: Tool, other: FakeStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(statements_to_forward, "BATCH", 3)
    ids = [*written(tool, 2), *written(tool, 5)]
    forwarding = opened(tool, other)
    assert minute() == 1
    assert list(other.kept) == ids
    assert [len(each) for each in other.batches] == [3, 3, 1]
    assert not {"authority", "stored", "version"} & other.kept[ids[0]].keys()
    assert {"id", "actor", "verb", "object", "timestamp"} == other.kept[ids[0]].keys()
    assert other.server.received[0].headers["x-experience-api-version"] == "1.0.3"
    forwarding.refresh_from_db()
    assert (forwarding.sent, forwarding.failures, forwarding.trouble, forwarding.claim) == (7, 0, "", None)
    assert str(forwarding.after_id) == ids[-1]
    assert minute() == 0
    later = written(tool)
    assert minute() == 1
    assert list(other.kept) == ids + later


def test_from_now_on_sends_nothing_of_before(tool: Tool, other: FakeStore) -> None:
    written(tool, 3)
    opened(tool, other, since_beginning=False)
    assert minute() == 0
    ids = written(tool)
    minute()
    assert list(other.kept) == ids


def test_what_voids_goes_like_what_it_voids(tool: Tool, other: FakeStore) -> None:
    ids = written(tool)
    ids += tool.call("POST", "statements", voiding(ids[0])).json()
    opened(tool, other)
    minute()
    assert list(other.kept) == ids


def test_only_the_activities_of_the_prefix_and_what_points_at_them(tool: Tool, other: FakeStore) -> None:
    own, strange = written(tool, object={"id": f"{HOME}/gestes/a/1"}), written(tool, object={"id": f"{HOME}/b"})
    within = written(
        tool, object={"id": f"{HOME}/c"}, context={"contextActivities": {"parent": {"id": f"{HOME}/gestes/a"}}}
    )
    pointing = tool.call("POST", "statements", [voiding(own[0]), voiding(strange[0])]).json()
    forwarding = opened(tool, other, activity_prefix=f"{HOME}/gestes/")
    minute()
    assert list(other.kept) == [*own, *within, pointing[0]]
    forwarding.refresh_from_db()
    assert (forwarding.sent, str(forwarding.after_id)) == (3, pointing[1])


def test_attachments_go_with_their_statement(tool: Tool, other: FakeStore) -> None:
    photographed(tool, agent_of("a"))
    written(tool)
    opened(tool, other, version=StandardVersion.SECOND)
    minute()
    assert [len(each) for each in other.batches] == [1, 1]
    received = other.server.received[0]
    boundary = received.headers["content-type"].partition("boundary=")[2]
    assert read_parts(received.body, boundary=boundary)[1].content == PHOTO
    assert received.headers["x-experience-api-version"] == "2.0.0"


def test_a_learner_who_withdrew_the_consent_for_the_purpose_is_not_sent(tool: Tool, other: FakeStore) -> None:
    organisation = organisation_of(tool)
    mine, theirs = enrolled(organisation), enrolled(organisation, "Autre apprenant")
    for learner, purpose in ((mine, Purpose.IMPROVEMENT), (theirs, Purpose.PROOF)):
        record_consent(
            learner_id=learner.id, purpose=purpose, is_given=False, wording="Non merci.", by=PLATFORM, now=NOW
        )
    written(tool, actor=agent_of(mine.name))
    group = {"objectType": "Group", "member": [agent_of(theirs.name), agent_of(mine.name)]}
    written(tool, actor=group)
    written(tool, object=agent_of(mine.name))
    kept = written(tool, actor=agent_of(theirs.name))
    forwarding = opened(tool, other)
    minute()
    forwarding.refresh_from_db()
    assert list(other.kept) == kept
    assert (forwarding.sent, forwarding.withheld) == (1, 3)
    assert minute() == 0


def test_the_secret_is_sealed_and_forgotten_at_the_end(tool: Tool, other: FakeStore) -> None:
    forwarding = opened(tool, other)
    assert is_sealed(forwarding.sealed_secret)
    assert SECRET not in forwarding.sealed_secret
    close_forwarding(forwarding_id=forwarding.pk, by=PLATFORM, now=NOW)
    forwarding.refresh_from_db()
    assert (forwarding.state, forwarding.sealed_secret) == ("closed", "")
    written(tool)
    assert minute() == 0
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM audit_auditentry WHERE arguments::text ~ %s", [f"{SECRET}|{KEY}"])
        assert cursor.fetchone()[0] == 0


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("version", list(StandardVersion))
def test_our_own_store_of_another_organisation_takes_it_all_once(
    tool: Tool, live_server: Any, version: StandardVersion
) -> None:
    target = Tool(store_key())
    photographed(tool, agent_of("a"))
    ids = written(tool, 120)
    ids += tool.call("POST", "statements", voiding(ids[0])).json()
    strange = written(target, id=ids[7], actor=agent_of("quelqu’un d’autre"))
    organisation_id = organisation_of(tool).pk
    forwarding = forwarding_to(
        f"{live_server.url}/xapi/",
        organisation_id=organisation_id,
        key=str(target.key.id),
        secret=target.key.secret,
        version=version,
    )
    turn(forwarding)
    Forwarding.objects.update(after_stored=None, after_id=None)
    turn(forwarding)
    assert (forwarding.sent, forwarding.trouble) == (242, "")
    here = Statement.objects.filter(store_id=tool.key.store_id).order_by("stored", "id")
    there = Statement.objects.filter(store_id=target.key.store_id)
    assert there.count() == here.count() == 122
    assert [str(each.id) for each in there.order_by("stored", "id")] == strange + [
        str(each.id) for each in here if str(each.id) != ids[7]
    ]
    assert there.get(id=ids[0]).voided
    assert Attachment.objects.filter(store_id=target.key.store_id).count() == 1
    refused = RefusedStatement.objects.get()
    assert (str(refused.statement_id), refused.status) == (ids[7], 409)
    assert "existe déjà" in refused.sentence


# --- what goes wrong -------------------------------------------------------------------------------------------------


def trouble_of(forwarding: Forwarding) -> tuple[str, int, int]:
    return forwarding.trouble, forwarding.trouble_status, forwarding.failures


def test_a_store_that_is_down_is_tried_again_later_and_nothing_is_lost(tool: Tool) -> None:
    ids = written(tool, 3)
    with fake_store() as gone:
        forwarding = opened(tool, gone)
        port = gone.server.port
    before = timezone.now()
    assert minute() == 1
    forwarding.refresh_from_db()
    assert trouble_of(forwarding) == ("unreachable", 0, 1)
    assert forwarding.next_attempt_at is not None
    assert timedelta(seconds=25) < forwarding.next_attempt_at - before < timedelta(seconds=120)
    assert minute() == 0, "it waits"
    with fake_store() as back:
        Forwarding.objects.update(endpoint=f"{back.server.address}/xapi", next_attempt_at=None)
        assert port != back.server.port
        minute()
        assert list(back.kept) == ids
    forwarding.refresh_from_db()
    assert trouble_of(forwarding) == ("", 0, 0)


def test_a_store_that_fails_is_paused_after_twenty_times_and_resumed_by_hand(tool: Tool, other: FakeStore) -> None:
    ids = written(tool, 2)
    forwarding = opened(tool, other)
    other.down = 500
    for failures in range(1, 20):
        assert trouble_of(turn(forwarding)) == ("failing", 500, failures)
        assert forwarding.state == "running"
    turn(forwarding)
    assert (forwarding.state, forwarding.failures, forwarding.after_id) == ("held", 20, None)
    (move,) = Transition.objects.filter(subject_id=forwarding.pk)
    assert (move.move, move.evidence) == ("hold", {"trouble": "failing", "failures": 20})
    other.down = 0
    assert turn(forwarding).sent == 0, "it waits for somebody"
    resume_forwarding(forwarding_id=forwarding.pk, by=PLATFORM, now=NOW)
    minute()
    assert list(other.kept) == ids


def test_waits_double_up_to_six_hours_and_are_spread() -> None:
    assert timedelta(seconds=30) <= wait_after(1) <= timedelta(seconds=90)
    assert timedelta(minutes=2) <= wait_after(3) <= timedelta(minutes=6)
    assert LONGEST_WAIT / 2 <= wait_after(20) <= LONGEST_WAIT * 1.5
    assert len({wait_after(5) for _ in range(10)}) > 1


def test_a_store_that_asks_to_wait_is_waited_for(tool: Tool, other: FakeStore) -> None:
    written(tool)
    forwarding = opened(tool, other)
    other.server.reply = answer(429, Retry_After="7200")
    before = timezone.now()
    turn(forwarding)
    assert trouble_of(forwarding) == ("busy", 429, 1)
    assert forwarding.next_attempt_at is not None
    assert forwarding.next_attempt_at - before >= timedelta(hours=2)


def test_a_store_that_is_too_slow_may_have_taken_it_and_takes_it_again(
    tool: Tool, other: FakeStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(posting, "WHOLE_SECONDS", 0.3)
    ids = written(tool, 2)
    forwarding = opened(tool, other)
    other.before = lambda: time.sleep(0.8)
    assert trouble_of(turn(forwarding)) == ("too_slow", 0, 1)
    assert forwarding.after_id is None
    other.before = lambda: None
    turn(forwarding)
    assert list(other.kept) == ids
    assert (forwarding.sent, trouble_of(forwarding)) == (2, ("", 0, 0))


@pytest.mark.parametrize("status", [400, 409])
def test_one_statement_that_is_refused_is_noted_and_the_others_go_on(tool: Tool, other: FakeStore, status: int) -> None:
    ids = written(tool, 8)
    forwarding = opened(tool, other)
    other.refused = {ids[3]: (status, b'{"detail": "d\xc3\xa9j\xc3\xa0 l\xc3\xa0\\u0007"}' + b" " * 400)}
    minute()
    forwarding.refresh_from_db()
    assert sorted(other.kept) == sorted(set(ids) - {ids[3]})
    assert (forwarding.sent, trouble_of(forwarding), str(forwarding.after_id)) == (7, ("", 0, 0), ids[-1])
    refused = RefusedStatement.objects.get()
    assert (str(refused.statement_id), refused.status, refused.sentence) == (ids[3], status, "déjà là")


def test_a_store_that_refuses_everything_is_paused_and_passes_by_hand(tool: Tool, other: FakeStore) -> None:
    ids = written(tool, 30)
    forwarding = opened(tool, other)
    other.refused = dict.fromkeys(ids, (400, b"version inconnue"))
    turn(forwarding)
    assert (forwarding.state, trouble_of(forwarding)) == ("held", ("refuses_all", 400, 1))
    assert forwarding.trouble_sentence == "version inconnue"
    assert RefusedStatement.objects.count() == 20
    assert str(forwarding.after_id) == ids[19]
    other.refused = {}
    resume_forwarding(forwarding_id=forwarding.pk, by=PLATFORM, now=NOW)
    assert turn(forwarding).sent == 10


def test_a_redirect_is_told_and_not_followed(tool: Tool, other: FakeStore) -> None:
    written(tool)
    forwarding = opened(tool, other)
    with fake_store() as elsewhere:
        other.server.reply = answer(307, Location=f"{elsewhere.server.address}/xapi/statements")
        assert trouble_of(turn(forwarding)) == ("moved", 307, 1)
        assert elsewhere.server.received == []


@pytest.mark.parametrize("address", ["127.0.0.1", "10.0.0.1", "::1", "::ffff:10.0.0.1", "169.254.169.254"])
def test_an_address_inside_is_refused_when_it_is_saved_and_when_the_name_moves_there(
    tool: Tool, other: FakeStore, monkeypatch: pytest.MonkeyPatch, settings: Any, address: str
) -> None:
    settings.OUTGOING_LOOPBACK = False
    organisation_id = organisation_of(tool).pk
    inside = f"[{address}]" if ":" in address else address
    for endpoint in (f"https://{inside}:{other.server.port}/xapi", f"https://{inside}/"):
        with pytest.raises(WrongForwarding, match="publique") as raised:
            forwarding_to(endpoint, organisation_id=organisation_id)
        assert raised.value.field == "endpoint"
    leads_to(monkeypatch, "8.8.8.8")
    written(tool)
    forwarding = forwarding_to("https://traces.exemple.fr/xapi", organisation_id=organisation_id)
    leads_to(monkeypatch, address)
    assert trouble_of(turn(forwarding)) == ("forbidden", 0, 1)
    assert other.server.received == []


def test_plain_http_is_refused_where_the_setting_does_not_allow_it(tool: Tool, other: FakeStore, settings: Any) -> None:
    settings.OUTGOING_LOOPBACK = False
    with pytest.raises(WrongForwarding, match="https"):
        opened(tool, other)
    assert not Forwarding.objects.exists()


def test_a_secret_that_does_not_open_any_more_is_said_at_once(tool: Tool, other: FakeStore, settings: Any) -> None:
    written(tool)
    forwarding = opened(tool, other)
    settings.SECRET_KEY = "x" * 50
    turn(forwarding)
    assert (forwarding.state, forwarding.trouble) == ("held", "secret_lost")
    assert other.server.received == []


def test_after_the_secret_key_changed_secrets_are_sealed_anew(tool: Tool, other: FakeStore, settings: Any) -> None:
    ids = written(tool)
    forwarding, closed = opened(tool, other), opened(tool, other)
    close_forwarding(forwarding_id=closed.pk, by=PLATFORM, now=NOW)
    before = settings.SECRET_KEY
    settings.SECRET_KEY_FALLBACKS, settings.SECRET_KEY = [], "x" * 50
    with pytest.raises(CommandError, match="SECRET_KEY_FALLBACKS"):
        call_command("seal_forwardings")
    settings.SECRET_KEY_FALLBACKS = [before]
    for changed in (1, 0):
        said = StringIO()
        call_command("seal_forwardings", stdout=said)
        assert said.getvalue().startswith(f"{changed} secrets")
    settings.SECRET_KEY_FALLBACKS = []
    turn(forwarding)
    assert list(other.kept) == ids


# --- two at once, killed in between ----------------------------------------------------------------------------------


def test_a_worker_killed_between_sending_and_the_cursor_sends_the_same_ids_again(
    tool: Tool, other: FakeStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    class Killed(BaseException):
        """As a process that is no more."""

    def kill(**_words: Any) -> None:
        raise Killed

    ids = written(tool, 3)
    forwarding = opened(tool, other)
    with monkeypatch.context() as patched:
        patched.setattr(jobs, "settle_forwarding", kill)
        with pytest.raises(Killed):
            turn(forwarding)
    forwarding.refresh_from_db()
    assert (forwarding.sent, forwarding.after_id) == (0, None)
    assert forwarding.claim is not None
    assert minute() == 0, "the claim of the dead worker still holds"
    Forwarding.objects.update(claimed_until=timezone.now() - timedelta(seconds=1))
    assert minute() == 1
    assert list(other.kept) == ids
    assert other.batches == [ids, ids]
    forwarding.refresh_from_db()
    assert forwarding.sent == 3


def test_a_worker_that_comes_back_after_its_claim_writes_nothing(tool: Tool, other: FakeStore) -> None:
    ids = written(tool, 2)
    forwarding = opened(tool, other)
    claimed = claim_forwarding(forwarding_id=forwarding.pk, by=PLATFORM, now=timezone.now())
    assert claimed is not None
    Forwarding.objects.update(claimed_until=timezone.now() - timedelta(seconds=1))
    assert minute() == 1
    late = settle_forwarding(
        claimed=claimed, outcome=Outcome(settled=2, taken=2), place=None, withheld=0, by=PLATFORM, now=timezone.now()
    )
    forwarding.refresh_from_db()
    assert (late, forwarding.sent, list(other.kept)) == (False, 2, ids)


@pytest.mark.django_db(transaction=True)
def test_two_workers_at_once_one_sends(tool: Tool, other: FakeStore) -> None:
    ids = written(tool, 5)
    forwarding = opened(tool, other)
    both = threading.Barrier(2)
    failures: list[BaseException] = []

    def work() -> None:
        try:
            both.wait(10)
            jobs.forward_store.func(forwarding_id=str(forwarding.pk))
        except BaseException as error:
            failures.append(error)
        finally:
            connection.close()

    threads = [threading.Thread(target=work) for _ in range(2)]
    for each in threads:
        each.start()
    for each in threads:
        each.join(30)
    forwarding.refresh_from_db()
    assert failures == []
    assert other.batches == [ids]
    assert forwarding.sent == 5


@pytest.mark.django_db(transaction=True)
def test_nothing_is_sent_while_something_older_may_still_come(tool: Tool, other: FakeStore) -> None:
    """Another transaction has read the instant under which it will store, and has not stored yet."""
    forwarding = opened(tool, other)
    began, release = threading.Event(), threading.Event()
    instants: list[Any] = []

    def slow_writer() -> None:
        try:
            with transaction.atomic():
                instants.append(insert_statements(tool.key.store_id, tool.key.store_id, [], alone=False)[0])
                began.set()
                release.wait(30)
        finally:
            connection.close()

    thread = threading.Thread(target=slow_writer)
    thread.start()
    try:
        assert began.wait(30)
        ids = written(tool)
        assert consistent_through() <= instants[0]
        assert turn(forwarding).after_id is None
        assert other.server.received == []
    finally:
        release.set()
        thread.join(30)
    turn(forwarding)
    assert list(other.kept) == ids


def test_a_turn_that_waits_already_is_not_asked_for_twice(tool: Tool, other: FakeStore) -> None:
    written(tool)
    opened(tool, other)
    jobs.forward_statements.func(timestamp=0)
    jobs.forward_statements.func(timestamp=60)
    assert run_waiting_jobs() == 1
    identifier = str(uuid4())
    assert defer_once(jobs.forward_store, "a", forwarding_id=identifier)
    assert not defer_once(jobs.forward_store, "a", forwarding_id=identifier)
    assert run_waiting_jobs() == 1


# --- who decides, and what is told -----------------------------------------------------------------------------------


def test_the_people_of_the_organisation_decide_and_nobody_else(tool: Tool, other: FakeStore) -> None:
    organisation = organisation_of(tool)
    forwarding = opened(tool, other, by=contributor(organisation))
    stranger = contributor(OrganisationFactory())
    for by in (person(), stranger):
        with pytest.raises(Refused):
            opened(tool, other, by=by)
        for change in (pause_forwarding, resume_forwarding, close_forwarding):
            with pytest.raises(Refused):
                change(forwarding_id=forwarding.pk, by=by, now=NOW)
    pause_forwarding(forwarding_id=forwarding.pk, by=contributor(organisation), now=NOW)
    written(tool)
    assert minute() == 0
    resume_forwarding(forwarding_id=forwarding.pk, by=contributor(organisation), now=NOW)
    assert minute() == 1


@pytest.mark.parametrize("missing", ["label", "recipient", "reason", "key", "secret"])
def test_what_must_be_said_is_said(tool: Tool, other: FakeStore, missing: str) -> None:
    texts = {"label": "Essai", "recipient": "Labo", "reason": "Mesurer", "key": "c", "secret": "s", missing: " \n"}
    if missing == "secret":
        texts["secret"] = ""
    with pytest.raises(WrongForwarding) as raised:
        opened(
            tool,
            other,
            label=texts["label"],
            other=OtherStore(f"{other.server.address}/", texts["key"], texts["secret"], StandardVersion.FIRST),
            told=Told(texts["recipient"], texts["reason"], Purpose.TRAINING),
        )
    assert raised.value.field == missing


def test_who_received_is_remembered_after_the_end_unless_nothing_went(tool: Tool, other: FakeStore) -> None:
    store_id = UUID(str(tool.key.store_id))
    sending, idle = opened(tool, other), opened(tool, other, since_beginning=False)
    assert len(recipients_of_store(store_id=store_id)) == 2
    written(tool)
    Forwarding.objects.filter(pk=idle.pk).update(state="paused")
    minute()
    for each in (sending, idle):
        close_forwarding(forwarding_id=each.pk, by=PLATFORM, now=NOW)
    (found,) = recipients_of_store(store_id=store_id)
    assert (found.recipient, found.is_over) == ("Laboratoire d’exemple", True)
    assert found.since is not None


def test_erasing_a_learner_forgets_what_the_other_store_said_of_them(tool: Tool, other: FakeStore) -> None:
    organisation = organisation_of(tool)
    mine = enrolled(organisation)
    ids = written(tool, 2, actor=agent_of(mine.name))
    forwarding = opened(tool, other)
    other.refused = {ids[0]: (409, f"{mine.name} : autre chose".encode())}
    minute()
    forwarding.refresh_from_db()
    Forwarding.objects.update(trouble="failing", trouble_sentence=f"panne avec {mine.name}")
    erase_learner(learner_id=mine.id, by=PLATFORM, now=NOW)
    forwarding.refresh_from_db()
    refused = RefusedStatement.objects.get()
    assert (str(refused.statement_id), refused.sentence, forwarding.trouble_sentence) == (ids[0], "", "")


def test_what_was_sent_and_changed_here_by_erasure_is_not_sent_again(tool: Tool, other: FakeStore) -> None:
    organisation = organisation_of(tool)
    mine = enrolled(organisation)
    (identifier,) = written(tool, actor=agent_of(mine.name), verb={"id": f"{VERBS}asked"})
    opened(tool, other)
    minute()
    erase_learner(learner_id=mine.id, by=PLATFORM, now=NOW)
    assert minute() == 0
    assert other.kept[identifier]["actor"]["account"]["name"] == mine.name
    assert orjson.loads(Statement.objects.get().body)["actor"]["account"]["name"] != mine.name
