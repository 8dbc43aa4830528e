"""Send the letter: from this instant the consortium knows the decision, and the time of appeal runs."""

from __future__ import annotations

import uuid
from datetime import datetime
from typing import ClassVar

from django.utils.translation import gettext_lazy as _

from deffinum.foundation.commands import command
from deffinum.foundation.errors import DomainError
from deffinum.foundation.policies import Actor
from deffinum.rooms.calls.public import Application, ApplicationState, redirect_application
from deffinum.rooms.selection.commands.send_letter import send_letter
from deffinum.rooms.selection.models import Decision, Letter
from deffinum.rooms.selection.policies.decision import WITHDRAWN, may_notify_decision
from deffinum.rooms.selection.queries.linked_application import linked_application


class NotificationRefused(DomainError):
    """The decision was replaced, or was notified already, or the consortium gave up."""

    status: ClassVar[int] = 409


@command("selection.notify_decision")
def notify_decision(*, decision_id: uuid.UUID, by: Actor, now: datetime) -> Letter:
    """Publishes DecisionTaken; opens the linked file of a redirection. Raises Refused, NotificationRefused."""
    letter = (
        Letter.objects.select_for_update(of=("self",), no_key=True)
        .select_related("decision__examination__application__call", "decision__examination__application__call_version")
        .get(decision_id=decision_id)
    )
    decision, examination = letter.decision, letter.decision.examination
    may_notify_decision(by, examination, now=now).require()
    if letter.notified_at is not None:
        raise NotificationRefused(_("Cette décision est déjà notifiée. Rien n’a été envoyé une seconde fois."))
    if not Decision.objects.in_force().filter(pk=decision.pk).exists():
        raise NotificationRefused(_("Une décision plus récente remplace celle-ci : notifiez la plus récente."))
    application = Application.objects.locked().get(pk=examination.application_id)
    if application.state == ApplicationState.WITHDRAWN:
        raise NotificationRefused(WITHDRAWN)
    _redirect(decision, by=by, now=now)
    return send_letter(letter_id=letter.pk, by=by, now=now)


def _redirect(decision: Decision, *, by: Actor, now: datetime) -> None:
    """Once for one call: a second decision that says the same finds the file already there. Raises DomainError."""
    if decision.redirect_call_id is None or linked_application(decision) is not None:
        return
    redirect_application(
        application_id=decision.examination.application_id,
        call_id=decision.redirect_call_id,
        reason=decision.reasons,
        until=decision.redirect_until,
        by=by,
        now=now,
    )
