"""Keep a review that is being written, or hand it in."""

from __future__ import annotations

import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar

from django.utils.translation import gettext as _

from deffinum.foundation.commands import command
from deffinum.foundation.errors import DomainError
from deffinum.foundation.policies import Actor
from deffinum.rooms.calls.public import Criterion, configuration_of
from deffinum.rooms.selection.lifecycle import REVIEW
from deffinum.rooms.selection.models import Assignment, Mark
from deffinum.rooms.selection.policies.review import may_write_review
from deffinum.rooms.selection.words import MARK_STEP


class MarkRefused(DomainError):
    """A mark out of its scale, or a criterion that the call does not have."""

    status: ClassVar[int] = 422


class ReviewUnfinished(DomainError):
    """A criterion has no mark, or nothing was marked at all."""

    status: ClassVar[int] = 422


@dataclass(frozen=True)
class GivenMark:
    """A mark in hundredths of a point; None: « sans objet »."""

    value_hundredths: int | None
    comment: str = ""


@command("selection.save_review")
def save_review(
    *,
    assignment_id: uuid.UUID,
    marks: Mapping[str, GivenMark],
    comment_for_jury: str,
    comment_for_applicant: str,
    hand_in: bool,
    by: Actor,
    now: datetime,
) -> Assignment:
    """Replace what was kept (criteria that are not in `marks` are not marked yet); `hand_in` sends it.

    Raises Refused, MarkRefused, ReviewUnfinished (what was kept before is untouched).
    """
    assignment = (
        Assignment.objects.select_for_update(of=("self",), no_key=True)
        .select_related("examination__application__call_version")
        .get(pk=assignment_id)
    )
    may_write_review(by, assignment, now=now).require()
    criteria = configuration_of(assignment.examination.application).criteria
    _check_marks(marks, criteria)
    if hand_in:
        _check_finished(marks, criteria, comment_for_applicant)
    assignment.marks.all().delete()
    Mark.objects.bulk_create(
        Mark(assignment=assignment, criterion_key=key, value_hundredths=given.value_hundredths, comment=given.comment)
        for key, given in marks.items()
    )
    assignment.comment_for_jury, assignment.comment_for_applicant = comment_for_jury, comment_for_applicant
    if hand_in:
        REVIEW.move(assignment, "hand_in", by=by, now=now)
        assignment.handed_in_at = now
    assignment.save(update_fields=["comment_for_jury", "comment_for_applicant", "handed_in_at"])
    return assignment


def _check_marks(marks: Mapping[str, GivenMark], criteria: Sequence[Criterion]) -> None:
    known = {each.key: each for each in criteria}
    for key, given in marks.items():
        if key not in known:
            raise MarkRefused(_("Ce critère n’existe pas dans les règles de l’appel. Rien n’a été enregistré."))
        value, scale = given.value_hundredths, known[key].scale
        if value is not None and (value % MARK_STEP or not 0 <= value <= scale * 100):
            raise MarkRefused(
                _("« %(label)s » : la note va de 0 à %(scale)s, par demi-point. Rien n’a été enregistré.")
                % {"label": known[key].label, "scale": scale},
                field=f"mark_{key}",
            )


def _check_finished(marks: Mapping[str, GivenMark], criteria: Sequence[Criterion], comment: str) -> None:
    for each in criteria:
        if each.key not in marks:
            raise ReviewUnfinished(
                _("« %(label)s » : donnez une note, ou « sans objet ». L’expertise n’a pas été rendue.")
                % {"label": each.label},
                field=f"mark_{each.key}",
            )
    if all(each.value_hundredths is None for each in marks.values()):
        raise ReviewUnfinished(_("Tous les critères sont « sans objet » : l’expertise ne peut pas être rendue ainsi."))
    if not comment.strip():
        raise ReviewUnfinished(
            _("Écrivez l’appréciation destinée au groupement : elle accompagne la décision."),
            field="comment_for_applicant",
        )
