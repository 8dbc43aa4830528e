"""A play: one opening of a resource in a learner's browser, and the token that its player holds."""

from __future__ import annotations

import uuid
from datetime import datetime

from django.db import models

from deffinum.foundation.values import PersonalData, Text
from deffinum.rooms.records.models.learner import Learner
from deffinum.rooms.records.models.record_store import RecordStore

PERSONAL_DATA = (
    PersonalData(
        model="Play",
        purpose=Text(
            "Reprendre une ressource là où l’apprenant l’a laissée, et n’écrire ses traces que sur elle",
            "Resume a resource where the learner left it, and write their records about it only",
        ),
        legal_basis=Text(
            "Mission d’intérêt public (RGPD, article 6, 1, e)", "Public interest task (GDPR, article 6(1)(e))"
        ),
        retention=Text("Jusqu’à l’effacement de l’apprenant", "Until the learner is erased"),
        fields=("learner",),
    ),
)


class Play(models.Model):
    """One opening. `registration` is the attempt's: the next opening has the same, until one begins afresh."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    store = models.ForeignKey(RecordStore, on_delete=models.PROTECT, related_name="plays")
    learner = models.ForeignKey(Learner, on_delete=models.CASCADE, related_name="plays")
    activity = models.CharField(max_length=1000)
    """IRI of the resource."""
    registration = models.UUIDField()
    secret_hash = models.CharField(max_length=64)
    opened_at = models.DateTimeField()
    expires_at = models.DateTimeField()

    class Meta:
        ordering = ("-opened_at", "id")
        indexes = [models.Index(fields=["learner", "activity", "-opened_at"], name="play_latest")]

    def __str__(self) -> str:
        return self.activity

    def is_open(self, *, at: datetime) -> bool:
        """Is its token still good?"""
        return at < self.expires_at
