"""A request to complete a deposited application, with its own clock."""

from __future__ import annotations

import uuid

from django.db import models

from deffinum.rooms.calls.models.application import Application


class PieceRequestQuerySet(models.QuerySet["PieceRequest"]):
    """Chainable filters."""

    def open(self) -> PieceRequestQuerySet:
        """Requests that wait for an answer."""
        return self.filter(answered_at__isnull=True, closed_at__isnull=True)


class PieceRequest(models.Model):
    """What an officer asked for after the deposit; only these parts can be changed, until `until`.

    `items` is a list of {"kind": PartKind, "key": section or piece key or "", "partner_id": id or null,
    "note": what is asked, in the officer's words}.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    application = models.ForeignKey(Application, on_delete=models.PROTECT, related_name="piece_requests")
    items = models.JSONField()
    asked_by = models.UUIDField(null=True)
    asked_at = models.DateTimeField()
    until = models.DateTimeField()
    answered_at = models.DateTimeField(null=True, blank=True)
    closed_at = models.DateTimeField(null=True, blank=True)
    """The officer stopped waiting."""

    objects = PieceRequestQuerySet.as_manager()

    class Meta:
        ordering = ("asked_at",)
        constraints = [
            models.UniqueConstraint(
                fields=["application"],
                condition=models.Q(answered_at__isnull=True, closed_at__isnull=True),
                name="piece_request_one_open",
            ),
            models.CheckConstraint(
                condition=models.Q(until__gt=models.F("asked_at")), name="piece_request_ends_after_start"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.application_id} → {self.until}"
