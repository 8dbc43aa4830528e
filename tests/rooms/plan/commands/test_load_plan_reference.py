"""Loading twice changes nothing; a fact that was removed comes back; an officer's later state is left alone."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from django.core.management import call_command

from deffinum.foundation.audit.models import AuditEntry
from deffinum.foundation.values import PartialDate
from deffinum.rooms.plan.commands import load_plan_reference
from deffinum.rooms.plan.commands.load_plan_reference import load_plan_sample
from deffinum.rooms.plan.commands.record_lever_state import record_lever_state
from deffinum.rooms.plan.models import EnvelopeEntry, Figure, Lever, LeverStateEntry
from deffinum.rooms.plan.queries.plan_reference import plan_reference
from tests.factories.plan import NOW, OFFICER, PLATFORM, evidence, load_plan


def rows() -> tuple[int, ...]:
    return tuple(each.objects.count() for each in (Lever, LeverStateEntry, EnvelopeEntry, Figure, AuditEntry))


def test_the_first_load_brings_every_fact(db: None) -> None:
    done = load_plan()
    facts = plan_reference()
    assert (done.states, done.entries, done.figures) == (len(facts.states), len(facts.entries), len(facts.figures))
    assert done.changed
    assert Lever.objects.count() == 8


def test_the_second_load_writes_nothing_and_costs_six_queries(plan: None, django_assert_num_queries: Any) -> None:
    before = rows()
    with django_assert_num_queries(6):
        done = load_plan_sample(by=PLATFORM, now=NOW)
    assert not done.changed
    assert rows() == before


def test_an_officer_s_entry_survives_a_new_load(plan: None) -> None:
    record_lever_state(lever_slug="hackathons", state="launched", evidence=evidence(), by=OFFICER, now=NOW)
    load_plan()
    last = LeverStateEntry.objects.filter(lever__slug="hackathons").order_by("-rank").first()
    assert last is not None
    assert (last.state, PartialDate(last.as_of).text, last.entered_by) == ("launched", "2024-01-10", OFFICER.account_id)


def test_the_management_command_says_what_it_did(db: None, capsys: Any) -> None:
    call_command("load_plan_reference")
    call_command("load_plan_reference")
    first, second = capsys.readouterr().out.strip().splitlines()
    assert "23 figures" in first
    assert second == "nothing to add"


def test_a_fact_older_than_the_standing_state_is_left_out(plan: None, monkeypatch: pytest.MonkeyPatch) -> None:
    facts = plan_reference()
    older = replace(facts.states[0], lever="hackathons", state="in_preparation", as_of=PartialDate("2020"))
    newer = replace(facts.states[0], lever="hackathons", state="launched", as_of=PartialDate("2023"))
    monkeypatch.setattr(load_plan_reference, "plan_reference", lambda: replace(facts, states=(older, newer)))
    assert load_plan().states == 1
    told = LeverStateEntry.objects.filter(lever__slug="hackathons").order_by("rank").values_list("rank", "as_of")
    assert list(told) == [(1, "2022"), (2, "2023")]
