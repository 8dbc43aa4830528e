"""What was deposited, as it was deposited."""

from __future__ import annotations

import uuid

from django.db import models

from deffinum.rooms.calls.models.application import Application
from deffinum.rooms.calls.words import Punctuality


class Submission(models.Model):
    """An immutable snapshot of the application at the server's instant, with its hash (append-only).

    `snapshot` is canonical JSON: title, months, answers, partners, budget, financing plan, attachments with their
    SHA-256. `sha256` is the hash of its bytes. A later deposit (after a request for missing pieces) adds a row.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    application = models.ForeignKey(Application, on_delete=models.PROTECT, related_name="submissions")
    number = models.PositiveSmallIntegerField()
    snapshot = models.JSONField()
    sha256 = models.CharField(max_length=64)
    idempotency_key = models.CharField(max_length=64)
    submitted_by = models.UUIDField(null=True)
    submitted_at = models.DateTimeField()
    """The server's instant at the arrival of the request."""
    accepted_as = models.CharField(max_length=10, choices=Punctuality.choices)

    class Meta:
        ordering = ("application", "number")
        constraints = [
            models.UniqueConstraint(fields=["application", "number"], name="submission_once"),
            models.UniqueConstraint(fields=["application", "idempotency_key"], name="submission_key_once"),
        ]

    def __str__(self) -> str:
        return f"{self.application_id} · {self.number}"
