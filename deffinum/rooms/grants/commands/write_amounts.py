"""Write a decision's aid in an award whose agreement is a draft."""

from __future__ import annotations

from datetime import datetime

from deffinum.foundation.policies import PLATFORM, Actor
from deffinum.foundation.values import Money, Rate
from deffinum.rooms.calls.public import deposited_dossier
from deffinum.rooms.grants.models import Agreement, Award, AwardShare
from deffinum.rooms.grants.queries.award_split import asked_by_members, split_aid, tranche_amounts
from deffinum.rooms.selection.public import DecisionView


def write_amounts(*, award: Award, agreement: Agreement, decision: DecisionView, by: Actor, now: datetime) -> None:
    """The award, its shares and its tranches: each adds up to the aid of the decision, to the cent. Rows are locked."""
    aid = decision.aid or Money()
    award.decision_id, award.aid_cents, award.awarded_on = decision.id, aid.cents, decision.decided_on
    award.save(update_fields=["decision", "aid_cents", "awarded_on"])
    members = asked_by_members(deposited_dossier(application_id=award.application_id, actor=PLATFORM, now=now))
    for each in split_aid(aid, members):
        shares = AwardShare.objects.filter(award=award, organisation_id=each.organisation_id)
        shares.update(aid_cents=each.aid.cents, base_cents=each.base.cents)
    tranches = list(agreement.tranches.order_by("rank"))
    amounts = tranche_amounts(aid, [Rate(each.share_basis_points) for each in tranches])
    for tranche, amount in zip(tranches, amounts, strict=True):
        tranche.amount_cents = amount.cents
        tranche.save(update_fields=["amount_cents"])
