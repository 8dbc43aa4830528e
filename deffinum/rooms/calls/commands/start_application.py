"""Open an application on a wave."""

from __future__ import annotations

import uuid
from datetime import datetime
from typing import ClassVar

from django.utils.translation import gettext_lazy as _

from deffinum.foundation.commands import command
from deffinum.foundation.errors import DomainError
from deffinum.foundation.policies import Actor
from deffinum.rooms.calls.models import Application, Call, Partner, Wave
from deffinum.rooms.calls.policies.application import may_start_application
from deffinum.rooms.calls.words import ApplicationState, PartnerRole, PartnerState


class TitleMissing(DomainError):
    """An application has a title."""

    status: ClassVar[int] = 422


class CallTakesNoApplication(DomainError):
    """The call has no form here: its applications are not taken on this platform."""


@command("calls.start_application")
def start_application(
    *,
    wave_id: uuid.UUID,
    organisation_id: uuid.UUID,
    title: str,
    acronym: str = "",
    months: int | None = None,
    scope: str = "",
    by: Actor,
    now: datetime,
) -> Application:
    """Create a draft led by the organisation, pinned to the version of the call in force now.

    Raises Refused (no mandate, wave not open), TitleMissing, CallTakesNoApplication, Wave.DoesNotExist.
    """
    wave = Wave.objects.select_related("call").get(pk=wave_id)
    may_start_application(by, wave, organisation_id, now=now).require()
    if not title.strip():
        raise TitleMissing(_("Donnez un titre à votre projet : vous pourrez le changer plus tard."), field="title")
    reference = Application.objects.next_reference(wave.call)
    call = Call.objects.select_related("current_version").get(pk=wave.call_id)
    if call.current_version is None or call.current_version.form_version_id is None:
        raise CallTakesNoApplication(_("Les candidatures à cet appel ne sont pas reçues ici. Rien n’a été créé."))
    application = Application.objects.create(
        reference=reference,
        call=call,
        call_version=call.current_version,
        wave=wave,
        title=title.strip(),
        acronym=acronym.strip(),
        months=months,
        scope=scope,
        state=ApplicationState.DRAFT,
        lead_id=organisation_id,
        base_cents=0,
        aid_cents=0,
        created_by=by.account_id,
        created_at=now,
        is_sample=call.is_sample,
    )
    Partner.objects.create(
        application=application,
        organisation_id=organisation_id,
        role=PartnerRole.LEAD,
        state=PartnerState.JOINED,
        rank=1,
        joined_at=now,
    )
    return application
