"""What the officer found of each required piece."""

from __future__ import annotations

import uuid

from django.db import models

from deffinum.rooms.selection.models.examination import Examination
from deffinum.rooms.selection.words import PieceVerdict


class PieceCheck(models.Model):
    """The officer's reading of one item of the completeness list: conform, missing or to correct, with a comment.

    `item_key` names the line: '<kind>:<key>:<partner id>' with empty parts left empty ('section:need:',
    'piece:letter:3f2b…', 'sign_off::3f2b…'); see `queries/completeness_list.py`.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    examination = models.ForeignKey(Examination, on_delete=models.CASCADE, related_name="piece_checks")
    item_key = models.CharField(max_length=120)
    verdict = models.CharField(max_length=10, choices=PieceVerdict.choices)
    comment = models.TextField(blank=True)
    checked_by = models.UUIDField(null=True)
    checked_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["examination", "item_key"], name="piece_check_once")]

    def __str__(self) -> str:
        return f"{self.item_key} {self.verdict}"
