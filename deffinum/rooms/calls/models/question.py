"""Questions asked on a call and their public answers."""

from __future__ import annotations

import uuid

from django.db import models

from deffinum.rooms.calls.models.call import Call
from deffinum.rooms.calls.words import QuestionState


class Question(models.Model):
    """A question; published without its author."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    call = models.ForeignKey(Call, on_delete=models.CASCADE, related_name="questions")
    text = models.TextField()
    state = models.CharField(max_length=20, choices=QuestionState.choices, default=QuestionState.ASKED)
    asked_by = models.UUIDField(null=True)
    asked_at = models.DateTimeField()
    answer = models.JSONField(default=dict)
    answered_by = models.UUIDField(null=True, blank=True)
    answered_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ("-answered_at", "-asked_at")

    def __str__(self) -> str:
        return self.text[:60]
