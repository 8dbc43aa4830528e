"""The hearing of a consortium by the selection committee."""

from __future__ import annotations

import uuid

from django.db import models

from deffinum.rooms.selection.models.examination import Examination


class Hearing(models.Model):
    """When the consortium was heard, and what the committee kept of it."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    examination = models.OneToOneField(Examination, on_delete=models.PROTECT, related_name="hearing")
    held_on = models.DateField()
    notes = models.TextField()
    recorded_by = models.UUIDField(null=True)
    recorded_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.examination_id} {self.held_on}"
