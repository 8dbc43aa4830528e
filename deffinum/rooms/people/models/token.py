"""A key with which an organisation's own tool calls the API."""

from __future__ import annotations

import uuid

from django.db import models

from deffinum.foundation.values import PersonalData, Text
from deffinum.rooms.people.models.account import Account
from deffinum.rooms.people.models.organisation import Organisation

PERSONAL_DATA = (
    PersonalData(
        model="OrganisationToken",
        purpose=Text("Savoir qui a ouvert l’accès d’un logiciel", "Know who opened access to a tool"),
        legal_basis=Text(
            "Mission d’intérêt public (RGPD, article 6, 1, e)", "Public interest task (GDPR, article 6(1)(e))"
        ),
        retention=Text("Trois ans après la fin du jeton", "Three years after the token ends"),
        fields=("made_by", "last_used_on"),
    ),
)


class OrganisationToken(models.Model):
    """An API token of an organisation. Only its hash is kept; it acts with the organisation's rights."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    organisation = models.ForeignKey(Organisation, on_delete=models.CASCADE, related_name="tokens")
    label = models.CharField(max_length=100)
    secret_hash = models.CharField(max_length=64, unique=True)
    made_by = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="+")
    made_at = models.DateTimeField()
    expires_on = models.DateField()
    revoked_at = models.DateTimeField(null=True, blank=True)
    revoked_by = models.ForeignKey(Account, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    last_used_on = models.DateField(null=True, blank=True)

    class Meta:
        ordering = ("-made_at", "-id")
        constraints = [
            models.CheckConstraint(
                condition=models.Q(revoked_at__isnull=True, revoked_by__isnull=True)
                | models.Q(revoked_at__isnull=False, revoked_by__isnull=False),
                name="token_end_paired",
            )
        ]

    def __str__(self) -> str:
        return self.label
