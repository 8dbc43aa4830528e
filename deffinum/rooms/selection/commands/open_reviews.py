"""Send an eligible file to review."""

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
from deffinum.rooms.selection.models import Examination
from deffinum.rooms.selection.policies.examination import may_open_reviews


class NoCriteria(DomainError):
    """The call's rules have no criterion: there is nothing to mark."""

    status: ClassVar[int] = 409


@command("selection.open_reviews")
def open_reviews(*, examination_id: uuid.UUID, by: Actor, now: datetime) -> Examination:
    """From then on experts can be asked. Raises Refused, NoCriteria."""
    examination = Examination.objects.locked().get(pk=examination_id)
    may_open_reviews(by, examination, now=now).require()
    if not configuration_of(examination.application).criteria:
        raise NoCriteria(_("Les règles de cet appel ne fixent aucun critère : l’expertise n’a pas été ouverte."))
    advance(examination=examination, move="open_reviews", by=by, now=now)
    return examination
