"""Sample people and organisations: fixed identifiers, so that upper rooms' loaders can name them."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime

from deffinum.foundation.policies import Actor
from deffinum.foundation.values import Text
from deffinum.rooms.people.models import Account, Organisation
from deffinum.rooms.people.queries.accounts import AccountSummary, summary_of
from deffinum.rooms.people.queries.actors import actor_by_account_id
from deffinum.rooms.people.queries.organisations import OrganisationSummary, organisation_of_row

NAMESPACE = uuid.UUID("5a3c7d0e-5f0b-4b58-9d3f-0d1f60c4a2e7")
"""Every sample identifier of the platform is a uuid5 in this namespace."""


@dataclass(frozen=True)
class Persona:
    """Someone whom a visitor of the sample plan may become in one click."""

    key: str
    label: Text
    task: Text


PERSONAS = (
    Persona(
        "lead",
        Text("Cheffe de file", "Consortium lead"),
        Text("Prépare et dépose une candidature", "Prepares and submits an application"),
    ),
    Persona(
        "partner",
        Text("Partenaire", "Partner"),
        Text("Remplit et valide sa partie du dossier", "Fills in and signs off its part of the file"),
    ),
    Persona(
        "officer",
        Text("Agent instructeur", "Instructing officer"),
        Text("Vérifie la recevabilité et l’éligibilité", "Checks completeness and eligibility"),
    ),
    Persona(
        "expert_1",
        Text("Experte", "First expert"),
        Text("Note les dossiers selon les critères", "Scores the files on the criteria"),
    ),
    Persona(
        "expert_2",
        Text("Second expert", "Second expert"),
        Text("Note les mêmes dossiers de son côté", "Scores the same files independently"),
    ),
    Persona(
        "jury",
        Text("Membre du jury", "Jury member"),
        Text("Délibère et classe les dossiers", "Deliberates and ranks the files"),
    ),
    Persona(
        "decider",
        Text("Signataire des décisions", "Decision maker"),
        Text("Signe les décisions et les conventions", "Signs decisions and agreements"),
    ),
    Persona(
        "committee",
        Text("Membre du comité de suivi", "Committee member"),
        Text("Suit le plan", "Follows the plan"),
    ),
    Persona(
        "administrator",
        Text("Administratrice", "Administrator"),
        Text("Donne et retire les rôles", "Gives and ends roles"),
    ),
)


def sample_id(kind: str, key: str) -> uuid.UUID:
    """The fixed identifier of a sample row: `sample_id("account", "lead")`."""
    return uuid.uuid5(NAMESPACE, f"{kind}:{key}")


def persona(key: str) -> Persona | None:
    """The persona of this key."""
    return next((each for each in PERSONAS if each.key == key), None)


def persona_key_of(account_id: uuid.UUID | None) -> str:
    """The persona that this account plays; '' when it is not one (no query)."""
    return next((each.key for each in PERSONAS if sample_id("account", each.key) == account_id), "")


def sample_account(key: str) -> AccountSummary:
    """A persona's account, once the sample is loaded. Raises Account.DoesNotExist."""
    return summary_of(Account.objects.get(pk=sample_id("account", key)))


def sample_actor(key: str, *, day: date) -> Actor:
    """A persona's actor on a day, with its roles and mandates. Raises Account.DoesNotExist."""
    return actor_by_account_id(account_id=sample_id("account", key), day=day)


def sample_organisation(key: str) -> OrganisationSummary:
    """A sample organisation: 'gifod', 'lead', 'partner', 'partner_2'… Raises Organisation.DoesNotExist."""
    return organisation_of_row(Organisation.objects.get(pk=sample_id("organisation", key)))


InstantOf = Callable[[], datetime | None]
_MOMENTS: dict[str, tuple[Text, InstantOf]] = {}


@dataclass(frozen=True)
class SampleMoment:
    """An instant worth going to during the tour: 'Juste après la clôture de l’appel d’exemple'."""

    key: str
    label: Text
    instant: datetime


def register_sample_moment(key: str, label: Text, instant_of: InstantOf) -> None:
    """An upper room names an instant of the sample plan (None: it does not exist yet)."""
    _MOMENTS[key] = (label, instant_of)


def sample_moments() -> tuple[SampleMoment, ...]:
    """The instants that upper rooms named, earliest first."""
    found = [(key, label, instant_of()) for key, (label, instant_of) in _MOMENTS.items()]
    moments = [SampleMoment(key, label, instant) for key, label, instant in found if instant is not None]
    return tuple(sorted(moments, key=lambda each: each.instant))
