"""Pass the gate of completeness."""

from __future__ import annotations

import uuid
from datetime import datetime
from typing import ClassVar

from django.utils.translation import ngettext

from deffinum.foundation.commands import command
from deffinum.foundation.errors import DomainError
from deffinum.foundation.policies import Actor
from deffinum.rooms.calls.public import deposited_dossier
from deffinum.rooms.selection.commands.advance import advance
from deffinum.rooms.selection.commands.check_eligibility import check_eligibility
from deffinum.rooms.selection.models import Examination
from deffinum.rooms.selection.policies.examination import may_declare_complete
from deffinum.rooms.selection.queries.completeness_list import completeness_list


class LinesLeft(DomainError):
    """A line was not looked at, or was found missing or to correct."""

    status: ClassVar[int] = 409

    def __init__(self, labels: list[str]) -> None:
        count = len(labels)
        sentence = ngettext(
            "Une ligne n’est pas notée conforme : %(labels)s. Le dossier n’a pas été déclaré complet.",
            "%(count)s lignes ne sont pas notées conformes, dont : %(labels)s. Le dossier n’a pas été déclaré complet.",
            count,
        )
        super().__init__(sentence % {"count": count, "labels": " · ".join(labels[:3])})


@command("selection.declare_complete")
def declare_complete(*, examination_id: uuid.UUID, by: Actor, now: datetime) -> Examination:
    """Every line must be conform; the rules of eligibility are evaluated at once. Raises Refused, LinesLeft."""
    examination = Examination.objects.locked().get(pk=examination_id)
    may_declare_complete(by, examination, now=now).require()
    dossier = deposited_dossier(application_id=examination.application_id, actor=by, now=now)
    found = completeness_list(examination, dossier)
    if not found.is_complete:
        raise LinesLeft([each.label for each in found.lines if each.verdict != "conform"])
    evidence = {"lines": len(found.lines)}
    advance(examination=examination, move="declare_complete", by=by, now=now, evidence=evidence)
    check_eligibility(examination_id=examination.pk, by=by, now=now)
    return examination
