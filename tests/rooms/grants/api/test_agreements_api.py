"""An organisation's own tool follows its agreement with its token: no other one, and no longer than the token lasts."""

from __future__ import annotations

import uuid
from datetime import timedelta

import pytest
from django.test import Client

from deffinum.design import requests
from deffinum.rooms.grants.policies import may_hand_in, may_sign
from deffinum.rooms.people.commands.organisation_tokens import NewToken, make_token, revoke_token
from deffinum.rooms.people.models import Organisation
from deffinum.rooms.people.queries.actors import actor_of_token, token_of_secret
from tests.factories.grants import LATER, Deal, make_deal

pytestmark = pytest.mark.django_db
LIFE = timedelta(days=30)


@pytest.fixture(autouse=True)
def later(monkeypatch: pytest.MonkeyPatch) -> None:
    """Requests arrive at the instant of the factories."""
    monkeypatch.setattr(requests, "database_now", lambda: LATER)


def token_of(deal: Deal, organisation: Organisation) -> NewToken:
    """A token that a representative of the organisation made."""
    return make_token(
        organisation_id=organisation.pk,
        label="Logiciel de suivi (exemple)",
        expires_on=(LATER + LIFE).date(),
        by=deal.signer(organisation.pk),
        now=LATER,
    )


def tool(token: NewToken) -> Client:
    return Client(headers={"Authorization": f"Bearer {token.secret}"})


def address(deal: Deal) -> str:
    return f"/api/grants/agreements/{deal.agreement.pk}"


def test_a_token_reads_the_agreement_of_its_organisation() -> None:
    deal = make_deal("signed")
    for organisation in (deal.consortium.lead.organisation, deal.consortium.people[0].organisation):
        state = tool(token_of(deal, organisation)).get(address(deal)).json()
        assert state["reference"] == deal.agreement.reference
        assert (state["state"], state["waiting_for"]) == ("signed", [])
        assert sum(each["amount_cents"] for each in state["tranches"]) == state["aid_cents"] == deal.award.aid_cents


def test_a_token_reads_no_other_agreement() -> None:
    deal, other = make_deal("signed"), make_deal("signed")
    client = tool(token_of(deal, deal.consortium.lead.organisation))
    assert client.get(address(other)).status_code == 404
    assert client.get(f"/api/grants/agreements/{uuid.uuid4()}").status_code == 404
    assert client.get(f"/conventions/{other.agreement.pk}/").status_code in {302, 404}
    assert Client().get(address(deal)).status_code == 404


def test_a_token_that_is_wrong_revoked_or_over_opens_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    deal = make_deal("signed")
    organisation = deal.consortium.lead.organisation
    made = token_of(deal, organisation)
    assert tool(made).get(address(deal)).status_code == 200
    revoke_token(token_id=made.id, by=deal.signer(organisation.pk), now=LATER)
    over = token_of(deal, organisation)
    monkeypatch.setattr(requests, "database_now", lambda: LATER + LIFE + timedelta(days=1))
    for each in (made, over, NewToken(uuid.uuid4(), "deffinum_faux")):
        answer = tool(each).get(address(deal))
        assert (answer.status_code, answer["Content-Type"]) == (401, "application/problem+json")


def test_a_token_neither_signs_nor_hands_in() -> None:
    deal = make_deal("to_sign")
    lead = deal.consortium.lead.organisation
    token = token_of_secret(token_of(deal, lead).secret, day=LATER.date())
    assert token is not None
    actor = actor_of_token(token)
    assert not may_sign(actor, deal.agreement.parties.get(organisation=lead), now=LATER)
    assert not may_hand_in(actor, deal.deliverables[0], now=LATER)
