"""Prepare an agreement anew after it was abandoned, from the decision in force."""

from __future__ import annotations

import uuid
from datetime import datetime

from deffinum.foundation.commands import command
from deffinum.foundation.policies import Actor
from deffinum.rooms.calls.public import Application
from deffinum.rooms.grants.commands.write_amounts import write_amounts
from deffinum.rooms.grants.lifecycle import AGREEMENT
from deffinum.rooms.grants.models import Agreement, Award
from deffinum.rooms.grants.policies import may_revive
from deffinum.rooms.grants.queries.award_standing import standing_decision


@command("grants.revive_agreement")
def revive_agreement(*, agreement_id: uuid.UUID, reason: str, by: Actor, now: datetime) -> Agreement:
    """A draft again, with the amounts of the decision in force; the dates and deliverables prepared before stay.

    Signatures given before stay in the history and count no more. Raises Refused, MoveRefused (no reason).
    """
    agreement = Agreement.objects.locked().get(pk=agreement_id)
    award = Award.objects.select_for_update(of=("self",), no_key=True).get(pk=agreement.award_id)
    award.application = Application.objects.locked().get(pk=award.application_id)
    decision = standing_decision(award)
    may_revive(by, agreement, stands=decision is not None, now=now).require()
    AGREEMENT.move(agreement, "revive", by=by, now=now, reason=reason)
    agreement.parties.signed().update(replaced_at=now)
    agreement.parties.current().delete()
    if decision is not None:
        write_amounts(award=award, agreement=agreement, decision=decision, by=by, now=now)
    return agreement
