"""The identity provider names an establishment: propose it to the person, grant nothing."""

from __future__ import annotations

import uuid
from datetime import datetime

from deffinum.foundation.commands import command
from deffinum.foundation.policies import Actor
from deffinum.foundation.values import InvalidSiret, Siret
from deffinum.rooms.people.models import OrganisationProposal
from deffinum.rooms.people.policies import may_use_own_account, own_account_id


@command("people.propose_organisation", personal=("siret",))
def propose_organisation(
    *, account_id: uuid.UUID, siret: str, identity_provider: str, by: Actor, now: datetime
) -> uuid.UUID | None:
    """Keep the proposal, once a person and SIRET; None when the SIRET is not one (nothing is proposed)."""
    try:
        digits = Siret.parse(siret).digits
    except InvalidSiret:
        return None
    row, _made = OrganisationProposal.objects.get_or_create(
        account_id=account_id,
        siret=digits,
        defaults={"identity_provider": identity_provider[:100], "proposed_at": now},
    )
    return row.pk


@command("people.dismiss_proposal")
def dismiss_proposal(*, proposal_id: uuid.UUID, by: Actor, now: datetime) -> None:
    """The person does not want it: it is not shown again. Raises Refused."""
    may_use_own_account(by, now=now).require()
    mine = OrganisationProposal.objects.filter(pk=proposal_id, account_id=own_account_id(by))
    mine.filter(dismissed_at__isnull=True).update(dismissed_at=now)
