"""Let one named application be deposited after the closing, with author and reason (PRODUCT rule 6)."""

from __future__ import annotations

import uuid
from datetime import datetime

from django.urls import reverse
from django.utils.translation import gettext as _

from deffinum.foundation import events
from deffinum.foundation.commands import command
from deffinum.foundation.errors import DomainError
from deffinum.foundation.policies import Actor
from deffinum.foundation.values import Text
from deffinum.rooms.calls.events import LateExceptionGranted
from deffinum.rooms.calls.models import Application, LateException
from deffinum.rooms.calls.policies.call import may_grant_late_exception
from deffinum.rooms.calls.words import ApplicationState
from deffinum.rooms.people.public import notify, register_topic

LATE_EXCEPTION = "calls.late_exception"
GRANTED = Text(
    "Une dérogation vous permet de déposer après la clôture", "An exception lets you submit after the closing"
)

register_topic(
    LATE_EXCEPTION, Text("les dérogations accordées à mes dossiers", "exceptions granted to my applications")
)


class ExceptionRefused(DomainError):
    """The exception has no reason, no account behind it, ends in the past, or is of no use."""


@command("calls.grant_late_exception")
def grant_late_exception(
    *, application_id: uuid.UUID, until: datetime, reason: str, by: Actor, now: datetime
) -> LateException:
    """Accept this application's deposit until an instant. Raises Refused, ExceptionRefused."""
    application = (
        Application.objects.select_for_update(of=("self",), no_key=True).select_related("call").get(pk=application_id)
    )
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
    if application.created_by is not None:
        notify(
            account_ids=[application.created_by],
            topic=LATE_EXCEPTION,
            title=GRANTED,
            body=Text(f"{application.reference} · {application.title}"),
            address=reverse("calls:call", args=[application.call.slug]),
            dedupe_key=f"{LATE_EXCEPTION}:{granted.pk}",
            by=by,
            now=now,
        )
    events.publish(LateExceptionGranted(application_id=application.pk, until=until))
    return granted
