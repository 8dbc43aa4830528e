"""What "mon espace" shows of a person's organisations: mandates, proposals, requests."""

from __future__ import annotations

import uuid
from dataclasses import dataclass

from deffinum.foundation.policies import Actor
from deffinum.foundation.values import InvalidSiret, Siret
from deffinum.rooms.people.models import MandateRequest, Organisation, OrganisationProposal
from deffinum.rooms.people.policies import own_account_id
from deffinum.rooms.people.queries.organisations import OrganisationSummary, organisations_of
from deffinum.rooms.people.words import MandateRequestState


@dataclass(frozen=True)
class Proposal:
    """An establishment named by the identity provider; `organisation_id` when it is registered here."""

    id: uuid.UUID
    siret: str
    organisation_id: uuid.UUID | None
    organisation_name: str

    @property
    def siret_text(self) -> str:
        """'123 456 782 00010'; as given when the key is wrong."""
        try:
            return str(Siret.parse(self.siret))
        except InvalidSiret:
            return self.siret


@dataclass(frozen=True)
class MyOrganisations:
    """The organisations of a person, what their identity provider proposes and what they asked for."""

    organisations: tuple[OrganisationSummary, ...]
    proposals: tuple[Proposal, ...]
    waiting: tuple[str, ...]
    """Names of the organisations that have not answered yet."""


def my_organisations(actor: Actor) -> MyOrganisations:
    """Four queries at most; empty for a visitor or a token."""
    if actor.kind != "person":
        return MyOrganisations((), (), ())
    account_id = own_account_id(actor)
    waiting = MandateRequest.objects.filter(account_id=account_id, state=MandateRequestState.SENT)
    asked = dict(waiting.values_list("organisation_id", "organisation__name"))
    proposed = list(
        OrganisationProposal.objects.filter(account_id=account_id, dismissed_at__isnull=True).order_by("proposed_at")
    )
    known = {each.siret: each for each in Organisation.objects.filter(siret__in=[each.siret for each in proposed])}
    proposals = []
    for each in proposed:
        found = known.get(each.siret)
        if found is not None and (found.pk in actor.organisation_ids or found.pk in asked):
            continue
        proposals.append(Proposal(each.pk, each.siret, found.pk if found else None, found.name if found else ""))
    return MyOrganisations(organisations_of(actor), tuple(proposals), tuple(sorted(asked.values())))
