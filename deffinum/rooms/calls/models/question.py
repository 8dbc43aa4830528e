"""Questions asked on a call and their public answers."""

from __future__ import annotations

import uuid

from django.db import models

from deffinum.rooms.calls.models.call import Call
from deffinum.rooms.calls.words import QuestionState


class Question(models.Model):
    """A question; published without its author.

    Personal data: who asked. Purpose: tell that person about the answer. Legal basis: public interest task.
    Retention: erased with the account; the question and its answer stay, as public documents of the call.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    call = models.ForeignKey(Call, on_delete=models.CASCADE, related_name="questions")
    text = models.TextField()
    """As it was asked; only officers read it."""
    public_text = models.TextField(blank=True)
    """As it is published: without what would name its author."""
    state = models.CharField(max_length=20, choices=QuestionState.choices, default=QuestionState.ASKED)
    asked_by = models.UUIDField(null=True)
    asked_at = models.DateTimeField()
    answer = models.JSONField(default=dict)
    answered_by = models.UUIDField(null=True, blank=True)
    """Empty beside an instant: answered by the platform's loader."""
    answered_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ("-answered_at", "-asked_at", "id")
        indexes = [models.Index(fields=["call", "state"])]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(answered_by__isnull=True)
                | models.Q(answered_by__isnull=False, answered_at__isnull=False),
                name="question_answer_paired",
            )
        ]

    def __str__(self) -> str:
        return self.text[:60]
