"""What does the agreement say? The facts that are frozen when it is sent to sign, as plain JSON (amounts in cents)."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import override

from deffinum.foundation.policies import PLATFORM
from deffinum.foundation.values import Text
from deffinum.rooms.calls.public import ApplicationDossier, deposited_dossier
from deffinum.rooms.grants.models import Agreement, AwardShare
from deffinum.rooms.people.public import Organisation

Facts = dict[str, Any]
AID = "aid"
"""The line of the financing plan that the award pays (calls: FundingKind.AID)."""


def agreement_content(agreement: Agreement, *, now: datetime) -> Facts:
    """Parties, purpose, amounts, budget, financing plan, tranches and deliverables (about fifteen queries).

    The budget is the one deposited; the aid of each member is the one granted (`AwardShare`).
    """
    dossier = deposited_dossier(application_id=agreement.award.application_id, actor=PLATFORM, now=now)
    with override(dossier.configuration.document_language):
        return _content(agreement, dossier)


def _content(agreement: Agreement, dossier: ApplicationDossier) -> Facts:
    award = agreement.award
    shares = list(award.shares.select_related("organisation").order_by("rank"))
    return {
        "language": dossier.configuration.document_language,
        "reference": agreement.reference,
        "application": award.application.reference,
        "title": award.title,
        "acronym": award.acronym,
        "call": Text.read(award.application.call.title).stored(),
        "awarded_on": award.awarded_on.isoformat(),
        "starts_on": agreement.starts_on.isoformat() if agreement.starts_on else "",
        "ends_on": agreement.ends_on.isoformat() if agreement.ends_on else "",
        "grantor": _organisation(award.application.call.owner),
        "beneficiaries": [_beneficiary(each) for each in shares],
        "aid_cents": award.aid_cents,
        "base_cents": award.base_cents,
        "budget": _budget(dossier),
        "funding": _funding(dossier, award.aid_cents or 0),
        "tranches": [
            {
                "rank": each.rank,
                "label": each.label,
                "trigger": each.trigger,
                "share_basis_points": each.share_basis_points,
                "amount_cents": each.amount_cents,
                "expected_on": each.expected_on.isoformat() if each.expected_on else "",
            }
            for each in agreement.tranches.all()
        ],
        "deliverables": [
            {
                "title": each.title,
                "month": each.month,
                "due_on": each.due_on.isoformat() if each.due_on else "",
                "unlocks": each.unlocks.rank if each.unlocks else None,
            }
            for each in agreement.deliverables.select_related("unlocks")
        ],
    }


def _organisation(row: Organisation) -> Facts:
    place = " ".join(part for part in (row.postcode, row.commune_name) if part)
    return {"name": row.name, "siret": row.siret, "address": row.address, "place": place}


def _beneficiary(share: AwardShare) -> Facts:
    return _organisation(share.organisation) | {
        "is_lead": share.is_lead,
        "aid_cents": share.aid_cents,
        "base_cents": share.base_cents,
    }


def _budget(dossier: ApplicationDossier) -> Facts:
    """By member, category and year; rows without expense are left out."""
    return {
        "years": list(dossier.budget.years),
        "parts": [
            {
                "name": part.name,
                "rows": [
                    {
                        "category": row.category.label.stored(),
                        "cents": [cell.amount.cents for cell in row.cells],
                        "total_cents": row.total.cents,
                    }
                    for row in part.rows
                    if row.total
                ],
                "year_cents": [each.cents for each in part.year_totals],
                "total_cents": part.base.cents,
            }
            for part in dossier.budget.parts
        ],
    }


def _funding(dossier: ApplicationDossier, granted_cents: int) -> list[Facts]:
    """The financing plan with the aid as granted; what it no longer covers is stated, never hidden."""
    lines: list[Facts] = [
        {"kind": str(kind), "label": _("Aide accordée"), "cents": granted_cents}
        if kind == AID
        else {"kind": str(kind), "label": str(kind.label), "cents": amount.cents}
        for kind, amount in dossier.budget.kinds
    ]
    missing = dossier.budget.base.cents - sum(each["cents"] for each in lines)
    if missing > 0:
        lines.append({"kind": "missing", "label": "", "cents": missing})
    return [each for each in lines if each["cents"]]
