"""Let one named application be deposited after the closing, with author and reason (PRODUCT rule 6)."""

from __future__ import annotations

import uuid
from datetime import datetime

from django.utils.translation import gettext as _

from deffinum.foundation import events
from deffinum.foundation.commands import command
from deffinum.foundation.errors import DomainError
from deffinum.foundation.policies import Actor
from deffinum.rooms.calls.events import LateExceptionGranted
from deffinum.rooms.calls.models import Application, LateException
from deffinum.rooms.calls.policies import may_grant_late_exception
from deffinum.rooms.calls.words import ApplicationState


class ExceptionRefused(DomainError):
    """The exception has no reason, no account behind it, ends in the past, or is of no use."""


@command("calls.grant_late_exception")
def grant_late_exception(
    *, application_id: uuid.UUID, until: datetime, reason: str, by: Actor, now: datetime
) -> LateException:
    """Accept this application's deposit until an instant. Raises Refused, ExceptionRefused."""
    application = Application.objects.select_for_update(of=("self",)).select_related("call").get(pk=application_id)
    may_grant_late_exception(by, application, now=now).require()
    if by.account_id is None:
        raise ExceptionRefused(_("Une dérogation est accordée par une personne nommée. Rien n’a été changé."))
    if not reason.strip():
        raise ExceptionRefused(_("Indiquez le motif : il est conservé avec la dérogation."), field="reason")
    if until <= now:
        raise ExceptionRefused(
            _("La nouvelle échéance est déjà passée. Rien n’a été changé : choisissez un instant à venir."),
            field="until",
        )
    if application.state != ApplicationState.DRAFT:
        raise ExceptionRefused(_("Ce dossier n’est plus un brouillon : il n’a pas besoin de dérogation."))
    granted = LateException.objects.create(
        application=application, until=until, reason=reason.strip(), granted_by=by.account_id, granted_at=now
    )
    events.publish(LateExceptionGranted(application_id=application.pk, until=until))
    return granted
