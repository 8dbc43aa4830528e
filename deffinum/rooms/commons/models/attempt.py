"""A learner's attempt at a version: what its content keeps, to take up where they stopped."""

from __future__ import annotations

import uuid

from django.db import models

from deffinum.foundation.values import PersonalData, Text
from deffinum.rooms.commons.models.resource import ResourceVersion
from deffinum.rooms.records.public import Learner

PERSONAL_DATA = (
    PersonalData(
        model="Attempt",
        purpose=Text("Reprendre un module là où on l’a laissé", "Take a module up where one stopped"),
        legal_basis=Text(
            "Mission d’intérêt public (RGPD, article 6, 1, e)", "Public interest task (GDPR, article 6(1)(e))"
        ),
        retention=Text("Jusqu’à l’effacement de l’apprenant", "Until the learner is erased"),
        fields=("learner",),
    ),
    PersonalData(
        model="ItemState",
        purpose=Text("Reprendre un module là où on l’a laissé", "Take a module up where one stopped"),
        legal_basis=Text(
            "Mission d’intérêt public (RGPD, article 6, 1, e)", "Public interest task (GDPR, article 6(1)(e))"
        ),
        retention=Text("Jusqu’à l’effacement de l’apprenant", "Until the learner is erased"),
        fields=("values",),
    ),
)


class Attempt(models.Model):
    """One learner, one version. Its id is the registration of what is written about it; erasing the learner ends it."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    version = models.ForeignKey(ResourceVersion, on_delete=models.PROTECT, related_name="attempts")
    learner = models.ForeignKey(Learner, on_delete=models.CASCADE, related_name="+")
    play_id = models.UUIDField(unique=True)
    """The play of the records room by which the platform writes the learner's statements."""
    started_at = models.DateTimeField()
    latest_at = models.DateTimeField()
    current_item = models.CharField(max_length=1000, blank=True)
    """Identifier of the item where the learner was last."""
    sequencing = models.TextField(blank=True)
    """Where the sequencing of a SCORM 2004 course stands, as its engine in the browser wrote it; only it reads it."""
    sequencing_order = models.BigIntegerField(default=0)

    class Meta:
        ordering = ("-latest_at", "id")
        constraints = [models.UniqueConstraint(fields=["version", "learner"], name="attempt_once")]

    def __str__(self) -> str:
        return str(self.pk)


class ItemState(models.Model):
    """What an item of an attempt has committed: its data model, element by element."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    attempt = models.ForeignKey(Attempt, on_delete=models.CASCADE, related_name="items")
    item = models.CharField(max_length=1000)
    values = models.JSONField(default=dict)
    """By full name: {"cmi.core.lesson_location": "5"}; texts only."""
    launch = models.BigIntegerField(default=0)
    """Milliseconds since the epoch at which the player that wrote last was opened."""
    order = models.BigIntegerField(default=0)
    """Rank of the last commit in that player: what comes late never replaces what is newer."""
    earlier_milliseconds = models.BigIntegerField(default=0)
    """Time spent before that player was opened."""
    told_launch = models.BigIntegerField(default=0)
    """The player whose opening was written as a statement."""
    is_ended = models.BooleanField(default=False)
    """The content ended its session properly."""
    committed_at = models.DateTimeField()
    hour_began_at = models.DateTimeField(null=True)
    hour_events = models.PositiveIntegerField(default=0)
    """Events of an H5P content that were taken since then: no content writes without end."""

    class Meta:
        constraints = [models.UniqueConstraint(fields=["attempt", "item"], name="item_state_once")]

    def __str__(self) -> str:
        return self.item
