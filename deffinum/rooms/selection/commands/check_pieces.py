"""Write what was found of each line of the completeness list."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar

from django.utils.translation import gettext_lazy as _

from deffinum.foundation.commands import command
from deffinum.foundation.errors import DomainError
from deffinum.foundation.policies import Actor
from deffinum.rooms.calls.public import deposited_dossier
from deffinum.rooms.selection.models import Examination, PieceCheck
from deffinum.rooms.selection.policies.examination import may_check_pieces
from deffinum.rooms.selection.queries.completeness_list import completeness_list
from deffinum.rooms.selection.words import PieceVerdict


class UnknownLine(DomainError):
    """A line that the file does not have, or a verdict that does not exist."""

    status: ClassVar[int] = 422


@dataclass(frozen=True)
class PieceReading:
    """What the officer found of one line; `verdict` is a PieceVerdict, or '' to take it back."""

    item_key: str
    verdict: str
    comment: str = ""


@command("selection.check_pieces")
def check_pieces(*, examination_id: uuid.UUID, readings: Sequence[PieceReading], by: Actor, now: datetime) -> int:
    """Keep the readings; the officer who reads an unassigned file takes charge of it. Returns how many changed.

    Raises Refused, UnknownLine.
    """
    examination = Examination.objects.locked().get(pk=examination_id)
    may_check_pieces(by, examination, now=now).require()
    dossier = deposited_dossier(application_id=examination.application_id, actor=by, now=now)
    known = {each.item_key: (each.verdict, each.comment) for each in completeness_list(examination, dossier).lines}
    changed = 0
    for each in readings:
        if each.item_key not in known or each.verdict not in {"", *PieceVerdict.values}:
            raise UnknownLine(
                _("Une ligne de la liste n’existe pas dans ce dossier. Rien n’a été enregistré : rechargez la page.")
            )
        if (each.verdict, each.comment) == known[each.item_key]:
            continue
        changed += 1
        if not each.verdict:
            examination.piece_checks.filter(item_key=each.item_key).delete()
            continue
        PieceCheck.objects.update_or_create(
            examination=examination,
            item_key=each.item_key,
            defaults={
                "verdict": each.verdict, "comment": each.comment, "checked_by": by.account_id, "checked_at": now,
            },
        )  # fmt: skip
    if examination.officer_id is None:
        examination.officer_id = by.account_id
        examination.save(update_fields=["officer_id"])
    return changed
