"""How is a granted aid split between members, years and tranches? Exact to the cent."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import accumulate, pairwise

from deffinum.foundation.values import Money, Rate, total
from deffinum.foundation.values.sharing import share_out
from deffinum.rooms.calls.public import ApplicationDossier


@dataclass(frozen=True)
class MemberAmounts:
    """What one member asked for, or gets: eligible base and aid."""

    organisation_id: uuid.UUID
    name: str
    is_lead: bool
    base: Money
    aid: Money


def asked_by_members(dossier: ApplicationDossier) -> tuple[MemberAmounts, ...]:
    """Active members with what each asked for, the lead first."""
    parts = {each.partner_id: each for each in dossier.budget.parts}
    return tuple(
        MemberAmounts(
            organisation_id=member.organisation_id,
            name=member.name,
            is_lead=member.is_lead,
            base=parts[member.id].base if member.id in parts else Money(),
            aid=parts[member.id].aid if member.id in parts else Money(),
        )
        for member in dossier.active_members
        if member.organisation_id is not None
    )


def split_aid(granted: Money, members: Sequence[MemberAmounts]) -> tuple[MemberAmounts, ...]:
    """Members with the aid each of them gets: as asked when everything is granted, else in proportion.

    The parts add up to the aid granted, to the cent (largest remainder). The base does not change. When nobody
    asked for aid (a record without budget), the parts follow the bases, else the lead gets all.
    """
    if granted == total(each.aid for each in members):
        return tuple(members)
    weights = [each.aid.cents for each in members]
    if not any(weights):
        weights = [each.base.cents for each in members]
    if not any(weights):
        weights = [1 if each.is_lead else 0 for each in members]
    return tuple(
        MemberAmounts(each.organisation_id, each.name, each.is_lead, each.base, Money(part))
        for each, part in zip(members, share_out(granted.cents, weights), strict=True)
    )


def tranche_amounts(aid: Money, shares: Sequence[Rate]) -> tuple[Money, ...]:
    """Amounts of the tranches: what is due after each one is its cumulated share, rounded half up to the cent.

    Taken from one rounded cumulated amount to the next, the amounts are never negative and add up to the aid to the
    cent. Raises ValueError when the shares do not add up to 100 %.
    """
    if sum(each.basis_points for each in shares) != 10_000:
        raise ValueError("The shares of the tranches must add up to 100 %.")
    due = [Rate(points).of(aid) for points in accumulate(each.basis_points for each in shares)]
    return tuple(after - before for before, after in pairwise([Money(0), *due]))
