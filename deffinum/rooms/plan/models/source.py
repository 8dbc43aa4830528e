"""Where a figure or a state comes from."""

from __future__ import annotations

import uuid

from django.db import models


class PublicSource(models.Model):
    """A public page that says something, and who says it."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    said_by = models.CharField(max_length=200)
    address = models.URLField(max_length=700)
    title = models.CharField(max_length=300, blank=True)

    class Meta:
        ordering = ("said_by", "address")
        constraints = [models.UniqueConstraint(fields=["said_by", "address"], name="plan_source_once")]

    def __str__(self) -> str:
        return self.said_by
