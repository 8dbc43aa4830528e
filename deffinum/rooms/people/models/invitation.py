"""An invitation to act for an organisation, by mail, that expires."""

from __future__ import annotations

import uuid

from django.db import models

from deffinum.foundation.values import PersonalData, Text
from deffinum.rooms.people.models.account import Account
from deffinum.rooms.people.models.organisation import Organisation
from deffinum.rooms.people.words import InvitationState, MandateKind

PERSONAL_DATA = (
    PersonalData(
        model="Invitation",
        purpose=Text("Inviter une personne à agir pour une organisation", "Invite a person to act for an organisation"),
        legal_basis=Text(
            "Mission d’intérêt public (RGPD, article 6, 1, e)", "Public interest task (GDPR, article 6(1)(e))"
        ),
        retention=Text("Un an après la réponse ou l’expiration", "One year after the answer or the expiry"),
        fields=("email", "invited_by", "answered_by"),
    ),
)


class Invitation(models.Model):
    """An invitation to hold a mandate. Only the hash of its secret is kept."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="invitations")
    email = models.EmailField()
    kind = models.CharField(max_length=20, choices=MandateKind.choices)
    state = models.CharField(max_length=20, choices=InvitationState.choices, default=InvitationState.SENT)
    secret_hash = models.CharField(max_length=64, unique=True)
    invited_by = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="+")
    invited_at = models.DateTimeField()
    sent_at = models.DateTimeField()
    """Last sending; the link of an earlier one no longer opens anything."""
    expires_at = models.DateTimeField()
    mailed_at = models.DateTimeField(null=True, blank=True)
    """When the mail of the last sending left."""
    answered_by = models.ForeignKey(Account, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    answered_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ("-invited_at", "-id")
        constraints = [
            models.UniqueConstraint(
                fields=["organisation", "email"], condition=models.Q(state="sent"), name="invitation_one_pending"
            ),
            models.CheckConstraint(
                condition=models.Q(answered_by__isnull=True, answered_at__isnull=True)
                | models.Q(answered_by__isnull=False, answered_at__isnull=False),
                name="invitation_answer_paired",
            ),
        ]

    def __str__(self) -> str:
        return self.email
