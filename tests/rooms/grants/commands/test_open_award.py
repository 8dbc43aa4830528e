"""A decision that retains a project gives an award, exact shares and a draft agreement."""

from __future__ import annotations

import uuid

import pytest
from hypothesis import given
from hypothesis import strategies as st

from deffinum.foundation.jobs.registry import run_waiting_jobs
from deffinum.foundation.policies import PLATFORM
from deffinum.foundation.values import Money
from deffinum.rooms.calls.commands.withdraw_application import withdraw_application
from deffinum.rooms.grants.commands.open_award import open_award
from deffinum.rooms.grants.models import Award
from deffinum.rooms.grants.queries.schedule import planned_deliverables
from deffinum.rooms.grants.reactions import on_decision_taken
from deffinum.rooms.selection.public import DecisionTaken
from tests.factories.applications import make_consortium
from tests.factories.grants import LATER, decide, make_deal
from tests.factories.selection import deposit

pytestmark = pytest.mark.django_db


def test_what_was_asked_is_granted_member_by_member() -> None:
    deal = make_deal(partners=2)
    shares = list(deal.award.shares.order_by("rank"))
    assert [each.aid_cents for each in shares] == [7_000_000] * 3
    assert [each.is_lead for each in shares] == [True, False, False]
    assert [each.organisation_id for each in shares] == [
        deal.consortium.lead.organisation.pk, *(each.organisation.pk for each in deal.consortium.people)
    ]  # fmt: skip
    assert (deal.award.aid_cents, deal.award.base_cents) == (21_000_000, 30_000_000)
    assert deal.award.published_at is None


def test_less_than_asked_is_split_to_the_cent() -> None:
    deal = make_deal(partners=2, aid=Money(10_000_001))
    cents = [each.aid_cents for each in deal.award.shares.order_by("rank")]
    assert cents == [3_333_334, 3_333_334, 3_333_333]


def test_the_draft_follows_the_configuration() -> None:
    deal = make_deal(aid=Money(10_000_001))
    assert deal.agreement.state == "draft" and deal.agreement.reference == f"CONV-{deal.award.reference}"
    assert [(each.trigger, each.amount_cents) for each in deal.tranches] == [
        ("signature", 5_000_001), ("mid_term", 3_000_000), ("final", 2_000_000)
    ]  # fmt: skip
    assert [(each.title, each.month, each.unlocks.rank if each.unlocks else None) for each in deal.deliverables] == [
        ("Rapport intermédiaire", 12, 2), ("Rapport final et compte rendu financier", 24, 3)
    ]  # fmt: skip


def test_a_call_without_tranches_pays_everything_at_the_signature() -> None:
    deal = make_deal(tranches=[])
    assert [(each.trigger, each.amount_cents) for each in deal.tranches] == [("signature", 14_000_000)]
    assert deal.deliverables == []


def test_the_reaction_runs_twice_without_harm() -> None:
    application = deposit(make_consortium())
    decision = decide(application, Money(1_000_000))
    fact = DecisionTaken(decision.pk, application.pk, decision.outcome)
    on_decision_taken(fact, now=LATER)
    on_decision_taken(fact, now=LATER)
    run_waiting_jobs()
    award = Award.objects.get()
    assert (award.aid_cents, award.shares.count(), award.agreement.tranches.count()) == (1_000_000, 2, 1)


@pytest.mark.parametrize("outcome", ["refused", "waiting", "redirected"])
def test_other_outcomes_give_nothing(outcome: str) -> None:
    application = deposit(make_consortium())
    decide(application, Money(1_000_000), outcome=outcome)
    assert open_award(application_id=application.pk, by=PLATFORM, now=LATER) is None
    assert not Award.objects.exists()


def test_an_application_withdrawn_since_its_decision_gives_nothing() -> None:
    consortium = make_consortium()
    application = deposit(consortium)
    decide(application, Money(14_000_000))
    withdraw_application(
        application_id=application.pk, reason="Abandon (exemple).", by=consortium.lead.actor, now=LATER
    )
    assert open_award(application_id=application.pk, by=PLATFORM, now=LATER) is None
    assert not Award.objects.exists()


def test_an_application_without_decision_gives_nothing() -> None:
    application = deposit(make_consortium())
    assert open_award(application_id=application.pk, by=PLATFORM, now=LATER) is None
    assert open_award(application_id=uuid.uuid4(), by=PLATFORM, now=LATER) is None


@given(months=st.integers(1, 60), midway=st.integers(0, 4), first=st.integers(1, 60))
def test_deliverables_stay_within_the_project(months: int, midway: int, first: int) -> None:
    from types import SimpleNamespace

    from deffinum.foundation.values import Rate, Text

    share = Rate(10_000 // (midway + 1))
    rules = [SimpleNamespace(share=share, trigger="mid_term", label=Text("")) for _ in range(midway)]
    rules.append(SimpleNamespace(share=share, trigger="final", label=Text("")))
    configuration = SimpleNamespace(tranches=rules, first_results_month=first, document_language="fr")
    found = planned_deliverables(configuration, months=months)  # type: ignore[arg-type]
    assert all(1 <= each.month <= months for each in found)
    assert [each.month for each in found] == sorted(each.month for each in found)
    assert sorted(each.unlocks for each in found if each.unlocks is not None) == list(range(midway + 1))
