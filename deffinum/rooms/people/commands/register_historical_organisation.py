"""Register an organisation that public sources name, mostly without its SIRET: a past lead, a grantor."""

from __future__ import annotations

import uuid
from datetime import datetime

from django.utils.translation import gettext as _

from deffinum.foundation.commands import command
from deffinum.foundation.policies import Actor, Refused
from deffinum.rooms.people.models import Organisation


@command("people.register_historical_organisation")
def register_historical_organisation(
    *,
    organisation_id: uuid.UUID,
    name: str,
    kind: str,
    siret: str = "",
    region_code: str = "",
    is_sample: bool = False,
    by: Actor,
    now: datetime,
) -> uuid.UUID:
    """The organisation of this identifier, created when it is missing (`sample_id` gives fixed identifiers).

    Only the platform's loaders may do it (Refused): people register with a SIRET.
    """
    if by.kind != "platform":
        raise Refused(_("Seuls les chargements de la plateforme enregistrent une organisation sans SIRET."))
    fields = {
        "name": name,
        "kind": kind,
        "siret": siret,
        "region_code": region_code,
        "is_sample": is_sample,
        "registered_at": now,
    }
    Organisation.objects.get_or_create(pk=organisation_id, defaults=fields)
    return organisation_id
