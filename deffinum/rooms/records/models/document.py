"""Documents of activities and agents: states and profiles, as tools write them."""

from __future__ import annotations

from django.db import models

from deffinum.rooms.records.words import DocumentKind


class Document(models.Model):
    """One document. What a kind does not use (agent, activity, registration) is the nil UUID."""

    pk = models.CompositePrimaryKey("store_id", "kind", "activity_key", "agent_key", "registration", "name")
    store_id = models.UUIDField()
    kind = models.SmallIntegerField(choices=DocumentKind.choices)
    activity_key = models.UUIDField()
    agent_key = models.UUIDField()
    registration = models.UUIDField()
    name = models.TextField()
    content_type = models.TextField()
    content = models.BinaryField()
    etag = models.CharField(max_length=40)
    """SHA-1 of the content, in hexadecimal (what xAPI 1.0.3 asks for, communication 3.1)."""
    updated = models.DateTimeField()

    class Meta:
        indexes = [
            models.Index(fields=["store_id", "kind", "agent_key"], name="document_of_agent"),
            models.Index(fields=["store_id", "updated"], name="document_by_age"),
        ]

    def __str__(self) -> str:
        return self.name
