"""Bring an award in line with the decision that replaced the one it came from (an appeal was accepted, a mistake)."""

from __future__ import annotations

import uuid
from datetime import datetime

from django.utils.translation import gettext as _
from django.utils.translation import override

from deffinum.design.formats import day_text, money_text
from deffinum.foundation import events
from deffinum.foundation.commands import command
from deffinum.foundation.policies import Actor
from deffinum.rooms.grants.commands.write_amounts import write_amounts
from deffinum.rooms.grants.events import AwardRevised
from deffinum.rooms.grants.lifecycle import AGREEMENT
from deffinum.rooms.grants.models import Agreement, Award
from deffinum.rooms.grants.words import AgreementState, RevisionKind
from deffinum.rooms.selection.public import DecisionView, Outcome, decision_of


@command("grants.revise_award")
def revise_award(*, application_id: uuid.UUID, by: Actor, now: datetime) -> RevisionKind | None:
    """As long as nobody has signed: the new amount is written in the draft, or the agreement is abandoned.

    A text sent to sign comes back to a draft; an agreement abandoned is taken up again when the project is retained.
    From the first signature on nothing changes: the officers are told (AwardRevised). None: there is no award, or it
    follows the decision already, or gets the same aid from it (idempotent).
    """
    # The agreement first, as a signature holds it before it publishes the award. What is of public record has none.
    agreement = Agreement.objects.locked().filter(award__application_id=application_id).first()
    award = Award.objects.select_for_update(of=("self",), no_key=True).filter(application_id=application_id).first()
    decision = decision_of(application_id)
    if award is None or agreement is None or decision is None or award.decision_id == decision.id:
        return None
    if agreement.state != AgreementState.CANCELLED and _retains(decision, award.aid_cents):
        award.decision_id = decision.id  # the same aid, decided again: nothing else to say
        award.save(update_fields=["decision"])
        return None
    if agreement.parties.signed().exists():
        change = RevisionKind.KEPT
    else:
        change = _follow(award, agreement, decision, by=by, now=now)
    events.publish(AwardRevised(award.pk, decision.id, change))
    return change


def _follow(award: Award, agreement: Agreement, decision: DecisionView, *, by: Actor, now: datetime) -> RevisionKind:
    award.decision_id = decision.id
    if not _retains(decision):
        award.save(update_fields=["decision"])
        if agreement.state != AgreementState.CANCELLED:
            AGREEMENT.move(agreement, "cancel", by=by, now=now, reason=_reason(decision))
        return RevisionKind.CANCELLED
    back = {AgreementState.TO_SIGN: "take_back", AgreementState.CANCELLED: "revive"}
    if agreement.state in back:
        move = back[AgreementState(agreement.state)]
        AGREEMENT.move(agreement, move, by=by, now=now, reason=_reason(decision))
    write_amounts(award=award, agreement=agreement, decision=decision, by=by, now=now)
    return RevisionKind.REVISED


def _retains(decision: DecisionView, cents: int | None = None) -> bool:
    """Does it give an aid (this very one, when it is said)?"""
    if decision.outcome != Outcome.RETAINED or decision.aid is None:
        return False
    return cents is None or decision.aid.cents == cents


def _reason(decision: DecisionView) -> str:
    """In French, as every reason that the platform writes."""
    with override("fr"):
        said = _("Une décision du %(day)s remplace celle qui avait ouvert cette convention : %(outcome)s.")
        outcome = str(decision.outcome.label)
        if decision.aid is not None:
            outcome = f"{outcome}, {money_text(decision.aid)}"
        return said % {"day": day_text(decision.decided_on), "outcome": outcome}
