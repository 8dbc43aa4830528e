"""The bytes that statements came with, once a store."""

from __future__ import annotations

from django.db import models


class Attachment(models.Model):
    """What a statement's attachment of this hash holds."""

    pk = models.CompositePrimaryKey("store_id", "sha2")
    store_id = models.UUIDField()
    sha2 = models.CharField(max_length=128)
    content_type = models.TextField()
    content = models.BinaryField()
    stored = models.DateTimeField()

    def __str__(self) -> str:
        return self.sha2


class StatementAttachment(models.Model):
    """That a statement declares an attachment of this hash: when no statement does any more, its bytes go."""

    pk = models.CompositePrimaryKey("store_id", "sha2", "id")
    store_id = models.UUIDField()
    sha2 = models.CharField(max_length=128)
    id = models.UUIDField()

    class Meta:
        indexes = [models.Index(fields=["store_id", "id"], name="attachment_of_statement")]

    def __str__(self) -> str:
        return self.sha2
