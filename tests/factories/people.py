"""Rows of the people room for tests. Every person, organisation and number is made up."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any

import factory

from deffinum.foundation.clock.instants import day_of
from deffinum.foundation.policies import Actor
from deffinum.rooms.people.models import Account, Mandate, Organisation, RoleGrantRow
from deffinum.rooms.people.queries.actors import actor_of_account
from deffinum.rooms.people.words import MandateKind, OrganisationKind, Role

NOW = datetime(2022, 5, 2, 10, 0, tzinfo=UTC)
SINCE = date(2021, 1, 1)


def siret_of(rank: int) -> str:
    """A SIRET with a right key for each rank (SIREN of series 001, which INSEE does not give)."""
    siren = _with_key(f"001{rank:05d}")
    return _with_key(f"{siren}0001")


def _with_key(digits: str) -> str:
    total = 0
    for place, digit in enumerate(reversed(digits)):
        figure = int(digit) * (2 if place % 2 == 0 else 1)
        total += figure - 9 if figure > 9 else figure
    return f"{digits}{-total % 10}"


class AccountFactory(factory.django.DjangoModelFactory):  # type: ignore[misc]
    """A person who can sign in by code only."""

    class Meta:
        model = Account

    email = factory.Sequence(lambda rank: f"personne{rank}@exemple.invalid")
    first_name = "Camille"
    last_name = factory.Sequence(lambda rank: f"Exemple {rank}")
    password = "!"
    created_at = NOW


class OrganisationFactory(factory.django.DjangoModelFactory):  # type: ignore[misc]
    """A training organisation in Dijon."""

    class Meta:
        model = Organisation

    name = factory.Sequence(lambda rank: f"Organisme d’exemple {rank}")
    siret = factory.Sequence(siret_of)
    kind = OrganisationKind.TRAINING
    region_code = "27"
    postcode = "21000"
    commune_code = "21231"
    commune_name = "Dijon"
    registered_at = NOW


class MandateFactory(factory.django.DjangoModelFactory):  # type: ignore[misc]
    """A representative's mandate without end."""

    class Meta:
        model = Mandate

    account = factory.SubFactory(AccountFactory)
    organisation = factory.SubFactory(OrganisationFactory)
    kind = MandateKind.REPRESENTATIVE
    starts_on = SINCE


class RoleFactory(factory.django.DjangoModelFactory):  # type: ignore[misc]
    """A role held everywhere, without end."""

    class Meta:
        model = RoleGrantRow

    account = factory.SubFactory(AccountFactory)
    role = Role.OFFICER
    starts_on = SINCE


def person(**fields: Any) -> Actor:
    """The actor of a new account without any right."""
    return actor(AccountFactory(**fields))


def actor(account: Account, *, now: datetime = NOW) -> Actor:
    """The actor of this account, with the rights it has now."""
    return actor_of_account(account, day=day_of(now))


def representative(organisation: Organisation | None = None, **fields: Any) -> Actor:
    """A person who represents an organisation."""
    return _member(MandateKind.REPRESENTATIVE, organisation, **fields)


def contributor(organisation: Organisation | None = None, **fields: Any) -> Actor:
    """A person who contributes to an organisation."""
    return _member(MandateKind.CONTRIBUTOR, organisation, **fields)


def _member(kind: str, organisation: Organisation | None, **fields: Any) -> Actor:
    mandate = MandateFactory(
        account=AccountFactory(**fields), organisation=organisation or OrganisationFactory(), kind=kind
    )
    return actor(mandate.account)


def holder(role: str, **fields: Any) -> Actor:
    """A person who holds a role everywhere: `holder(Role.OFFICER)`."""
    return actor(RoleFactory(role=role, account=AccountFactory(**fields)).account)
