"""A consortium gives up: before the last signature its agreement falls; afterwards the agreement alone may end it."""

from __future__ import annotations

import pytest

from deffinum.foundation.jobs.registry import run_waiting_jobs
from deffinum.foundation.policies import PLATFORM, Refused
from deffinum.foundation.values import Money
from deffinum.rooms.calls.commands.withdraw_application import withdraw_application
from deffinum.rooms.calls.models import Application
from deffinum.rooms.calls.public import ApplicationWithdrawn
from deffinum.rooms.grants.commands.follow_withdrawal import follow_withdrawal
from deffinum.rooms.grants.commands.open_award import open_award
from deffinum.rooms.grants.lifecycle import AGREEMENT
from deffinum.rooms.grants.models import Award
from deffinum.rooms.grants.queries.award_standing import AwardOverturned
from deffinum.rooms.grants.reactions import on_application_withdrawn
from deffinum.rooms.people.models import Notification
from tests.factories.applications import make_consortium
from tests.factories.grants import LATER, Deal, decide, make_deal
from tests.factories.selection import client_of, deposit
from tests.same_time import while_the_other_commits

pytestmark = pytest.mark.django_db
TITLE = "Le projet est retiré : sa convention est abandonnée"


def withdraw(deal: Deal) -> Application:
    return withdraw_application(
        application_id=deal.award.application_id, reason="Abandon (exemple).", by=deal.consortium.lead.actor,
        now=deal.now,
    )  # fmt: skip


def told(deal: Deal) -> int:
    return Notification.objects.filter(account_id=deal.officer.account_id, title__fr=TITLE).count()


@pytest.mark.parametrize("state", ["draft", "to_sign", "signed by one"])
def test_before_the_last_signature_the_agreement_is_cancelled(state: str) -> None:
    deal = make_deal("to_sign" if state == "signed by one" else state)
    if state == "signed by one":
        deal.sign(deal.agreement.parties.all()[0])
    withdraw(deal)
    run_waiting_jobs()
    assert deal.agreement.state == "cancelled"
    assert "retiré" in AGREEMENT.history(deal.agreement).order_by("-rank")[0].reason
    on_application_withdrawn(ApplicationWithdrawn(deal.award.application_id), now=LATER)
    run_waiting_jobs()
    assert told(deal) == 1
    assert AGREEMENT.history(deal.agreement).filter(move="cancel").count() == 1


def test_once_signed_the_application_is_not_withdrawn_and_the_page_says_what_to_do() -> None:
    deal = make_deal("signed")
    with pytest.raises(Refused, match=r"signée par toutes les parties.*équipe du plan"):
        withdraw(deal)
    assert Application.objects.get(pk=deal.award.application_id).state == "submitted"
    deal.pay(deal.tranches[0])
    shown = client_of(deal.consortium.lead.actor).get(f"/candidatures/{deal.award.application_id}/retrait/")
    assert shown.status_code == 200
    assert "la candidature ne se retire plus" in shown.content.decode()


def test_a_withdrawal_without_an_award_has_nothing_to_cancel() -> None:
    application = deposit(make_consortium())
    assert follow_withdrawal(application_id=application.pk, by=PLATFORM, now=LATER) is None


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("order", ["the lead first", "the last signature first"])
def test_the_last_signature_and_the_withdrawal_never_both_pass(order: str) -> None:
    deal = make_deal("to_sign")
    *others, last = deal.agreement.parties.all()
    for party in others:
        deal.sign(party)
    deal.signer(last.organisation_id)
    steps = [lambda: withdraw(deal), lambda: deal.sign(last)]
    if order == "the lead first":
        results = while_the_other_commits(*steps)
        assert isinstance(results[1], AwardOverturned)
    else:
        results = while_the_other_commits(*reversed(steps))
        assert isinstance(results[1], Refused)


@pytest.mark.django_db(transaction=True)
def test_an_award_is_not_opened_while_its_application_is_being_withdrawn() -> None:
    consortium = make_consortium()
    application = deposit(consortium)
    decide(application, Money(application.aid_cents or 0))
    results = while_the_other_commits(
        lambda: withdraw_application(
            application_id=application.pk, reason="Abandon (exemple).", by=consortium.lead.actor, now=LATER
        ),
        lambda: open_award(application_id=application.pk, by=PLATFORM, now=LATER),
    )
    assert results[1] is None
    assert not Award.objects.exists()
