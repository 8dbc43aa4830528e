"""Folding as a whole: the job, the rebuild, what retention and erasure leave of the figures."""

from __future__ import annotations

import time
import uuid
from datetime import timedelta
from io import StringIO
from typing import Any

import psycopg
import pytest
from django.core.management import call_command
from django.db import connection, transaction

from deffinum.foundation.policies import PLATFORM
from deffinum.rooms.records import jobs
from deffinum.rooms.records.commands import apply_retention
from deffinum.rooms.records.commands.erase_learner import erase_learner
from deffinum.rooms.records.commands.fold_statements import fold_statements
from deffinum.rooms.records.models import Attempt, Figure, FoldCursor, Participation
from deffinum.rooms.records.models.attempt import NONE
from deffinum.rooms.records.queries.find_statements import consistent_through
from deffinum.rooms.records.queries.fold_state import folded_until
from deffinum.rooms.records.queries.resource_figures import store_figures
from deffinum.rooms.records.words import Measure
from tests.factories.figures import learning_class, worked
from tests.factories.people import NOW
from tests.factories.records import HOME, Tool, learner, statement, store_key
from tests.rooms.records.commands.test_apply_retention import aged
from tests.rooms.records.commands.test_erase_learner import told


def figure(store_id: Any, measure: Measure, **place: Any) -> tuple[int, int]:
    """What stands, and what is kept."""
    words = {"resource_key": NONE, "step_key": NONE, **place}
    row = Figure.objects.filter(store_id=store_id, measure=measure, **words).first()
    return (row.live, row.kept) if row else (0, 0)


@pytest.mark.django_db
def test_the_job_folds_every_store() -> None:
    stores = [Tool(store_key()), Tool(store_key())]
    for tool in stores:
        tool.call("POST", "statements", [statement(actor=learner(name)) for name in "ab"])
    jobs.fold_new_statements(timestamp=0)
    for tool in stores:
        assert figure(tool.key.store_id, Measure.LEARNERS) == (2, 0)
        assert folded_until(store_id=tool.key.store_id) is not None
    jobs.fold_new_statements(timestamp=0)
    assert figure(stores[0].key.store_id, Measure.LEARNERS) == (2, 0)


@pytest.mark.django_db
def test_a_store_that_cannot_be_folded_holds_up_no_other(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    stores = sorted((Tool(store_key()) for _each in range(2)), key=lambda tool: tool.key.store_id)
    for tool in stores:
        tool.call("POST", "statements", statement())

    def refuse(*, store_id: Any, **words: Any) -> int:
        if store_id == stores[0].key.store_id:
            raise ValueError("apprenant-1")
        return fold_statements(store_id=store_id, **words)

    monkeypatch.setattr(jobs, "fold_statements", refuse)
    jobs.fold_new_statements(timestamp=0)
    assert figure(stores[1].key.store_id, Measure.LEARNERS) == (1, 0)
    assert str(stores[0].key.store_id) in caplog.text
    assert "apprenant-1" not in caplog.text


@pytest.mark.django_db
def test_a_valid_statement_at_the_ends_of_numbers_and_of_the_calendar_is_counted() -> None:
    tool = Tool(store_key())
    said = [
        statement(timestamp=at, result={"score": score})
        for at in ("0001-01-01T00:00:00Z", "9999-12-31T23:30:00Z")
        for score in ({"raw": -1e308, "max": 1}, {"raw": 1e308, "min": -1e308, "max": 1e308})
    ]
    assert tool.call("POST", "statements", said).status_code == 200
    assert fold_statements(store_id=tool.key.store_id, until=consistent_through(), by=PLATFORM, now=NOW) == 4
    assert figure(tool.key.store_id, Measure.ATTEMPTS) == (1, 0)
    assert [each.last_at.year for each in Attempt.objects.all()] == [9998]


@pytest.mark.django_db
def test_statements_of_people_that_nobody_enrolled_are_counted_too() -> None:
    tool = Tool(store_key())
    group = {"objectType": "Group", "member": [learner("a"), learner("b")]}
    tool.call("POST", "statements", [statement(), statement(actor=group), statement(object=learner("c"))])
    jobs.fold_new_statements(timestamp=0)
    assert figure(tool.key.store_id, Measure.ATTEMPTS) == (1, 0)
    assert Attempt.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_nothing_that_an_open_transaction_may_still_date_is_passed_over() -> None:
    tool = Tool(store_key())
    given = connection.get_connection_params()
    names = {"dbname": given["dbname"], "user": given["user"], "host": given["host"]}
    with psycopg.connect(**{key: value for key, value in names.items() if value}) as other:
        begun = other.execute("SELECT now() FROM pg_current_xact_id()").fetchone()  # it may write from here on
        assert begun is not None
        assert tool.call("POST", "statements", statement()).status_code == 200
        assert consistent_through() == begun[0]
        assert fold_statements(store_id=tool.key.store_id, until=consistent_through(), by=PLATFORM, now=NOW) == 0
        other.rollback()
    deadline = time.monotonic() + 10
    while consistent_through() <= begun[0] and time.monotonic() < deadline:
        time.sleep(0.05)
    assert fold_statements(store_id=tool.key.store_id, until=consistent_through(), by=PLATFORM, now=NOW) == 1


@pytest.mark.django_db(transaction=True)
def test_two_workers_never_fold_one_store() -> None:
    tool = Tool(store_key())
    tool.call("POST", "statements", statement())
    FoldCursor.objects.create(store_id=tool.key.store_id)
    given = connection.get_connection_params()
    names = {"dbname": given["dbname"], "user": given["user"], "host": given["host"]}
    until = consistent_through()
    with psycopg.connect(**{key: value for key, value in names.items() if value}) as other:
        other.execute("SELECT 1 FROM records_foldcursor FOR UPDATE")
        assert fold_statements(store_id=tool.key.store_id, until=until, by=PLATFORM, now=NOW) == 0
        other.rollback()
    assert fold_statements(store_id=tool.key.store_id, until=until, by=PLATFORM, now=NOW) == 1


@pytest.mark.django_db
def test_the_rebuild_command_gives_the_same_figures() -> None:
    made = worked(7)
    before = sorted(Figure.objects.values_list("resource_key", "step_key", "measure", "live"))
    said = StringIO()
    call_command("rebuild_figures", store=made.store_id, stdout=said)
    assert said.getvalue() == f"{made.store_id}: 25 statements\n"
    after = sorted(Figure.objects.values_list("resource_key", "step_key", "measure", "live"))
    assert [each for each in after if each[-1]] == [each for each in before if each[-1]]
    assert sum(each[-1] for each in after) > 0


@pytest.mark.django_db
def test_what_retention_takes_away_stays_counted_without_anyone_being_known() -> None:
    made = worked(6)
    aged(made.tool, 61 * 31)
    Attempt.objects.update(last_stored=NOW - timedelta(days=61 * 31))
    made.writes(made.says(0, "completed"))
    counted = figure(made.store_id, Measure.LEARNERS, resource_key=made.ladder)
    assert counted == (6, 0)
    jobs.apply_retention(timestamp=0)
    assert Attempt.objects.filter(step_key=NONE).count() == 1, "the attempt that goes on stays"
    assert Participation.objects.values("learner_key").distinct().count() == 1
    assert figure(made.store_id, Measure.LEARNERS, resource_key=made.ladder) == (1, 5)
    made.fold()
    assert [each.shown.learners for each in store_figures(stores=[made.store_id]).lines] == [6]
    call_command("rebuild_figures", stdout=StringIO())
    assert [each.shown.learners for each in store_figures(stores=[made.store_id]).lines] == [6]
    assert figure(made.store_id, Measure.LEARNERS, resource_key=made.ladder) == (1, 5)


@pytest.mark.django_db
def test_days_stay_on_their_clocks_when_the_organisation_moves_until_they_are_made_again() -> None:
    made = learning_class(6)
    said = [made.says(rank, "completed") for rank in range(6)]
    for each in said:
        each["timestamp"] = "2026-03-31T22:30:00Z"
    made.writes(*said)

    def months() -> list[str]:
        return [str(each.begins) for each in store_figures(stores=[made.store_id]).trend]

    assert months() == ["2026-04-01"], "half past midnight in Paris"
    made.organisation.region_code = "03"
    made.organisation.save()
    made.writes(made.says(0, "passed") | {"timestamp": "2026-03-31T22:40:00Z"})
    assert months() == ["2026-04-01"]
    call_command("rebuild_figures", stdout=StringIO())
    assert months() == ["2026-03-01"], "half past seven in the evening in Cayenne"
    assert Attempt.objects.count() == 6


@pytest.mark.django_db
def test_a_learner_of_whom_retention_took_an_attempt_counts_once_wherever_the_organisation_moves() -> None:
    made = learning_class(6)
    early, late = ([made.says(rank, "completed") for rank in range(6)] for _each in range(2))
    for said, registration, at in ((early, 1, "2026-02-10T09:00:00Z"), (late, 2, "2026-03-31T22:30:00Z")):
        for each in said:
            each["timestamp"] = at
            each["context"]["registration"] = str(uuid.UUID(int=registration))
    made.writes(*early)
    aged(made.tool, 61 * 31)
    Attempt.objects.update(last_stored=NOW - timedelta(days=61 * 31))
    made.writes(*late)
    jobs.apply_retention(timestamp=0)
    made.fold()

    def counted() -> list[tuple[int | None, list[tuple[str, int]]]]:
        found = store_figures(stores=[made.store_id])
        trend = [(str(each.begins), each.learners) for each in found.trend]
        return [(each.shown.learners, trend) for each in found.lines]

    before = counted()
    assert before == [(6, [("2026-02-01", 6)])], "by their first attempt, which went"
    made.organisation.region_code = "03"
    made.organisation.save()
    jobs.fold_new_statements(timestamp=0)
    assert counted() == before
    call_command("rebuild_figures", stdout=StringIO())
    assert counted() == before


@pytest.mark.django_db
def test_attempts_go_as_well_when_the_last_batch_of_statements_is_a_full_one(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(apply_retention, "BATCH", 2)
    made = learning_class(4)
    made.writes(*(made.says(rank, "completed") for rank in range(4)))
    aged(made.tool, 61 * 31)
    Attempt.objects.update(last_stored=NOW - timedelta(days=61 * 31))
    jobs.apply_retention(timestamp=0)
    assert not Attempt.objects.exists()
    assert figure(made.store_id, Measure.LEARNERS, resource_key=made.ladder) == (0, 4)


@pytest.mark.django_db
def test_no_figure_tells_who_an_erased_learner_was() -> None:
    made = learning_class(2)
    made.writes(*(made.says(rank, "passed", step) for rank in range(2) for step in range(3)))
    mine = made.learners[0]
    before = list(Figure.objects.order_by("pk").values_list("live", flat=True))
    assert told(str(mine.agent_key))
    erase_learner(learner_id=mine.id, by=PLATFORM, now=NOW)
    assert told(mine.name, str(mine.agent_key), str(mine.id)) == []
    assert list(Figure.objects.order_by("pk").values_list("live", flat=True)) == before
    with transaction.atomic():
        call_command("rebuild_figures", stdout=StringIO())
    after = Figure.objects.filter(measure=Measure.LEARNERS, resource_key=made.ladder, step_key=NONE)
    assert after.get().live == 2


@pytest.mark.django_db
def test_a_course_of_cmi5_is_named_by_the_unit_that_was_launched() -> None:
    tool = Tool(store_key())
    session = "https://w3id.org/xapi/cmi5/context/extensions/sessionid"
    context = {
        "contextActivities": {
            "grouping": [{"id": f"{HOME}/unite"}],
            "category": [{"id": "https://w3id.org/xapi/cmi5/context/categories/cmi5"}],
        },
        "extensions": {session: "s"},
    }
    launched = {"id": f"{HOME}/lancee", "definition": {"name": {"fr": "L’unité"}}}
    tool.call("POST", "statements", statement(object=launched, context=context))
    jobs.fold_new_statements(timestamp=0)
    (line,) = store_figures(stores=[tool.key.store_id]).lines
    assert (line.subject.iri, line.subject.title) == (f"{HOME}/unite", "L’unité")
