"""What a learner agreed to, and withdrew: rows are only ever added, and go with the learner."""

from __future__ import annotations

import uuid

from django.db import models

from deffinum.foundation.values import PersonalData, Text
from deffinum.rooms.people.public import Account
from deffinum.rooms.records.models.learner import Learner
from deffinum.rooms.records.words import Purpose

PERSONAL_DATA = (
    PersonalData(
        model="Consent",
        purpose=Text(
            "Prouver ce que l’apprenant a accepté ou refusé pour ses traces",
            "Prove what the learner agreed to or refused for their records",
        ),
        legal_basis=Text(
            "Obligation de démontrer le consentement (RGPD, article 7, 1)",
            "Duty to demonstrate consent (GDPR, article 7(1))",
        ),
        retention=Text("Jusqu’à l’effacement de l’apprenant", "Until the learner is erased"),
        fields=("learner", "recorded_by"),
    ),
)


class Consent(models.Model):
    """A consent given or withdrawn, with the words that were read. The latest of a purpose holds."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    learner = models.ForeignKey(Learner, on_delete=models.CASCADE, related_name="consents")
    purpose = models.CharField(max_length=20, choices=Purpose.choices)
    is_given = models.BooleanField()
    wording = models.TextField()
    recorded_on = models.DateTimeField()
    recorded_by = models.ForeignKey(Account, null=True, blank=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        indexes = [models.Index(fields=["learner", "purpose", "-recorded_on"], name="consent_latest")]

    def __str__(self) -> str:
        return f"{self.learner_id} {self.purpose} {self.is_given}"
