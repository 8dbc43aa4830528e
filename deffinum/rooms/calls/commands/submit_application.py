"""Deposit an application."""

from __future__ import annotations

import uuid
from datetime import datetime

from django.utils.translation import gettext as _

from deffinum.design.formats import instant_text
from deffinum.foundation.commands import command
from deffinum.foundation.errors import DomainError
from deffinum.foundation.policies import Actor
from deffinum.rooms.calls.commands.deposit import ApplicationIncomplete, Deposit
from deffinum.rooms.calls.models import Application
from deffinum.rooms.calls.policies.application import may_submit
from deffinum.rooms.calls.queries.submission_snapshot import SubmissionReceipt
from deffinum.rooms.calls.words import ApplicationState, CallState, Punctuality

__all__ = ["AlreadySubmitted", "ApplicationIncomplete", "CallClosed", "submit_application"]


class CallClosed(DomainError):
    """The request arrived at or after the last instant (PRODUCT rule 6)."""


class AlreadySubmitted(DomainError):
    """The application was deposited by another request."""


@command("calls.submit_application")
def submit_application(
    *, application_id: uuid.UUID, idempotency_key: str, by: Actor, now: datetime
) -> SubmissionReceipt:
    """Deposit the file as it is now. `now` is the database clock at the arrival of the request.

    The same key gives the same receipt. Order of the gates: who, on time, complete. Raises Refused, AlreadySubmitted,
    CallClosed, ApplicationIncomplete.
    """
    application = Application.objects.locked().get(pk=application_id)
    deposit = Deposit(application, idempotency_key, by, now)
    receipt = deposit.replayed()
    if receipt is not None:
        return receipt
    punctuality = application.punctuality(now)
    if application.state == ApplicationState.DRAFT and punctuality is None and by.belongs_to(application.lead_id):
        raise CallClosed(_closed(application, now))
    if (
        application.state == ApplicationState.SUBMITTED
        and application.submitted_at
        and by.belongs_to(application.lead_id)
    ):
        raise AlreadySubmitted(
            _("La candidature %(reference)s est déjà déposée depuis le %(instant)s. Rien n’a été envoyé deux fois.")
            % {"reference": application.reference, "instant": _local(application, application.submitted_at)}
        )
    may_submit(by, application, now=now).require()
    return deposit.write("submit", punctuality or Punctuality.ON_TIME)


def _local(application: Application, instant: datetime) -> str:
    return instant_text(instant, application.wave.zone if application.wave else application.call.zone)


def _closed(application: Application, now: datetime) -> str:
    wave = application.wave
    if wave is not None and now < wave.opens_at:
        return _("La vague ouvre le %(instant)s : le dépôt n’est pas encore possible. Votre dossier est gardé.") % {
            "instant": instant_text(wave.opens_at, wave.zone)
        }
    if application.call.state == CallState.CLOSED_EARLY or wave is None:
        return _(
            "L’appel a été clos avant terme : la candidature n’a pas été déposée. Votre dossier reste enregistré et "
            "lisible ; écrivez à l’équipe du plan."
        )
    return _(
        "La vague est close depuis le %(instant)s : votre envoi est arrivé trop tard et la candidature n’a pas été "
        "déposée. Votre dossier reste enregistré et lisible. Si un empêchement vous a retardé, écrivez à l’équipe du "
        "plan, qui peut accorder une dérogation motivée."
    ) % {"instant": instant_text(wave.closes_at, wave.zone)}
