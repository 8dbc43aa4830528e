"""Asking to act for an organisation, after a proposal of the identity provider or not."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from django.test import Client

from deffinum.foundation.clock.instants import database_now
from deffinum.foundation.policies import PLATFORM, VISITOR, Refused
from deffinum.rooms.people.commands.propose_organisation import dismiss_proposal, propose_organisation
from deffinum.rooms.people.commands.request_mandate import (
    MOST_A_DAY,
    AlreadyAsked,
    AskedTooOften,
    MandateHeld,
    RequestAnswered,
    answer_mandate_request,
    request_mandate,
)
from deffinum.rooms.people.models import Account, Mandate, MandateRequest, Notification, OrganisationProposal
from deffinum.rooms.people.queries.my_space import my_organisations
from deffinum.rooms.people.words import MandateKind, Role
from tests.factories.people import (
    NOW,
    AccountFactory,
    OrganisationFactory,
    actor,
    contributor,
    holder,
    person,
    representative,
    siret_of,
)

pytestmark = pytest.mark.django_db
DAY = date(2022, 5, 2)


def propose(account_id: Any, siret: str) -> Any:
    return propose_organisation(
        account_id=account_id, siret=siret, identity_provider="fournisseur-exemple", by=PLATFORM, now=NOW
    )


def test_a_proposal_grants_nothing_and_shows_the_organisation() -> None:
    organisation, by = OrganisationFactory(), person()
    propose(by.account_id, organisation.siret)
    propose(by.account_id, organisation.siret)
    assert OrganisationProposal.objects.count() == 1
    assert not Mandate.objects.filter(account_id=by.account_id).exists()
    (found,) = my_organisations(by).proposals
    assert (found.organisation_id, found.organisation_name) == (organisation.pk, organisation.name)


def test_an_unregistered_establishment_is_proposed_for_registration() -> None:
    by = person()
    propose(by.account_id, siret_of(77))
    (found,) = my_organisations(by).proposals
    assert (found.organisation_id, found.siret_text.replace(" ", "")) == (None, siret_of(77))


def test_what_is_no_siret_is_not_proposed() -> None:
    by = person()
    assert propose(by.account_id, "12345678901234") is None
    assert my_organisations(by).proposals == ()


def test_a_dismissed_proposal_is_not_shown_again_even_after_another_sign_in() -> None:
    by = person()
    proposal = propose(by.account_id, siret_of(77))
    dismiss_proposal(proposal_id=proposal, by=person(), now=NOW)
    assert my_organisations(by).proposals
    dismiss_proposal(proposal_id=proposal, by=by, now=NOW)
    propose(by.account_id, siret_of(77))
    assert my_organisations(by).proposals == ()


def test_a_representative_gives_the_mandate() -> None:
    organisation = OrganisationFactory()
    boss, by = representative(organisation), person(first_name="Sacha")
    asked = request_mandate(organisation_id=organisation.pk, by=by, now=NOW)
    assert "Sacha" in Notification.objects.get(account_id=boss.account_id).title["fr"]
    assert my_organisations(by).waiting == (organisation.name,)
    answer_mandate_request(request_id=asked, accept=True, by=boss, now=NOW)
    now_actor = actor(Account.objects.get(pk=by.account_id))
    assert now_actor.has(MandateKind.CONTRIBUTOR, organisation.pk)
    assert not now_actor.has(MandateKind.REPRESENTATIVE, organisation.pk)
    assert "Vous pouvez agir" in Notification.objects.get(account_id=by.account_id).title["fr"]
    with pytest.raises(RequestAnswered):
        answer_mandate_request(request_id=asked, accept=False, by=boss, now=NOW)


def test_a_refusal_starts_nothing_and_one_may_ask_again() -> None:
    organisation = OrganisationFactory()
    boss, by = representative(organisation), person()
    asked = request_mandate(organisation_id=organisation.pk, by=by, now=NOW)
    answer_mandate_request(request_id=asked, accept=False, by=boss, now=NOW)
    assert not Mandate.objects.filter(account_id=by.account_id).exists()
    assert request_mandate(organisation_id=organisation.pk, by=by, now=NOW) != asked


def test_without_representative_the_administrators_are_told() -> None:
    boss, by = holder(Role.ADMINISTRATOR), person()
    request_mandate(organisation_id=OrganisationFactory().pk, by=by, now=NOW)
    assert Notification.objects.filter(account_id=boss.account_id).exists()


def test_asking_twice_asking_as_a_member_or_as_a_visitor_is_refused() -> None:
    organisation, by = OrganisationFactory(), person()
    request_mandate(organisation_id=organisation.pk, by=by, now=NOW)
    with pytest.raises(AlreadyAsked):
        request_mandate(organisation_id=organisation.pk, by=by, now=NOW)
    with pytest.raises(MandateHeld):
        request_mandate(organisation_id=organisation.pk, by=contributor(organisation), now=NOW)
    with pytest.raises(Refused):
        request_mandate(organisation_id=organisation.pk, by=VISITOR, now=NOW)


def test_a_contributor_does_not_answer() -> None:
    organisation = OrganisationFactory()
    asked = request_mandate(organisation_id=organisation.pk, by=person(), now=NOW)
    for by in (contributor(organisation), representative(), person()):
        with pytest.raises(Refused):
            answer_mandate_request(request_id=asked, accept=True, by=by, now=NOW)


def test_ten_requests_a_day_are_enough() -> None:
    by = person()
    for _each in range(MOST_A_DAY):
        request_mandate(organisation_id=OrganisationFactory().pk, by=by, now=NOW)
    other = OrganisationFactory()
    with pytest.raises(AskedTooOften):
        request_mandate(organisation_id=other.pk, by=by, now=NOW + timedelta(hours=23))
    assert request_mandate(organisation_id=other.pk, by=person(), now=NOW)
    assert request_mandate(organisation_id=other.pk, by=by, now=NOW + timedelta(hours=25))


def test_the_page_says_when_to_come_back() -> None:
    account, now = AccountFactory(), database_now()
    for _each in range(MOST_A_DAY):
        request_mandate(organisation_id=OrganisationFactory().pk, by=actor(account), now=now)
    client = Client()
    client.force_login(account)
    refused = client.post(f"/organisations/{OrganisationFactory().pk}/demander/")
    assert (refused.status_code, refused["Retry-After"]) == (429, str(24 * 3600))
    assert "attendez demain" in refused.content.decode()
    assert MandateRequest.objects.filter(account=account).count() == MOST_A_DAY
