"""Ask a consortium to complete its deposited file."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, ClassVar

from django.utils.translation import gettext_lazy as _

from deffinum.foundation import events
from deffinum.foundation.commands import command
from deffinum.foundation.errors import DomainError
from deffinum.foundation.policies import Actor
from deffinum.rooms.calls.events import PiecesAsked
from deffinum.rooms.calls.lifecycle import APPLICATION
from deffinum.rooms.calls.models import Application, PieceRequest
from deffinum.rooms.calls.policies.after_deposit import may_ask_for_pieces
from deffinum.rooms.calls.queries.application_rows import ApplicationRows, application_rows
from deffinum.rooms.calls.words import PartKind


class PieceRequestRefused(DomainError):
    """Nothing is asked for, something unknown is asked for, or the deadline is already past."""

    status: ClassVar[int] = 422


@dataclass(frozen=True)
class AskedPart:
    """One thing to complete. `key` is the section's or the piece's ('' for the identity, the budget and the plan);
    `partner_id` whose part it is (None: the consortium's); `note` says what is expected.
    """

    kind: PartKind
    key: str = ""
    partner_id: uuid.UUID | None = None
    note: str = ""

    def stored(self) -> dict[str, Any]:
        """The JSON shape."""
        partner_id = str(self.partner_id) if self.partner_id else None
        return {"kind": str(self.kind), "key": self.key, "partner_id": partner_id, "note": self.note}


@command("calls.ask_for_pieces")
def ask_for_pieces(
    *, application_id: uuid.UUID, items: Sequence[AskedPart], until: datetime, by: Actor, now: datetime
) -> PieceRequest:
    """Open these parts, and only these, until an instant. Raises Refused, PieceRequestRefused."""
    application = Application.objects.locked().get(pk=application_id)
    may_ask_for_pieces(by, application, now=now).require()
    if not items:
        raise PieceRequestRefused(_("Indiquez au moins une pièce ou une rubrique à compléter. Rien n’a été demandé."))
    if until <= now:
        raise PieceRequestRefused(_("La date limite est déjà passée : choisissez une date à venir."), field="until")
    rows = application_rows(application_id)
    for item in items:
        if not _exists(rows, item):
            raise PieceRequestRefused(
                _("« %(key)s » n’existe pas dans ce dossier. Rien n’a été demandé.") % {"key": item.key or item.kind}
            )
    request = PieceRequest.objects.create(
        application=application,
        items=[each.stored() for each in items],
        asked_by=by.account_id,
        asked_at=now,
        until=until,
    )
    APPLICATION.move(application, "ask_for_pieces", by=by, now=now, evidence={"request": str(request.pk)})
    events.publish(PiecesAsked(application_id=application_id, request_id=request.pk, until=until))
    return request


def _exists(rows: ApplicationRows, item: AskedPart) -> bool:
    if item.partner_id is not None and item.partner_id not in {each.pk for each in rows.members}:
        return False
    per_partner = item.partner_id is not None
    if item.kind == PartKind.SECTION:
        return item.key in {each.key for each in rows.definition.sections_for(per_partner=per_partner)}
    if item.kind == PartKind.PIECE:
        return item.key in {each.key for each in rows.configuration.pieces if each.per_partner == per_partner}
    return per_partner == (item.kind in {PartKind.BUDGET, PartKind.FUNDING}) and not item.key
