"""Register an organisation: an establishment that takes part in the plan."""

from __future__ import annotations

import uuid
from datetime import date, datetime

from django.db import IntegrityError, transaction

from deffinum.foundation.clock.instants import day_of
from deffinum.foundation.commands import command
from deffinum.foundation.events import publish
from deffinum.foundation.policies import Actor
from deffinum.rooms.people.commands.start_mandate import start_mandate
from deffinum.rooms.people.events import OrganisationRegistered
from deffinum.rooms.people.models import Organisation
from deffinum.rooms.people.policies import may_register_organisation
from deffinum.rooms.people.queries.organisation_checks import checked_fields, refuse_known_siret
from deffinum.rooms.people.words import MandateKind


@command("people.register_organisation")
def register_organisation(
    *,
    name: str,
    siret: str,
    kind: str,
    activity_number: str = "",
    region_code: str = "",
    postcode: str = "",
    commune_code: str = "",
    commune_name: str = "",
    address: str = "",
    created_on: date | None = None,
    by: Actor,
    now: datetime,
) -> uuid.UUID:
    """Register an establishment; the person who does it becomes its first representative. Returns its identifier.

    `siret` is required and its key is checked (La Poste's exception included); `activity_number` has eleven digits
    or is empty. Raises Refused, WrongSiret, WrongActivityNumber, WrongOrganisationField, OrganisationKnown.
    """
    may_register_organisation(by, now=now).require()
    fields = checked_fields(
        name=name,
        siret=siret,
        kind=kind,
        activity_number=activity_number,
        region_code=region_code,
        postcode=postcode,
        commune_code=commune_code,
        commune_name=commune_name,
        address=address,
        created_on=created_on,
        today=day_of(now),
    )
    refuse_known_siret(str(fields["siret"]), day=day_of(now))
    try:
        with transaction.atomic():
            organisation = Organisation.objects.create(registered_at=now, **fields)
    except IntegrityError:
        # Two people registered it at the same instant: the first one won.
        refuse_known_siret(str(fields["siret"]), day=day_of(now))
        raise
    if by.kind == "person" and by.account_id is not None:
        start_mandate(
            account_id=by.account_id, organisation_id=organisation.pk, kind=MandateKind.REPRESENTATIVE, by=by, now=now
        )
    publish(OrganisationRegistered(organisation.pk))
    return organisation.pk
