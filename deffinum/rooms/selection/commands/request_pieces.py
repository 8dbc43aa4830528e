"""Ask the consortium to complete its file, in words, with a delay of its own."""

from __future__ import annotations

import uuid
from datetime import datetime
from typing import ClassVar

from django.utils.translation import gettext_lazy as _

from deffinum.foundation.commands import command
from deffinum.foundation.errors import DomainError
from deffinum.foundation.policies import Actor
from deffinum.rooms.calls.public import ask_for_pieces, configuration_of, deposited_dossier
from deffinum.rooms.selection.commands.advance import advance
from deffinum.rooms.selection.models import Examination
from deffinum.rooms.selection.policies.examination import may_request_pieces
from deffinum.rooms.selection.queries.completeness_list import completeness_list
from deffinum.rooms.selection.queries.deadlines import end_of_day_after


class NothingToAsk(DomainError):
    """No line is missing or to correct."""

    status: ClassVar[int] = 422


@command("selection.request_pieces")
def request_pieces(*, examination_id: uuid.UUID, by: Actor, now: datetime) -> Examination:
    """Ask for every line found missing or to correct, with its comment.

    The consortium has `piece_delay_days` of its call's rules, until the end of that day in the call's zone.
    Raises Refused, NothingToAsk, PieceRequestRefused.
    """
    examination = Examination.objects.locked().get(pk=examination_id)
    may_request_pieces(by, examination, now=now).require()
    application = examination.application
    dossier = deposited_dossier(application_id=application.pk, actor=by, now=now)
    items = completeness_list(examination, dossier).to_ask_for
    if not items:
        raise NothingToAsk(_("Aucune ligne n’est notée « manquante » ou « à corriger » : il n’y a rien à demander."))
    until = end_of_day_after(now, configuration_of(application).piece_delay_days, application.call.zone)
    request = ask_for_pieces(
        application_id=application.pk, items=[each.asked() for each in items], until=until, by=by, now=now
    )
    evidence = {"request": str(request.pk), "until": until.isoformat(), "lines": [each.item_key for each in items]}
    advance(examination=examination, move="request_pieces", by=by, now=now, evidence=evidence)
    return examination
