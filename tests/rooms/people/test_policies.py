"""Roles × actions, read as a table."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import pytest

from deffinum.foundation.policies import PLATFORM, VISITOR, Actor, Verdict
from deffinum.rooms.people import policies
from deffinum.rooms.people.commands.organisation_tokens import make_token
from deffinum.rooms.people.models import Mandate, MandateRequest, Organisation, OrganisationToken
from deffinum.rooms.people.queries.actors import actor_of_token
from deffinum.rooms.people.words import MandateKind, Role
from tests.factories.people import (
    NOW,
    AccountFactory,
    MandateFactory,
    OrganisationFactory,
    contributor,
    holder,
    person,
    representative,
)

pytestmark = pytest.mark.django_db


def token(organisation: Organisation) -> Actor:
    made = make_token(
        organisation_id=organisation.pk, label="Exemple", expires_on=date(2022, 6, 1), by=_administrator(), now=NOW
    )
    return actor_of_token(OrganisationToken.objects.get(pk=made.id))


def _administrator() -> Actor:
    return holder(Role.ADMINISTRATOR)


WHO: dict[str, Callable[[Organisation], Actor]] = {
    "visitor": lambda _: VISITOR,
    "person": lambda _: person(),
    "contributor": contributor,
    "representative": representative,
    "representative elsewhere": lambda _: representative(),
    "officer": lambda _: holder(Role.OFFICER),
    "decider": lambda _: holder(Role.DECIDER),
    "expert": lambda _: holder(Role.EXPERT),
    "jury": lambda _: holder(Role.JURY),
    "committee": lambda _: holder(Role.COMMITTEE),
    "administrator": lambda _: holder(Role.ADMINISTRATOR),
    "token": token,
    "platform": lambda _: PLATFORM,
}
PERSONS = set(WHO) - {"visitor", "token", "platform"}
GOVERN = {"representative", "administrator", "platform"}
Asks = Callable[[Actor, Organisation], Verdict]


def _mandate(organisation: Organisation) -> Mandate:
    made: Mandate = MandateFactory(organisation=organisation, kind=MandateKind.CONTRIBUTOR)
    return made


def _asked(organisation: Organisation) -> MandateRequest:
    return MandateRequest.objects.create(
        account=AccountFactory(), organisation=organisation, kind=MandateKind.CONTRIBUTOR, asked_at=NOW
    )


ACTIONS: dict[str, tuple[Asks, set[str]]] = {
    "use own account": (lambda who, _: policies.may_use_own_account(who, now=NOW), PERSONS),
    "register": (lambda who, _: policies.may_register_organisation(who, now=NOW), PERSONS | {"platform"}),
    "see": (lambda who, o: policies.may_see_organisation(who, o, now=NOW), GOVERN | {"contributor"}),
    "edit": (lambda who, o: policies.may_edit_organisation(who, o, now=NOW), GOVERN),
    "invite": (lambda who, o: policies.may_invite(who, o, now=NOW), GOVERN),
    "answer a request": (lambda who, o: policies.may_answer_mandate_request(who, _asked(o), now=NOW), GOVERN),
    "end a mandate": (lambda who, o: policies.may_end_mandate(who, _mandate(o), now=NOW), GOVERN),
    "make tokens": (lambda who, o: policies.may_make_tokens(who, o, now=NOW), GOVERN),
    "manage roles": (lambda who, _: policies.may_manage_roles(who, now=NOW), {"administrator", "platform"}),
}


@pytest.mark.parametrize("who", WHO)
@pytest.mark.parametrize("action", ACTIONS)
def test_who_may_do_what(who: str, action: str) -> None:
    organisation = OrganisationFactory()
    ask, allowed = ACTIONS[action]
    verdict = ask(WHO[who](organisation), organisation)
    assert bool(verdict) is (who in allowed)
    if not verdict:
        assert str(verdict.reason).endswith((".", "eux."))


@pytest.mark.parametrize("who", WHO)
def test_who_sees_which_organisations(who: str) -> None:
    organisation = OrganisationFactory()
    actor = WHO[who](organisation)
    seen = policies.visible_organisations(actor).filter(pk=organisation.pk).exists()
    assert seen is (who in GOVERN | {"contributor"})


def test_a_mandate_that_ended_gives_nothing() -> None:
    organisation = OrganisationFactory()
    MandateFactory(organisation=organisation, ends_on=date(2022, 5, 1))
    past = Mandate.objects.get()
    from tests.factories.people import actor

    assert not policies.may_see_organisation(actor(past.account), organisation, now=NOW)
