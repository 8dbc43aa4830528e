"""Close the reviews of a file."""

from __future__ import annotations

import uuid
from datetime import datetime
from typing import ClassVar

from django.utils.translation import gettext_lazy as _

from deffinum.foundation.commands import command
from deffinum.foundation.errors import DomainError
from deffinum.foundation.policies import Actor
from deffinum.rooms.calls.public import configuration_of
from deffinum.rooms.selection.commands.advance import advance
from deffinum.rooms.selection.lifecycle import REVIEW
from deffinum.rooms.selection.models import Examination
from deffinum.rooms.selection.policies.examination import may_close_reviews
from deffinum.rooms.selection.words import AssignmentState

CLOSED_WITH_THE_FILE = _("L’expertise du dossier a été close.")


class ReviewsMissing(DomainError):
    """Fewer reviews than the call asks for, without a reason; or none at all."""

    status: ClassVar[int] = 422


@command("selection.close_reviews")
def close_reviews(*, examination_id: uuid.UUID, reason: str, by: Actor, now: datetime) -> Examination:
    """Needs the call's number of reviews handed in, or at least one and a reason; the others are cancelled.

    Raises Refused, ReviewsMissing.
    """
    examination = Examination.objects.locked().get(pk=examination_id)
    may_close_reviews(by, examination, now=now).require()
    wanted = configuration_of(examination.application).experts_per_application
    handed_in = examination.assignments.handed_in().count()
    if handed_in == 0:
        raise ReviewsMissing(_("Aucune expertise n’est rendue : elle ne peut pas être close. Rien n’a été changé."))
    if handed_in < wanted and not reason.strip():
        raise ReviewsMissing(
            _("%(given)s expertise(s) rendue(s) sur %(wanted)s : dites pourquoi vous closez. Rien n’a été changé.")
            % {"given": handed_in, "wanted": wanted},
            field="reason",
        )
    for each in examination.assignments.filter(state__in=[AssignmentState.ASKED, AssignmentState.ACCEPTED]):
        REVIEW.move(each, "cancel", by=by, now=now, reason=str(CLOSED_WITH_THE_FILE))
    evidence = {"handed_in": handed_in, "wanted": wanted}
    advance(examination=examination, move="close_reviews", by=by, now=now, reason=reason.strip(), evidence=evidence)
    return examination
