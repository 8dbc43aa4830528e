"""Answers to the form, field by field, with their history."""

from __future__ import annotations

import uuid

from django.db import models

from deffinum.rooms.calls.models.application import Application
from deffinum.rooms.calls.models.partner import Partner


class Answer(models.Model):
    """The current answer to one field (`partner` empty: the consortium's own). `version` grows by one a save."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    application = models.ForeignKey(Application, on_delete=models.CASCADE, related_name="answers")
    partner = models.ForeignKey(Partner, null=True, blank=True, on_delete=models.CASCADE, related_name="answers")
    field_key = models.CharField(max_length=80)
    value = models.JSONField(null=True)
    version = models.PositiveIntegerField(default=1)
    saved_by = models.UUIDField(null=True)
    saved_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["application", "partner", "field_key"], name="answer_once", nulls_distinct=False
            )
        ]

    def __str__(self) -> str:
        return self.field_key


class AnswerRevision(models.Model):
    """What was saved, each time. `idempotency_key` makes a repeated autosave harmless."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    answer = models.ForeignKey(Answer, on_delete=models.CASCADE, related_name="revisions")
    version = models.PositiveIntegerField()
    value = models.JSONField(null=True)
    idempotency_key = models.CharField(max_length=64)
    saved_by = models.UUIDField(null=True)
    saved_at = models.DateTimeField()

    class Meta:
        ordering = ("answer", "version")
        constraints = [
            models.UniqueConstraint(fields=["answer", "version"], name="answer_revision_once"),
            models.UniqueConstraint(
                fields=["answer", "idempotency_key"], condition=~models.Q(idempotency_key=""), name="answer_save_once"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.answer_id} v{self.version}"
