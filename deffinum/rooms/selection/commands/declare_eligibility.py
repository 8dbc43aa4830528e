"""Say that a complete file is eligible, or not: the officer signs what the rules computed, or says why not."""

from __future__ import annotations

import uuid
from datetime import datetime
from typing import ClassVar

from django.utils.translation import gettext_lazy as _

from deffinum.foundation.commands import command
from deffinum.foundation.errors import DomainError
from deffinum.foundation.policies import Actor
from deffinum.foundation.questionnaires import FAILED, SATISFIED, Proof
from deffinum.rooms.selection.commands.advance import advance
from deffinum.rooms.selection.commands.close_at_gate import close_at_gate
from deffinum.rooms.selection.models import EligibilityCheck, Examination
from deffinum.rooms.selection.policies.examination import may_declare_eligible, may_declare_ineligible
from deffinum.rooms.selection.words import Outcome


class EligibilityNotChecked(DomainError):
    """The rules were not evaluated yet."""

    status: ClassVar[int] = 409


class ReasonNeeded(DomainError):
    """The declaration goes against what the rules computed, without saying why."""

    status: ClassVar[int] = 422


@command("selection.declare_eligibility")
def declare_eligibility(
    *, examination_id: uuid.UUID, eligible: bool, reason: str, by: Actor, now: datetime
) -> Examination:
    """Declare on the last evaluation. Without reason, a refusal computed by the rules takes their sentences as reason.

    Not eligible: the decision leaves at once, its letter proves each rule that failed.

    Raises Refused, EligibilityNotChecked, ReasonNeeded (against the rules, or rules that could not conclude).
    """
    examination = Examination.objects.locked().get(pk=examination_id)
    policy = may_declare_eligible if eligible else may_declare_ineligible
    policy(by, examination, now=now).require()
    check = examination.eligibility_checks.order_by("-number").first()
    if check is None:
        raise EligibilityNotChecked(_("Évaluez d’abord les règles de l’appel. Rien n’a été déclaré."))
    agrees = check.result == (SATISFIED if eligible else FAILED)
    if not agrees and not reason.strip():
        raise ReasonNeeded(
            _(
                "Votre déclaration s’écarte du résultat calculé par les règles de l’appel : dites pourquoi. "
                "Le groupement lira ce motif. Rien n’a été enregistré."
            ),
            field="reason",
        )
    advance(
        examination=examination,
        move="declare_eligible" if eligible else "declare_ineligible",
        by=by,
        now=now,
        reason=reason.strip() or ("" if eligible else _failures(check)),
        evidence={"check": str(check.pk), "computed": check.result},
    )
    if not eligible:
        close_at_gate(examination_id=examination.pk, outcome=Outcome.INELIGIBLE, reasons=reason, by=by, now=now)
    return examination


def _failures(check: EligibilityCheck) -> str:
    """The sentences of the blocking rules that failed, in French: the language of the decision."""
    return " ".join(each.sentence.fr for each in Proof.read(check.proof).failures())
