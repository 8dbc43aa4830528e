"""A key with which one tool writes or reads one store."""

from __future__ import annotations

import uuid
from datetime import datetime

from django.contrib.postgres.fields import ArrayField
from django.db import models

from deffinum.foundation.values import PersonalData, Text
from deffinum.rooms.people.public import Account
from deffinum.rooms.records.models.record_store import RecordStore
from deffinum.rooms.records.words import KeyScope, Purpose

PERSONAL_DATA = (
    PersonalData(
        model="AccessKey",
        purpose=Text("Savoir qui a ouvert l’accès d’un outil aux traces", "Know who opened a tool’s access to records"),
        legal_basis=Text(
            "Mission d’intérêt public (RGPD, article 6, 1, e)", "Public interest task (GDPR, article 6(1)(e))"
        ),
        retention=Text("Aussi longtemps que les traces que la clé a écrites", "As long as the records that it wrote"),
        fields=("made_by",),
    ),
)


class AccessKey(models.Model):
    """The key of a tool (a platform, a headset, a simulator). Only the digest of its secret is kept."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    store = models.ForeignKey(RecordStore, on_delete=models.PROTECT, related_name="keys")
    label = models.CharField(max_length=100)
    secret_hash = models.CharField(max_length=64)
    scopes = ArrayField(models.CharField(max_length=30, choices=KeyScope.choices))
    purpose = models.CharField(max_length=20, choices=Purpose.choices, blank=True)
    """Why the tool writes; empty: no consent is looked at."""
    made_at = models.DateTimeField()
    made_by = models.ForeignKey(Account, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    expires_at = models.DateTimeField(null=True, blank=True)
    closed_at = models.DateTimeField(null=True, blank=True)
    last_written_at = models.DateTimeField(null=True, blank=True)
    """When it last stored something, to the minute: so that nothing is searched to say it."""

    class Meta:
        ordering = ("-made_at", "id")

    def __str__(self) -> str:
        return self.label

    def is_open(self, *, at: datetime) -> bool:
        """Neither closed nor over."""
        return is_in_force(self.expires_at, self.closed_at, at=at)


def is_in_force(expires_at: datetime | None, closed_at: datetime | None, *, at: datetime) -> bool:
    """Neither closed nor over: what a key is asked at every request, without the row that holds it."""
    return closed_at is None and (expires_at is None or at < expires_at)
