"""A decision that replaces another changes what nobody has signed, and nothing else."""

from __future__ import annotations

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from deffinum.foundation.jobs.registry import run_waiting_jobs
from deffinum.foundation.policies import PLATFORM
from deffinum.foundation.values import Money
from deffinum.rooms.grants.commands.cancel_agreement import cancel_agreement
from deffinum.rooms.grants.commands.revise_award import revise_award
from deffinum.rooms.grants.lifecycle import AGREEMENT
from deffinum.rooms.grants.models import LedgerEntry
from deffinum.rooms.grants.queries.agreement_page import agreement_page
from deffinum.rooms.grants.reactions import on_decision_taken
from deffinum.rooms.grants.words import RevisionKind
from deffinum.rooms.people.models import Notification
from deffinum.rooms.selection.models import Decision
from deffinum.rooms.selection.public import DecisionTaken
from tests.factories.grants import LATER, Deal, decide, make_deal

pytestmark = pytest.mark.django_db


def redecide(deal: Deal, *, aid: int = 0, outcome: str = "retained") -> Decision:
    """Another decision, notified; the reactions run. The amount is in cents."""
    decision = decide(deal.consortium.application, Money(aid), outcome=outcome)
    on_decision_taken(DecisionTaken(decision.pk, deal.award.application_id, outcome), now=LATER)
    run_waiting_jobs()
    deal.award.refresh_from_db()
    return decision


def sums(deal: Deal) -> tuple[int | None, int, int]:
    """The award, its shares and its tranches, in cents."""
    shares = sum(each.aid_cents or 0 for each in deal.award.shares.all())
    return deal.award.aid_cents, shares, sum(each.amount_cents for each in deal.tranches)


def told(deal: Deal) -> list[str]:
    found = Notification.objects.filter(account_id=deal.officer.account_id, topic="grants.work")
    return [each for each in found.values_list("title__fr", flat=True) if each.startswith("La décision a changé")]


def test_another_amount_is_written_in_the_draft_to_the_cent() -> None:
    deal = make_deal(partners=2)
    deal.prepare()
    decision = redecide(deal, aid=10_000_001)
    assert sums(deal) == (10_000_001,) * 3
    assert deal.award.decision_id == decision.pk
    assert deal.agreement.state == "draft"
    assert deal.agreement.starts_on is not None, "what the officer prepared stays"
    assert told(deal) == ["La décision a changé : le projet de convention est récrit"]


def test_a_text_that_nobody_signed_comes_back_to_a_draft() -> None:
    deal = make_deal("to_sign")
    redecide(deal, aid=5_000_000)
    assert deal.agreement.state == "draft"
    assert sums(deal) == (5_000_000,) * 3
    reason = AGREEMENT.history(deal.agreement).order_by("-rank")[0].reason.replace("\u202f", " ").replace("\xa0", " ")
    assert "Retenue, 50 000 €" in reason
    deal.send()
    deal.sign_all()
    assert LedgerEntry.objects.get(kind="commitment").amount_cents == 5_000_000
    assert Notification.objects.filter(
        account=deal.consortium.lead.account, title__fr="Votre convention suit la nouvelle décision"
    ).exists()


@pytest.mark.parametrize("state", ["draft", "to_sign"])
@pytest.mark.parametrize("outcome", ["refused", "waiting", "redirected"])
def test_a_project_that_is_no_longer_retained_loses_its_draft(state: str, outcome: str) -> None:
    deal = make_deal(state)
    redecide(deal, outcome=outcome)
    assert deal.agreement.state == "cancelled"
    assert deal.award.published_at is None
    assert told(deal) == ["La décision a changé : la convention est abandonnée"]


def test_a_project_retained_again_after_all_finds_its_agreement_as_a_draft() -> None:
    deal = make_deal("to_sign")
    redecide(deal, outcome="refused")
    redecide(deal, aid=7_000_000)
    assert deal.agreement.state == "draft"
    assert sums(deal) == (7_000_000,) * 3
    deal.send()
    deal.sign_all()
    assert deal.agreement.state == "signed"


def test_what_was_abandoned_by_an_officer_stays_so_when_the_project_is_refused() -> None:
    deal = make_deal()
    cancel_agreement(agreement_id=deal.agreement.pk, reason="Exemple.", by=deal.officer, now=deal.now)
    redecide(deal, outcome="refused")
    assert deal.agreement.state == "cancelled"
    assert AGREEMENT.history(deal.agreement).count() == 1


@pytest.mark.parametrize("everyone", [False, True])
@pytest.mark.parametrize("outcome", ["refused", "retained"])
def test_nothing_that_somebody_signed_ever_changes_and_the_officer_is_told(outcome: str, everyone: bool) -> None:
    deal = make_deal("to_sign")
    if everyone:
        deal.sign_all()
    else:
        deal.sign(deal.agreement.parties.all()[0])
    before, state, first = sums(deal), deal.agreement.state, deal.award.decision_id
    decision = redecide(deal, aid=1_000_000, outcome=outcome)
    assert (sums(deal), deal.agreement.state, deal.award.decision_id) == (before, state, first)
    assert told(deal) == ["La décision a changé après une signature : la convention n’a pas été touchée"]
    page = agreement_page(deal.agreement, actor=deal.officer, now=deal.now)
    assert page.overtaken is not None
    assert page.overtaken.id == decision.pk
    on_decision_taken(DecisionTaken(decision.pk, deal.award.application_id, outcome), now=LATER)
    run_waiting_jobs()
    assert len(told(deal)) == 1, "told once"


@pytest.mark.parametrize("state", ["draft", "to_sign", "signed"])
def test_the_same_aid_decided_again_changes_nothing(state: str) -> None:
    deal = make_deal(state)
    decision = redecide(deal, aid=deal.award.aid_cents or 0)
    assert (deal.agreement.state, deal.award.decision_id, told(deal)) == (state, decision.pk, [])
    assert agreement_page(deal.agreement, actor=deal.officer, now=deal.now).overtaken is None


def test_the_same_decision_twice_changes_nothing() -> None:
    deal = make_deal()
    assert revise_award(application_id=deal.award.application_id, by=PLATFORM, now=LATER) is None
    decide(deal.consortium.application, Money(3_000_000))
    assert revise_award(application_id=deal.award.application_id, by=PLATFORM, now=LATER) == RevisionKind.REVISED
    assert revise_award(application_id=deal.award.application_id, by=PLATFORM, now=LATER) is None


class Amounts(TestCase):
    """Whatever the amounts, one after the other."""

    @given(aids=st.lists(st.integers(1, 14_000_000), min_size=1, max_size=4))
    @settings(max_examples=8, deadline=None, suppress_health_check=[HealthCheck.too_slow])
    def test_shares_and_tranches_always_add_up_to_the_aid(self, aids: list[int]) -> None:
        deal = make_deal()
        for aid in aids:
            redecide(deal, aid=aid)
            assert sums(deal) == (aid,) * 3
