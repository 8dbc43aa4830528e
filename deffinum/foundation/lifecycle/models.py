"""The history of every state change."""

from __future__ import annotations

import uuid

from django.db import models


class Transition(models.Model):
    """One change of state. Rows are never changed or deleted (database trigger)."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4)
    subject_kind = models.CharField(max_length=60)
    subject_id = models.UUIDField()
    move = models.CharField(max_length=60)
    source = models.CharField(max_length=40)
    target = models.CharField(max_length=40)
    instant = models.DateTimeField()
    actor_id = models.UUIDField(null=True)
    actor_kind = models.CharField(max_length=20)
    reason = models.TextField(blank=True)
    evidence = models.JSONField(default=dict)
    rank = models.BigIntegerField()
    """Order among the transitions of one subject, from 1."""

    class Meta:
        ordering = ("subject_kind", "subject_id", "rank")
        constraints = [
            models.UniqueConstraint(fields=["subject_kind", "subject_id", "rank"], name="transition_rank_unique")
        ]

    def __str__(self) -> str:
        return f"{self.subject_kind} {self.source} → {self.target}"
