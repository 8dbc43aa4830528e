"""Reviews asked of experts, and their marks."""

from __future__ import annotations

import uuid

from django.db import models

from deffinum.foundation.values import PersonalData, Text
from deffinum.rooms.selection.models.examination import Examination
from deffinum.rooms.selection.words import ACTIVE_ASSIGNMENT_STATES, AssignmentState

PERSONAL_DATA = (
    PersonalData(
        model="Assignment",
        purpose=Text(
            "Savoir qui a expertisé un dossier, sans conflit d’intérêts",
            "Know who reviewed a file, without a conflict of interest",
        ),
        legal_basis=Text(
            "Mission d’intérêt public (RGPD, article 6, 1, e)", "Public interest task (GDPR, article 6(1)(e))"
        ),
        retention=Text(
            "Dix ans après la décision ; les mots de la déclaration d’intérêts partent avec le compte",
            "Ten years after the decision; the words of the declaration of interests go with the account",
        ),
        fields=("expert", "declaration", "declared_at", "comment_for_jury", "comment_for_applicant"),
    ),
)


class AssignmentQuerySet(models.QuerySet["Assignment"]):
    """Chainable filters."""

    def active(self) -> AssignmentQuerySet:
        """Asked, being written or handed in."""
        return self.filter(state__in=ACTIVE_ASSIGNMENT_STATES)

    def handed_in(self) -> AssignmentQuerySet:
        """Reviews that count in the scores."""
        return self.filter(state=AssignmentState.DONE)

    def held_with_its_file(self, assignment_id: uuid.UUID) -> Assignment:
        """Lock the file, then the review: in the order in which reviews are closed, so that what is read of the file
        stays true until the end of the transaction. Raises Assignment.DoesNotExist.
        """
        file_id = self.values_list("examination_id", flat=True).get(pk=assignment_id)
        Examination.objects.locked().get(pk=file_id)
        row = self.select_for_update(of=("self",), no_key=True).select_related("examination__application")
        return row.get(pk=assignment_id)


class Assignment(models.Model):
    """A review asked of one expert. The expert declares conflicts of interest before seeing the file."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    examination = models.ForeignKey(Examination, on_delete=models.PROTECT, related_name="assignments")
    expert = models.ForeignKey("people.Account", on_delete=models.PROTECT, related_name="+")
    state = models.CharField(max_length=12, choices=AssignmentState.choices, default=AssignmentState.ASKED)
    asked_by = models.UUIDField(null=True)
    asked_at = models.DateTimeField()
    due_on = models.DateField()
    declared_at = models.DateTimeField(null=True, blank=True)
    declaration = models.TextField(blank=True)
    """The conflict in the expert's words, or '' when there is none."""
    comment_for_jury = models.TextField(blank=True)
    comment_for_applicant = models.TextField(blank=True)
    handed_in_at = models.DateTimeField(null=True, blank=True)

    objects = AssignmentQuerySet.as_manager()

    class Meta:
        ordering = ("asked_at", "id")
        constraints = [models.UniqueConstraint(fields=["examination", "expert"], name="assignment_once")]

    def __str__(self) -> str:
        return f"{self.examination_id} {self.expert_id}"


class Mark(models.Model):
    """A mark on one criterion: `value` in hundredths of a point, empty for « sans objet » (excluded, not zero)."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    assignment = models.ForeignKey(Assignment, on_delete=models.CASCADE, related_name="marks")
    criterion_key = models.CharField(max_length=60)
    value_hundredths = models.PositiveIntegerField(null=True, blank=True)
    comment = models.TextField(blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["assignment", "criterion_key"], name="mark_once")]

    def __str__(self) -> str:
        return f"{self.criterion_key} {self.value_hundredths}"
