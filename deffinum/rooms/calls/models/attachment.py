"""Files that come with an application."""

from __future__ import annotations

import uuid

from django.db import models

from deffinum.rooms.calls.models.application import Application
from deffinum.rooms.calls.models.partner import Partner


class AttachmentQuerySet(models.QuerySet["Attachment"]):
    """Chainable filters."""

    def current(self) -> AttachmentQuerySet:
        """Pieces that count now."""
        return self.filter(removed_at__isnull=True)


class Attachment(models.Model):
    """A piece given (`piece_key` is the configuration's). Replaced pieces keep their row, with who and when."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    application = models.ForeignKey(Application, on_delete=models.CASCADE, related_name="attachments")
    partner = models.ForeignKey(Partner, null=True, blank=True, on_delete=models.CASCADE, related_name="attachments")
    piece_key = models.CharField(max_length=60)
    file = models.ForeignKey("files.StoredFile", on_delete=models.PROTECT, related_name="+")
    added_by = models.UUIDField(null=True)
    added_at = models.DateTimeField()
    removed_by = models.UUIDField(null=True, blank=True)
    removed_at = models.DateTimeField(null=True, blank=True)

    objects = AttachmentQuerySet.as_manager()

    class Meta:
        ordering = ("added_at", "id")
        constraints = [
            models.UniqueConstraint(
                fields=["application", "partner", "piece_key"],
                condition=models.Q(removed_at__isnull=True),
                name="attachment_current_once",
                nulls_distinct=False,
            ),
            models.CheckConstraint(
                condition=models.Q(removed_by__isnull=True, removed_at__isnull=True)
                | models.Q(removed_by__isnull=False, removed_at__isnull=False),
                name="attachment_removal_paired",
            ),
        ]

    def __str__(self) -> str:
        return self.piece_key
