"""Correct what is known of an organisation."""

from __future__ import annotations

import uuid
from datetime import date, datetime

from deffinum.foundation.clock.instants import day_of
from deffinum.foundation.commands import command
from deffinum.foundation.policies import Actor
from deffinum.rooms.people.models import Organisation
from deffinum.rooms.people.policies import may_edit_organisation
from deffinum.rooms.people.queries.organisation_checks import checked_fields, refuse_known_siret


@command("people.edit_organisation")
def edit_organisation(
    *,
    organisation_id: uuid.UUID,
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
) -> None:
    """Replace the organisation's fields; raises what `register_organisation` raises."""
    organisation = Organisation.objects.select_for_update(no_key=True).get(pk=organisation_id)
    may_edit_organisation(by, organisation, now=now).require()
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
    refuse_known_siret(str(fields["siret"]), day=day_of(now), but=organisation.pk)
    Organisation.objects.filter(pk=organisation.pk).update(**fields)
