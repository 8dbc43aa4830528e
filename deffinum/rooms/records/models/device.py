"""Headsets and simulators: the short code that pairs one, and the token that it then holds."""

from __future__ import annotations

import uuid
from datetime import datetime

from django.db import models

from deffinum.foundation.values import PersonalData, Text
from deffinum.rooms.people.public import Account
from deffinum.rooms.records.models.learner import Learner
from deffinum.rooms.records.models.record_store import RecordStore
from deffinum.rooms.records.words import Purpose

_PURPOSE = Text(
    "Savoir quel casque écrit les traces de qui, et qui l’a permis",
    "Know which headset writes whose records, and who allowed it",
)
_BASIS = Text("Mission d’intérêt public (RGPD, article 6, 1, e)", "Public interest task (GDPR, article 6(1)(e))")
_RETENTION = Text(
    "Aussi longtemps que les traces que l’appareil a écrites", "As long as the records that the device wrote"
)
PERSONAL_DATA = (
    PersonalData(
        model="DeviceToken",
        purpose=_PURPOSE,
        legal_basis=_BASIS,
        retention=_RETENTION,
        fields=("learner", "revoked_by", "label"),
    ),
    PersonalData(
        model="Pairing", purpose=_PURPOSE, legal_basis=_BASIS, retention=_RETENTION, fields=("learner", "opened_by")
    ),
    PersonalData(
        model="PairingAttempts",
        purpose=Text("Empêcher que l’on devine un code de jumelage", "Keep pairing codes from being guessed"),
        legal_basis=Text("Intérêt légitime (RGPD, article 6, 1, f)", "Legitimate interest (GDPR, article 6(1)(f))"),
        retention=Text("Une heure", "One hour"),
        fields=("who",),
    ),
)


class DeviceToken(models.Model):
    """What a headset holds: it writes for one learner, about one resource. Only the digest of its secret is kept."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    store = models.ForeignKey(RecordStore, on_delete=models.PROTECT, related_name="devices")
    learner = models.ForeignKey(Learner, on_delete=models.CASCADE, related_name="devices")
    activity = models.CharField(max_length=1000)
    """IRI of the resource."""
    title = models.CharField(max_length=200)
    registration = models.UUIDField()
    purpose = models.CharField(max_length=20, choices=Purpose.choices, default=Purpose.TRAINING)
    """Why the device writes: nothing is, once the learner withdrew their consent for it."""
    label = models.CharField(max_length=100)
    """What the device says that it is: for people; statements never bear it (`queries.open_key.neutral_name`)."""
    secret_hash = models.CharField(max_length=64)
    made_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    revoked_at = models.DateTimeField(null=True, blank=True)
    revoked_by = models.ForeignKey(Account, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    last_used_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ("-made_at", "id")
        constraints = [
            models.CheckConstraint(
                name="device_revoked_by_someone_at_some_time",
                condition=models.Q(revoked_by__isnull=True) | models.Q(revoked_at__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return self.label

    def is_open(self, *, at: datetime) -> bool:
        """Neither revoked nor over."""
        return self.revoked_at is None and at < self.expires_at


class Pairing(models.Model):
    """A code that waits for a headset: ten minutes, one use."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    store = models.ForeignKey(RecordStore, on_delete=models.PROTECT, related_name="pairings")
    learner = models.ForeignKey(Learner, on_delete=models.CASCADE, related_name="pairings")
    activity = models.CharField(max_length=1000)
    title = models.CharField(max_length=200)
    registration = models.UUIDField()
    purpose = models.CharField(max_length=20, choices=Purpose.choices, default=Purpose.TRAINING)
    days = models.PositiveSmallIntegerField()
    """How long the device's token will hold."""
    code_digest = models.CharField(max_length=64, unique=True)
    sealed_code = models.TextField(blank=True)
    """To show it again to who opened it; emptied when it is used."""
    opened_at = models.DateTimeField()
    opened_by = models.ForeignKey(Account, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    expires_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True, blank=True)
    device = models.OneToOneField(DeviceToken, null=True, blank=True, on_delete=models.CASCADE, related_name="pairing")

    class Meta:
        ordering = ("-opened_at", "id")
        constraints = [
            models.CheckConstraint(
                name="pairing_used_by_a_device",
                condition=models.Q(used_at__isnull=True, device__isnull=True)
                | models.Q(used_at__isnull=False, device__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return self.title


class PairingAttempts(models.Model):
    """Wrong codes in one stretch of time, of one address (as a keyed digest) or of all ('')."""

    who = models.CharField(max_length=64, blank=True)
    since = models.DateTimeField()
    failed = models.PositiveIntegerField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["who", "since"], name="pairing_attempts_once")]

    def __str__(self) -> str:
        return f"{self.failed} / {self.since:%H:%M}"
