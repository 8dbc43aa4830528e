"""What the consortium promised to hand in."""

from __future__ import annotations

import uuid

from django.db import models

from deffinum.foundation.values import PersonalData, Text
from deffinum.rooms.grants.models.agreement import Agreement
from deffinum.rooms.grants.words import DeliverableState

PERSONAL_DATA = (
    PersonalData(
        model="Deliverable",
        purpose=Text("Savoir qui a remis un livrable", "Know who handed a deliverable in"),
        legal_basis=Text(
            "Mission d’intérêt public (RGPD, article 6, 1, e)", "Public interest task (GDPR, article 6(1)(e))"
        ),
        retention=Text("Dix ans après le solde de la convention", "Ten years after the agreement is closed"),
        fields=("handed_in_by",),
    ),
)


class DeliverableQuerySet(models.QuerySet["Deliverable"]):
    """Chainable filters."""

    def with_award(self) -> DeliverableQuerySet:
        """With its agreement, award and call, in one query."""
        return self.select_related("agreement__award__application__call", "file", "unlocks")


class Deliverable(models.Model):
    """A deliverable with its date; reports that trigger a tranche are deliverables too."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    agreement = models.ForeignKey(Agreement, on_delete=models.PROTECT, related_name="deliverables")
    rank = models.PositiveSmallIntegerField()
    title = models.CharField(max_length=200)
    month = models.PositiveSmallIntegerField()
    """Project month it is due at."""
    due_on = models.DateField(null=True, blank=True)
    unlocks = models.ForeignKey("grants.Tranche", null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    state = models.CharField(max_length=12, choices=DeliverableState.choices, default=DeliverableState.DUE)
    file = models.ForeignKey("files.StoredFile", null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    handed_in_at = models.DateTimeField(null=True, blank=True)
    handed_in_by = models.UUIDField(null=True, blank=True)

    objects = DeliverableQuerySet.as_manager()

    class Meta:
        ordering = ("agreement", "rank")
        constraints = [
            models.UniqueConstraint(fields=["agreement", "rank"], name="deliverable_once"),
            models.CheckConstraint(
                condition=models.Q(handed_in_by__isnull=True, handed_in_at__isnull=True)
                | models.Q(handed_in_by__isnull=False, handed_in_at__isnull=False),
                name="deliverable_hand_in_paired",
            ),
        ]

    def __str__(self) -> str:
        return self.title
