"""An organisation that the identity provider names for a person, and the request that may follow."""

from __future__ import annotations

import uuid

from django.db import models

from deffinum.foundation.values import PersonalData, Text
from deffinum.rooms.people.models.account import Account
from deffinum.rooms.people.models.organisation import Organisation
from deffinum.rooms.people.words import MandateKind, MandateRequestState

PERSONAL_DATA = (
    PersonalData(
        model="OrganisationProposal",
        purpose=Text("Proposer de rejoindre son organisation", "Propose to join one's organisation"),
        legal_basis=Text(
            "Mission d’intérêt public (RGPD, article 6, 1, e)", "Public interest task (GDPR, article 6(1)(e))"
        ),
        retention=Text("Jusqu’à la réponse de la personne", "Until the person answers"),
        fields=("account", "siret", "identity_provider"),
    ),
    PersonalData(
        model="MandateRequest",
        purpose=Text("Demander à agir pour une organisation", "Ask to act for an organisation"),
        legal_basis=Text(
            "Mission d’intérêt public (RGPD, article 6, 1, e)", "Public interest task (GDPR, article 6(1)(e))"
        ),
        retention=Text("Un an après la réponse", "One year after the answer"),
        fields=("account", "answered_by"),
    ),
)


class OrganisationProposal(models.Model):
    """The establishment (SIRET) that the identity provider gave at sign-in. It proposes; it grants nothing."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    account = models.ForeignKey(Account, on_delete=models.CASCADE, related_name="organisation_proposals")
    siret = models.CharField(max_length=14)
    identity_provider = models.CharField(max_length=100, blank=True)
    """The provider's own identifier of the identity provider that answered (ProConnect: `idp_id`)."""
    proposed_at = models.DateTimeField()
    dismissed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["account", "siret"], name="organisation_proposal_once")]

    def __str__(self) -> str:
        return self.siret


class MandateRequest(models.Model):
    """A person asks to act for an organisation; one of its representatives answers."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    account = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="mandate_requests")
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="mandate_requests")
    kind = models.CharField(max_length=20, choices=MandateKind.choices)
    state = models.CharField(max_length=20, choices=MandateRequestState.choices, default=MandateRequestState.SENT)
    asked_at = models.DateTimeField()
    answered_by = models.ForeignKey(Account, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    answered_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ("asked_at", "id")
        constraints = [
            models.UniqueConstraint(
                fields=["account", "organisation"], condition=models.Q(state="sent"), name="mandate_request_one_pending"
            ),
            models.CheckConstraint(
                condition=models.Q(answered_by__isnull=True, answered_at__isnull=True)
                | models.Q(answered_by__isnull=False, answered_at__isnull=False),
                name="mandate_request_answer_paired",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.account_id} → {self.organisation_id}"
