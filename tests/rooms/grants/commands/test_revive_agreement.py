"""An agreement that was abandoned is prepared anew when the decision in force retains the project."""

from __future__ import annotations

import pytest

from deffinum.foundation.jobs.registry import run_waiting_jobs
from deffinum.foundation.lifecycle.table import MoveRefused
from deffinum.foundation.policies import Refused
from deffinum.rooms.calls.commands.withdraw_application import withdraw_application
from deffinum.rooms.grants.commands.cancel_agreement import cancel_agreement
from deffinum.rooms.grants.commands.revive_agreement import revive_agreement
from deffinum.rooms.grants.models import Agreement, LedgerEntry, Signature
from deffinum.rooms.grants.queries.agreement_lists import agreement_lines
from deffinum.rooms.grants.queries.agreement_page import agreement_page
from tests.factories.grants import Deal, make_deal
from tests.factories.selection import client_of
from tests.rooms.grants.commands.test_revise_award import redecide, sums

pytestmark = pytest.mark.django_db


def abandon(deal: Deal) -> None:
    cancel_agreement(agreement_id=deal.agreement.pk, reason="Exemple.", by=deal.officer, now=deal.now)


def revive(deal: Deal, reason: str = "Nouvelle décision (exemple).") -> Agreement:
    return revive_agreement(agreement_id=deal.agreement.pk, reason=reason, by=deal.officer, now=deal.now)


def signed_by_one() -> Deal:
    deal = make_deal("to_sign")
    deal.sign(deal.agreement.parties.all()[0])
    return deal


def test_after_a_signature_another_decision_is_followed_by_a_new_agreement() -> None:
    deal = signed_by_one()
    decision = redecide(deal, aid=5_000_000)
    former = Signature.objects.get()
    abandon(deal)
    page = f"/instruction/conventions/{deal.agreement.pk}/"
    officer = client_of(deal.officer)
    assert f"{page}nouvelle/" in officer.get(page).content.decode()
    assert officer.post(f"{page}nouvelle/", {"reason": "Nouvelle décision (exemple)."}).status_code == 302
    deal.award.refresh_from_db()
    assert (deal.agreement.state, deal.award.decision_id, sums(deal)) == ("draft", decision.pk, (5_000_000,) * 3)
    shown = agreement_page(deal.agreement, actor=deal.officer, now=deal.now)
    assert (shown.parties, shown.overtaken) == ((), None)
    deal.prepare()
    deal.send()
    (line,) = agreement_lines(deal.officer)
    assert (line.signed, line.parties) == (0, 3)
    assert client_of(deal.decider).get(f"/conventions/{deal.agreement.pk}/signer/{former.party_id}/").status_code == 404
    for party in deal.agreement.parties.current():
        deal.sign(party)
    assert deal.agreement.state == "signed"
    assert LedgerEntry.objects.get(kind="commitment").amount_cents == 5_000_000
    assert Signature.objects.filter(pk=former.pk).exists(), "what was signed before stays"


def test_what_is_signed_anew_follows_the_rules_of_a_first_signature() -> None:
    deal = signed_by_one()
    abandon(deal)
    revive(deal)
    deal.send()
    redecide(deal, aid=3_000_000)
    assert (deal.agreement.state, sums(deal)) == ("draft", (3_000_000,) * 3), "a former signature holds nothing"


def test_an_agreement_abandoned_by_mistake_is_taken_up_again_as_it_was() -> None:
    deal = make_deal()
    deal.prepare()
    abandon(deal)
    with pytest.raises(MoveRefused, match="motif"):
        revive(deal, reason=" ")
    revive(deal)
    assert (deal.agreement.state, sums(deal)) == ("draft", (14_000_000,) * 3)
    assert deal.agreement.starts_on is not None


@pytest.mark.parametrize("why", ["refused", "withdrawn"])
def test_nothing_is_prepared_for_a_project_that_is_no_longer_retained(why: str) -> None:
    deal = signed_by_one()
    if why == "refused":
        redecide(deal, outcome="refused")
        abandon(deal)
    else:
        withdraw_application(
            application_id=deal.award.application_id, reason="Abandon (exemple).", by=deal.consortium.lead.actor,
            now=deal.now,
        )  # fmt: skip
        run_waiting_jobs()
    assert deal.agreement.state == "cancelled"
    with pytest.raises(Refused, match="ne retient pas"):
        revive(deal)
    page = f"/instruction/conventions/{deal.agreement.pk}/"
    assert f"{page}nouvelle/" not in client_of(deal.officer).get(page).content.decode()
    assert deal.agreement.state == "cancelled"
