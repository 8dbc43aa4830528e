"""What accompanies a version: its text alternative, its transcript, and the timed texts of a video."""

from __future__ import annotations

import uuid

from django.db import models

from deffinum.foundation.values import PersonalData, Text
from deffinum.rooms.commons.models.resource import ResourceVersion
from deffinum.rooms.commons.words import AccompanimentKind, AccompanimentLanguage
from deffinum.rooms.people.public import Account

PERSONAL_DATA = (
    PersonalData(
        model="Accompaniment",
        purpose=Text("Savoir qui a accompagné une ressource d’un texte", "Know who added a text to a resource"),
        legal_basis=Text(
            "Mission d’intérêt public (RGPD, article 6, 1, e)", "Public interest task (GDPR, article 6(1)(e))"
        ),
        retention=Text("Aussi longtemps que la ressource", "As long as the resource"),
        fields=("added_by",),
    ),
)


class Accompaniment(models.Model):
    """A text that came with a version or after it. Rows are only added: the version itself never changes, and what was
    shown on a given day can be told.

    The row with the highest number of a kind and language is in force; an empty one withdraws what was there.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    version = models.ForeignKey(ResourceVersion, on_delete=models.PROTECT, related_name="accompaniments")
    number = models.PositiveIntegerField()
    kind = models.CharField(max_length=20, choices=AccompanimentKind.choices)
    language = models.CharField(max_length=2, choices=AccompanimentLanguage.choices)
    text = models.TextField(blank=True)
    """As it came, with plain line feeds; a WebVTT file was read strictly before."""
    cues = models.JSONField(default=list)
    """Of a timed text: [[start, end, speaker, text]], instants in milliseconds (`foundation.captions.webvtt.Cue`)."""
    added_at = models.DateTimeField()
    added_by = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ("version", "number")
        constraints = [
            models.UniqueConstraint(fields=["version", "number"], name="accompaniment_number_once"),
            models.CheckConstraint(condition=models.Q(number__gte=1), name="accompaniment_number_from_one"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} ({self.language})"
