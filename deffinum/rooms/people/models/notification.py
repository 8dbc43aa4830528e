"""What a person is told, and how they want to be told."""

from __future__ import annotations

import uuid

from django.db import models

from deffinum.foundation.values import PersonalData, Text
from deffinum.rooms.people.models.account import Account
from deffinum.rooms.people.words import Channel

PERSONAL_DATA = (
    PersonalData(
        model="Notification",
        purpose=Text("Prévenir une personne de ce qui la concerne", "Tell a person what concerns them"),
        legal_basis=Text(
            "Mission d’intérêt public (RGPD, article 6, 1, e)", "Public interest task (GDPR, article 6(1)(e))"
        ),
        retention=Text("Un an après l’envoi", "One year after sending"),
        fields=("account", "title", "body", "read_at"),
    ),
    PersonalData(
        model="NotificationPreference",
        purpose=Text("Respecter les choix de la personne", "Respect the person's choices"),
        legal_basis=Text("Consentement (RGPD, article 6, 1, a)", "Consent (GDPR, article 6(1)(a))"),
        retention=Text("Jusqu’à l’effacement du compte", "Until the account is erased"),
        fields=("account", "topic", "channel", "wanted"),
    ),
)


class Notification(models.Model):
    """A short message with the page to open. `topic` is '<room>.<what>'; `dedupe_key` makes sending idempotent."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    account = models.ForeignKey(Account, on_delete=models.CASCADE, related_name="notifications")
    topic = models.CharField(max_length=60)
    title = models.JSONField()
    """Bilingual text (values.Text)."""
    body = models.JSONField(default=dict)
    address = models.CharField(max_length=300, blank=True)
    """Path of the page to open, on this site."""
    on_page = models.BooleanField(default=True)
    """Shown in the platform; false when the person wants this topic by mail only (or not at all)."""
    dedupe_key = models.CharField(max_length=200)
    sent_at = models.DateTimeField()
    read_at = models.DateTimeField(null=True, blank=True)
    mailed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ("-sent_at", "-id")
        constraints = [models.UniqueConstraint(fields=["account", "dedupe_key"], name="notification_once")]
        indexes = [
            models.Index(fields=["account", "-sent_at", "-id"]),
            models.Index(
                fields=["account"], condition=models.Q(read_at__isnull=True, on_page=True), name="notification_unread"
            ),
        ]

    def __str__(self) -> str:
        return self.topic


class NotificationPreference(models.Model):
    """A channel switched off (or on) for a topic; a missing row means the default: page and mail."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    account = models.ForeignKey(Account, on_delete=models.CASCADE, related_name="notification_preferences")
    topic = models.CharField(max_length=60)
    channel = models.CharField(max_length=10, choices=Channel.choices)
    wanted = models.BooleanField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["account", "topic", "channel"], name="notification_preference_once")
        ]

    def __str__(self) -> str:
        return f"{self.topic} {self.channel}"
