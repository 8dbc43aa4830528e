"""One row a command, chained by hashes."""

from __future__ import annotations

from django.db import models


class AuditEntry(models.Model):
    """A command that was carried out. Rows are never changed or deleted (database trigger)."""

    sequence = models.BigIntegerField(primary_key=True)
    instant = models.DateTimeField()
    command = models.CharField(max_length=100)
    actor_id = models.UUIDField(null=True)
    actor_kind = models.CharField(max_length=20)
    arguments = models.JSONField()
    previous_hash = models.CharField(max_length=64)
    hash = models.CharField(max_length=64)

    class Meta:
        ordering = ("sequence",)
        indexes = [models.Index(fields=["command", "instant"])]

    def __str__(self) -> str:
        return f"{self.sequence} {self.command}"
