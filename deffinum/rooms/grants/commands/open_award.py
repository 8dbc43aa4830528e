"""Turn a decision that retains a project into an award, its shares and a draft agreement."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from datetime import datetime

from deffinum.foundation import events
from deffinum.foundation.commands import command
from deffinum.foundation.policies import PLATFORM, Actor
from deffinum.foundation.search import folded
from deffinum.foundation.values import Money
from deffinum.rooms.calls.public import (
    Application,
    ApplicationDossier,
    ApplicationState,
    CallConfiguration,
    deposited_dossier,
)
from deffinum.rooms.grants.events import AwardOpened
from deffinum.rooms.grants.models import Agreement, Award, AwardShare, Deliverable, Tranche
from deffinum.rooms.grants.queries.award_split import asked_by_members, split_aid, tranche_amounts
from deffinum.rooms.grants.queries.schedule import planned_deliverables, planned_tranches
from deffinum.rooms.selection.public import DecisionView, Outcome, decision_of


@command("grants.open_award")
def open_award(*, application_id: uuid.UUID, by: Actor, now: datetime) -> Award | None:
    """The award of a retained application: made once, the same comes back afterwards.

    None when the decision in force does not retain the project, or gives no amount, or when the application was
    withdrawn since.
    """
    known = Award.objects.filter(application_id=application_id).first()
    if known is not None:
        return known
    decision = decision_of(application_id)
    if decision is None or decision.outcome != Outcome.RETAINED or decision.aid is None:
        return None
    application = Application.objects.locked().get(pk=application_id)  # a withdrawal waits, and finds the award
    if application.state == ApplicationState.WITHDRAWN:
        return None
    dossier = deposited_dossier(application_id=application_id, actor=PLATFORM, now=now)
    award = _award(decision, decision.aid, dossier)
    agreement = Agreement.objects.create(
        award=award, reference=f"CONV-{award.reference}", made_by=by.account_id, made_at=now
    )
    tranches = _tranches(agreement, decision.aid, dossier.configuration)
    _deliverables(agreement, tranches, dossier)
    events.publish(AwardOpened(award.pk))
    return award


def _award(decision: DecisionView, aid: Money, dossier: ApplicationDossier) -> Award:
    summary = dossier.summary
    members = asked_by_members(dossier)
    award = Award.objects.create(
        application_id=summary.id,
        decision_id=decision.id,
        reference=summary.reference,
        title=summary.title,
        acronym=summary.acronym,
        aid_cents=aid.cents,
        base_cents=dossier.budget.base.cents,
        awarded_on=decision.decided_on,
        region_code=summary.lead_region,
        source=decision.source,
        is_sample=summary.is_sample,
        search_text=folded(
            " ".join([summary.reference, summary.title, summary.acronym, *(each.name for each in members)])
        ),
    )
    AwardShare.objects.bulk_create(
        AwardShare(
            award=award,
            organisation_id=each.organisation_id,
            is_lead=each.is_lead,
            aid_cents=each.aid.cents,
            base_cents=each.base.cents,
            rank=rank,
        )
        for rank, each in enumerate(split_aid(aid, members), start=1)
    )
    return award


def _tranches(agreement: Agreement, aid: Money, configuration: CallConfiguration) -> Sequence[Tranche]:
    planned = planned_tranches(configuration)
    amounts = tranche_amounts(aid, [each.share for each in planned])
    return Tranche.objects.bulk_create(
        Tranche(
            agreement=agreement,
            rank=rank,
            trigger=each.trigger,
            share_basis_points=each.share.basis_points,
            label=each.label.stored(),
            amount_cents=amount.cents,
        )
        for rank, (each, amount) in enumerate(zip(planned, amounts, strict=True), start=1)
    )


def _deliverables(agreement: Agreement, tranches: Sequence[Tranche], dossier: ApplicationDossier) -> None:
    planned = planned_deliverables(dossier.configuration, months=dossier.summary.months)
    Deliverable.objects.bulk_create(
        Deliverable(
            agreement=agreement,
            rank=rank,
            title=each.title,
            month=each.month,
            unlocks=tranches[each.unlocks] if each.unlocks is not None else None,
        )
        for rank, each in enumerate(planned, start=1)
    )
