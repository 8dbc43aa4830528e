"""The examination of one application, gate after gate."""

from __future__ import annotations

import uuid

from django.db import models

from deffinum.foundation.values import PersonalData, Text
from deffinum.rooms.selection.words import ExaminationState

PERSONAL_DATA = (
    PersonalData(
        model="Examination",
        purpose=Text("Savoir qui instruit le dossier", "Know who examines the file"),
        legal_basis=Text(
            "Mission d’intérêt public (RGPD, article 6, 1, e)", "Public interest task (GDPR, article 6(1)(e))"
        ),
        retention=Text(
            "Le temps de l’instruction ; le dossier est rendu quand le compte est effacé",
            "As long as the file is examined; it is given back when the account is erased",
        ),
        fields=("officer_id",),
    ),
)


class ExaminationQuerySet(models.QuerySet["Examination"]):
    """Chainable filters."""

    def with_application(self) -> ExaminationQuerySet:
        """With the application, its call and version, its wave and its lead (one query).

        The version's rules are not loaded: `configuration_of` reads them once a process.
        """
        related = ("application__call", "application__call_version", "application__wave", "application__lead")
        return self.select_related(*related).defer("application__call_version__configuration")

    def locked(self) -> ExaminationQuerySet:
        """Lock the row until the end of the transaction: two officers never act at the same time."""
        return self.with_application().select_for_update(of=("self",), no_key=True)


class Examination(models.Model):
    """One per application, opened when it is deposited. Its history is in `foundation.lifecycle.Transition`."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    application = models.OneToOneField("calls.Application", on_delete=models.PROTECT, related_name="+")
    state = models.CharField(max_length=20, choices=ExaminationState.choices, default=ExaminationState.RECEIVED)
    officer_id = models.UUIDField(null=True, blank=True)
    """Account of the instructing officer in charge."""
    opened_at = models.DateTimeField()
    stage_since = models.DateTimeField()
    """Instant of the last change of state: the stage's clock, which applicants see."""
    is_historical = models.BooleanField(default=False)

    objects = ExaminationQuerySet.as_manager()

    class Meta:
        indexes = [
            models.Index(fields=["state", "stage_since"]),
            models.Index(fields=["stage_since", "id"]),
            models.Index(fields=["officer_id", "state"]),
        ]

    def __str__(self) -> str:
        return f"{self.application_id} {self.state}"


class EligibilityCheck(models.Model):
    """One evaluation of the call's eligibility rules, with its whole proof tree (append-only)."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    examination = models.ForeignKey(Examination, on_delete=models.PROTECT, related_name="eligibility_checks")
    number = models.PositiveSmallIntegerField()
    facts = models.JSONField()
    proof = models.JSONField()
    result = models.CharField(max_length=12)
    """'satisfied', 'failed' or 'unknown' (foundation.questionnaires.Proof)."""
    checked_by = models.UUIDField(null=True)
    checked_at = models.DateTimeField()

    class Meta:
        ordering = ("examination", "number")
        constraints = [models.UniqueConstraint(fields=["examination", "number"], name="eligibility_check_once")]

    def __str__(self) -> str:
        return f"{self.examination_id} {self.result}"
