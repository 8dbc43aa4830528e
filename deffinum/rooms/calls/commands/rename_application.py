"""Change what the project is called, how long it lasts and how far it reaches."""

from __future__ import annotations

import uuid
from datetime import datetime
from typing import ClassVar

from django.utils.translation import gettext_lazy as _

from deffinum.foundation.commands import command
from deffinum.foundation.errors import DomainError
from deffinum.foundation.policies import Actor
from deffinum.rooms.calls.commands.open_part import OpenPart
from deffinum.rooms.calls.commands.start_application import TitleMissing
from deffinum.rooms.calls.models import Application
from deffinum.rooms.calls.queries.pinned_rules import configuration_of
from deffinum.rooms.calls.words import PartKind

LONGEST_PROJECT_MONTHS = 120


class IdentityRefused(DomainError):
    """The duration or the reach is not one that the call knows."""

    status: ClassVar[int] = 422


@command("calls.rename_application")
def rename_application(
    *,
    application_id: uuid.UUID,
    title: str,
    acronym: str,
    months: int | None,
    scope: str,
    region_code: str = "",
    by: Actor,
    now: datetime,
) -> Application:
    """Keep the project's identity. `months` is its duration; `scope` a key of the call's reaches or ''.

    Raises Refused, TitleMissing, IdentityRefused.
    """
    part = OpenPart.lock(application_id=application_id, partner_id=None, kind=PartKind.IDENTITY, by=by, now=now)
    application = part.application
    if not title.strip():
        raise TitleMissing(_("Donnez un titre à votre projet. L’ancien titre a été gardé."), field="title")
    if months is not None and not 1 <= months <= LONGEST_PROJECT_MONTHS:
        raise IdentityRefused(
            _("Indiquez une durée entre 1 et %(most)s mois. L’ancienne durée a été gardée.")
            % {"most": LONGEST_PROJECT_MONTHS},
            field="months",
        )
    scopes = {key for key, _label in configuration_of(application).scopes}
    if scope and scope not in scopes:
        raise IdentityRefused(_("Choisissez l’une des portées proposées par l’appel."), field="scope")
    application.title, application.acronym = title.strip()[:200], acronym.strip()[:60]
    application.months, application.scope, application.region_code = months, scope, region_code
    application.save(update_fields=["title", "acronym", "months", "scope", "region_code"])
    return application
