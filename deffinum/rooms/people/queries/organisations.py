"""Organisations, as other rooms and the API may see them."""

from __future__ import annotations

import uuid
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from deffinum.foundation.policies import Actor
from deffinum.rooms.people.models import Account, Mandate, Organisation
from deffinum.rooms.people.policies import visible_organisations
from deffinum.rooms.people.queries.regions import region_name
from deffinum.rooms.people.words import MandateKind, OrganisationKind


@dataclass(frozen=True)
class OrganisationSummary:
    """An establishment. `siret`, `activity_number`, codes and dates are empty when unknown."""

    id: uuid.UUID
    name: str
    siret: str
    activity_number: str
    kind: str
    region_code: str
    postcode: str
    commune_code: str
    commune_name: str
    address: str
    created_on: date | None
    is_sample: bool

    @property
    def siren(self) -> str:
        """The legal unit's nine digits, or ''."""
        return self.siret[:9]

    @property
    def kind_label(self) -> str:
        """In the language in force."""
        return str(OrganisationKind(self.kind).label)

    @property
    def region(self) -> str:
        """The region's name, or ''."""
        return region_name(self.region_code)


def organisation_of_row(row: Organisation) -> OrganisationSummary:
    """The frozen summary of a row."""
    return OrganisationSummary(
        id=row.pk,
        name=row.name,
        siret=row.siret,
        activity_number=row.activity_number,
        kind=row.kind,
        region_code=row.region_code,
        postcode=row.postcode,
        commune_code=row.commune_code,
        commune_name=row.commune_name,
        address=row.address,
        created_on=row.created_on,
        is_sample=row.is_sample,
    )


def organisation_summary(organisation_id: uuid.UUID) -> OrganisationSummary:
    """One organisation. Raises Organisation.DoesNotExist."""
    return organisation_of_row(Organisation.objects.get(pk=organisation_id))


def organisation_summaries(organisation_ids: Iterable[uuid.UUID]) -> dict[uuid.UUID, OrganisationSummary]:
    """Several organisations by identifier (one query); unknown identifiers are left out."""
    return {each.pk: organisation_of_row(each) for each in Organisation.objects.filter(pk__in=set(organisation_ids))}


def organisation_by_siret(siret: str) -> OrganisationSummary | None:
    """The organisation with this SIRET (fourteen digits)."""
    found = Organisation.objects.filter(siret=siret).first() if siret else None
    return None if found is None else organisation_of_row(found)


def organisations_of(actor: Actor) -> tuple[OrganisationSummary, ...]:
    """The organisations for which the actor holds a mandate (one query), by name."""
    if not actor.organisation_ids:
        return ()
    return tuple(organisation_of_row(each) for each in Organisation.objects.filter(pk__in=actor.organisation_ids))


def organisations_found(actor: Actor, *, words: str = "", limit: int = 100) -> tuple[OrganisationSummary, ...]:
    """The organisations whose page the actor may open, by name; `words`: part of the name or of the SIRET."""
    rows = visible_organisations(actor)
    if words:
        rows = rows.filter(pk__in=Organisation.objects.named_like(words))
    return tuple(organisation_of_row(each) for each in rows[:limit])


def whom_to_ask(organisation_id: uuid.UUID, *, day: date) -> tuple[str, ...]:
    """Names of the people who may invite someone to act for an organisation (never their addresses)."""
    holders = (
        Mandate.objects.in_force(day)
        .filter(organisation_id=organisation_id, kind=MandateKind.REPRESENTATIVE, account__is_active=True)
        .values_list("account_id", flat=True)
    )
    people = Account.objects.filter(pk__in=holders).order_by("last_name", "first_name")
    return tuple(name for each in people if (name := f"{each.first_name} {each.last_name}".strip()))
