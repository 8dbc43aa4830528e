"""Create a call: a draft that only officers see."""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from datetime import datetime
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from django.utils.translation import gettext as _

from deffinum.foundation.commands import command
from deffinum.foundation.errors import DomainError
from deffinum.foundation.policies import Actor
from deffinum.foundation.values import Text
from deffinum.rooms.calls.models import Call
from deffinum.rooms.calls.policies.call import may_prepare_call


class SlugTaken(DomainError):
    """Another call has this address."""


class UnknownZone(DomainError):
    """The zone is not in the time zone database."""


@command("calls.prepare_call")
def prepare_call(
    *,
    slug: str,
    title: Mapping[str, str],
    summary: Mapping[str, str],
    owner_id: uuid.UUID,
    lever_id: uuid.UUID | None,
    region_code: str,
    zone: str,
    source: str,
    is_sample: bool,
    by: Actor,
    now: datetime,
) -> Call:
    """Create the draft. Texts are bilingual, `zone` is an IANA name, `source` a public address or ''.

    Raises Refused, SlugTaken, UnknownZone.
    """
    may_prepare_call(by, now=now).require()
    if Call.objects.filter(slug=slug).exists():
        raise SlugTaken(
            _("Un appel porte déjà cette adresse. Rien n’a été créé : choisissez-en une autre."), field="slug"
        )
    try:
        ZoneInfo(zone)
    except (ValueError, ZoneInfoNotFoundError) as problem:
        raise UnknownZone(_("Ce fuseau horaire n’existe pas. Rien n’a été créé."), field="zone") from problem
    return Call.objects.create(
        slug=slug,
        title=Text.read(title).stored(),
        summary=Text.read(summary).stored(),
        owner_id=owner_id,
        lever_id=lever_id,
        region_code=region_code,
        zone=zone,
        source=source,
        is_sample=is_sample,
        created_at=now,
    )
