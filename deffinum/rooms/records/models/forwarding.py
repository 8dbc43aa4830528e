"""A store's statements that are sent on to another store, and what that one refused."""

from __future__ import annotations

import uuid

from django.db import models

from deffinum.foundation.values import PersonalData, Text
from deffinum.rooms.people.public import Account
from deffinum.rooms.records.models.record_store import RecordStore
from deffinum.rooms.records.words import Purpose, StandardVersion

PERSONAL_DATA = (
    PersonalData(
        model="Forwarding",
        purpose=Text(
            "Savoir qui a décidé de transmettre des traces à un autre entrepôt",
            "Know who decided to forward records to another store",
        ),
        legal_basis=Text(
            "Mission d’intérêt public (RGPD, article 6, 1, e)", "Public interest task (GDPR, article 6(1)(e))"
        ),
        retention=Text(
            "Aussi longtemps que les traces de l’organisme : il faut pouvoir dire qui les a reçues",
            "As long as the organisation’s records: who received them must be known",
        ),
        fields=("opened_by",),
    ),
)


class Forwarding(models.Model):
    """Where the statements of a store go, why, how far they are, and how it goes.

    Never deleted: it says who received personal data (GDPR, article 15(1)(c)).
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    store = models.ForeignKey(RecordStore, on_delete=models.PROTECT, related_name="forwardings")
    state = models.CharField(max_length=20, default="running")
    label = models.CharField(max_length=100)
    recipient = models.CharField(max_length=200)
    """Who receives, as learners read it."""
    reason = models.CharField(max_length=1000)
    """Why, as learners read it."""
    purpose = models.CharField(max_length=20, choices=Purpose.choices)
    """What a learner's withdrawn consent is looked at for."""
    endpoint = models.CharField(max_length=500)
    key = models.CharField(max_length=200)
    sealed_secret = models.TextField(blank=True)
    """Emptied when the forwarding is closed."""
    version = models.CharField(max_length=10, choices=StandardVersion.choices)
    activity_prefix = models.CharField(max_length=1000, blank=True)
    opened_at = models.DateTimeField()
    opened_by = models.ForeignKey(Account, null=True, blank=True, on_delete=models.PROTECT, related_name="+")

    after_stored = models.DateTimeField(null=True, blank=True)
    after_id = models.UUIDField(null=True, blank=True)
    """With `after_stored`: the last statement that is settled (sent, refused, withheld or outside the prefix)."""
    sent = models.PositiveBigIntegerField(default=0)
    withheld = models.PositiveBigIntegerField(default=0)
    """Not sent, as a learner had withdrawn their consent."""
    first_sent_at = models.DateTimeField(null=True, blank=True)
    last_sent_at = models.DateTimeField(null=True, blank=True)

    failures = models.PositiveSmallIntegerField(default=0)
    """In a row."""
    refused_in_a_row = models.PositiveSmallIntegerField(default=0)
    trouble = models.CharField(max_length=20, blank=True)
    """Code of the last failure (`foundation.xapi.sending`); empty when the last turn went well."""
    trouble_status = models.PositiveSmallIntegerField(default=0)
    trouble_sentence = models.CharField(max_length=300, blank=True)
    """What the other store said."""
    trouble_at = models.DateTimeField(null=True, blank=True)
    next_attempt_at = models.DateTimeField(null=True, blank=True)
    """Null: at the next turn."""
    claim = models.UUIDField(null=True, blank=True)
    claimed_until = models.DateTimeField(null=True, blank=True)
    """With `claim`: which worker sends now. A worker that was killed is not waited for any longer than this."""

    class Meta:
        ordering = ("-opened_at", "id")
        constraints = [
            models.CheckConstraint(
                name="forwarding_place_is_whole",
                condition=models.Q(after_stored__isnull=True, after_id__isnull=True)
                | models.Q(after_stored__isnull=False, after_id__isnull=False),
            ),
            models.CheckConstraint(
                name="forwarding_claim_ends",
                condition=models.Q(claim__isnull=True, claimed_until__isnull=True)
                | models.Q(claim__isnull=False, claimed_until__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return self.label


class RefusedStatement(models.Model):
    """A statement that the other store refused, and what it said of it."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    forwarding = models.ForeignKey(Forwarding, on_delete=models.CASCADE, related_name="refused")
    statement_id = models.UUIDField()
    status = models.PositiveSmallIntegerField()
    """Of HTTP."""
    sentence = models.CharField(max_length=300, blank=True)
    refused_at = models.DateTimeField()
    again_at = models.DateTimeField(null=True, blank=True)
    """When somebody asked that it be sent again; null once it was refused again."""

    class Meta:
        ordering = ("-refused_at", "id")
        constraints = [
            models.UniqueConstraint(fields=["forwarding", "statement_id"], name="refused_statement_once"),
        ]
        indexes = [
            models.Index(
                fields=["forwarding", "again_at"],
                name="refused_asked_again",
                condition=models.Q(again_at__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return str(self.statement_id)
