"""One row a file given to the platform; rows with the same hash share one content on disk."""

from __future__ import annotations

import uuid

from django.db import models

from deffinum.foundation.files.names import LONGEST_NAME
from deffinum.foundation.files.words import KEPT, REMOVED


class StoredFileQuerySet(models.QuerySet["StoredFile"]):
    """Chainable filters."""

    def kept(self) -> StoredFileQuerySet:
        """Files whose content can be read."""
        return self.filter(state=KEPT)

    def owned_by(self, owner_kind: str, owner_id: uuid.UUID) -> StoredFileQuerySet:
        """Files of one owner, oldest first."""
        return self.filter(owner_kind=owner_kind, owner_id=owner_id).order_by("uploaded_at", "id")


class StoredFile(models.Model):
    """A file that someone sent, or that the platform made.

    Personal data: name of the file, who sent it. Purpose and retention are those of the owner named by
    `owner_kind` ('calls.application'…). After removal the row stays, so that the hash can still be proved.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4)
    sha256 = models.CharField(max_length=64, db_index=True)
    size = models.BigIntegerField()
    """Bytes."""
    media_type = models.CharField(max_length=120)
    """Recognised from the content, never from the name."""
    is_encrypted = models.BooleanField(default=False)
    """The document opens only with a password."""
    original_name = models.CharField(max_length=LONGEST_NAME)
    """Cleaned: no folder, no control character, an ending that fits the content."""
    purpose = models.CharField(max_length=60)
    """What it is for, in the owner's words: 'budget', 'receipt'…"""
    owner_kind = models.CharField(max_length=60)
    owner_id = models.UUIDField()
    uploaded_by = models.UUIDField(null=True)
    """Account that sent it; empty for a file made by the platform."""
    uploaded_at = models.DateTimeField()
    state = models.CharField(max_length=10, default=KEPT, choices=[(KEPT, KEPT), (REMOVED, REMOVED)])

    objects = StoredFileQuerySet.as_manager()

    class Meta:
        indexes = [models.Index(fields=["owner_kind", "owner_id"], name="files_owner")]
        constraints = [
            models.CheckConstraint(condition=models.Q(sha256__regex=r"^[0-9a-f]{64}$"), name="files_sha256_shape"),
            models.CheckConstraint(condition=models.Q(size__gt=0), name="files_size_positive"),
            models.CheckConstraint(condition=models.Q(state__in=[KEPT, REMOVED]), name="files_state_known"),
        ]

    def __str__(self) -> str:
        return self.original_name
