"""How long a store keeps statements, by purpose."""

from __future__ import annotations

import uuid

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models

from deffinum.rooms.records.models.record_store import RecordStore
from deffinum.rooms.records.words import Purpose


class RetentionRule(models.Model):
    """Months that an organisation chose for a purpose; where it chose none, the default holds."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    store = models.ForeignKey(RecordStore, on_delete=models.PROTECT, related_name="retention_rules")
    purpose = models.CharField(max_length=20, choices=Purpose.choices)
    months = models.PositiveSmallIntegerField(validators=[MinValueValidator(1), MaxValueValidator(240)])

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["store", "purpose"], name="retention_once_a_purpose"),
            models.CheckConstraint(condition=models.Q(months__range=(1, 240)), name="retention_months_in_reach"),
        ]

    def __str__(self) -> str:
        return f"{self.purpose}: {self.months}"
