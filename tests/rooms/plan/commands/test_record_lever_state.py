"""A state is added with its evidence, never changed, and never slipped before a later one."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from django.db import IntegrityError, connection, transaction

from deffinum.foundation.events import reacts_to
from deffinum.foundation.jobs.registry import run_waiting_jobs
from deffinum.foundation.policies import VISITOR, Actor, Refused
from deffinum.rooms.plan.commands.evidence import DateInTheFuture, ReasonMissing, SourceUnusable
from deffinum.rooms.plan.commands.record_lever_state import LeverUnknown, StateOutOfOrder, record_lever_state
from deffinum.rooms.plan.events import LeverStateRecorded
from deffinum.rooms.plan.models import LeverStateEntry
from deffinum.rooms.plan.queries.lever_page import lever_page
from tests.factories.plan import NOBODY, NOW, OFFICER, evidence

SLUG = "tiers-lieux-de-formation"


def test_the_new_state_becomes_the_present_one_and_the_history_stays(plan: None) -> None:
    before = lever_page(SLUG)
    record_lever_state(lever_slug=SLUG, state="ended", evidence=evidence(), by=OFFICER, now=NOW)
    after = lever_page(SLUG)
    assert before is not None and after is not None
    assert after.states[:-1] == before.states
    assert after.present is not None
    assert (after.present.state, after.present.as_of.text, after.present.reason.fr) == (
        "ended",
        "2024-01-10",
        "Motif d’exemple.",
    )
    assert after.present.source.address == "https://exemple.invalid/page"


def test_upper_rooms_hear_of_it(plan: None) -> None:
    run_waiting_jobs()
    heard: list[LeverStateRecorded] = []

    @reacts_to(LeverStateRecorded)
    def remember(fact: LeverStateRecorded, *, now: object) -> None:
        heard.append(fact)

    entry_id = record_lever_state(lever_slug=SLUG, state="ended", evidence=evidence(), by=OFFICER, now=NOW)
    run_waiting_jobs()
    assert [(fact.entry_id, fact.state, fact.as_of) for fact in heard] == [(entry_id, "ended", "2024-01-10")]


@pytest.mark.parametrize("actor", [VISITOR, NOBODY])
def test_only_officers_record(plan: None, actor: Actor) -> None:
    with pytest.raises(Refused):
        record_lever_state(lever_slug=SLUG, state="ended", evidence=evidence(), by=actor, now=NOW)


@pytest.mark.parametrize(
    ("broken", "error", "field"),
    [
        ({"as_of": "2024-02-01"}, DateInTheFuture, "as_of"),
        ({"as_of": "2021"}, StateOutOfOrder, "as_of"),
        ({"reason": "  "}, ReasonMissing, "reason"),
        ({"said_by": ""}, SourceUnusable, "said_by"),
        ({"address": "javascript:alert(1)"}, SourceUnusable, "address"),
        ({"address": "exemple.fr"}, SourceUnusable, "address"),
    ],
)
def test_evidence_that_does_not_hold_is_refused_beside_its_field(
    plan: None, broken: dict[str, str], error: type[Exception], field: str
) -> None:
    slug = "communs-numeriques"
    count = LeverStateEntry.objects.count()
    with pytest.raises(error) as caught:
        record_lever_state(lever_slug=slug, state="ended", evidence=evidence(**broken), by=OFFICER, now=NOW)
    assert caught.value.field == field  # type: ignore[attr-defined]
    assert LeverStateEntry.objects.count() == count


def test_an_unknown_lever_is_said(plan: None) -> None:
    with pytest.raises(LeverUnknown):
        record_lever_state(lever_slug="rien", state="ended", evidence=evidence(), by=OFFICER, now=NOW)


@pytest.mark.parametrize("table", ["leverstateentry", "envelopeentry", "figure"])
@pytest.mark.parametrize("statement", ["UPDATE plan_{} SET as_of = '2000'", "DELETE FROM plan_{}"])
def test_the_database_itself_refuses_to_rewrite_history(plan: None, table: str, statement: str) -> None:
    with pytest.raises(IntegrityError, match="append-only"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement.format(table))


def test_a_source_of_today_is_of_today_on_the_clocks_of_the_platform(plan: None) -> None:
    just_after_midnight = datetime(2023, 12, 31, 23, 30, tzinfo=UTC)
    record_lever_state(
        lever_slug=SLUG, state="ended", evidence=evidence(as_of="2024-01-01"), by=OFFICER, now=just_after_midnight
    )
    with pytest.raises(DateInTheFuture):
        record_lever_state(
            lever_slug=SLUG, state="ended", evidence=evidence(as_of="2024-01-02"), by=OFFICER, now=just_after_midnight
        )
