"""What the officer found of each required piece."""

from __future__ import annotations

import uuid

from django.db import models

from deffinum.rooms.selection.models.examination import Examination


class PieceCheck(models.Model):
    """The officer's reading of one item of the completeness list: conform, missing or to correct, with a comment.

    `item_key` is a piece key, 'section:<key>' or '<piece key>:<partner id>'.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    examination = models.ForeignKey(Examination, on_delete=models.CASCADE, related_name="piece_checks")
    item_key = models.CharField(max_length=120)
    verdict = models.CharField(max_length=10)
    """'conform', 'missing' or 'to_correct'."""
    comment = models.TextField(blank=True)
    checked_by = models.UUIDField(null=True)
    checked_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["examination", "item_key"], name="piece_check_once")]

    def __str__(self) -> str:
        return f"{self.item_key} {self.verdict}"
