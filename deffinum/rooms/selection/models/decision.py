"""What the committee decided, the letter that says it, and the appeal."""

from __future__ import annotations

import uuid

from django.db import models

from deffinum.foundation.values import PersonalData, Text
from deffinum.rooms.selection.models.examination import Examination
from deffinum.rooms.selection.words import Outcome

PUBLIC_TASK = Text("Mission d’intérêt public (RGPD, article 6, 1, e)", "Public interest task (GDPR, article 6(1)(e))")
TEN_YEARS = Text("Dix ans après la décision", "Ten years after the decision")
PERSONAL_DATA = (
    PersonalData(
        model="Decision",
        purpose=Text("Prouver qui a décidé", "Prove who decided"),
        legal_basis=PUBLIC_TASK,
        retention=TEN_YEARS,
        fields=("decided_by",),
    ),
    PersonalData(
        model="Letter",
        purpose=Text(
            "Notifier la décision : le courrier porte le nom de qui l’a prise (code des relations entre le public et "
            "l’administration, L212-1)",
            "Notify the decision: the letter bears the name of who took it (French code of relations with the public, "
            "L212-1)",
        ),
        legal_basis=PUBLIC_TASK,
        retention=TEN_YEARS,
        fields=("file", "notified_by"),
    ),
    PersonalData(
        model="Appeal",
        purpose=Text("Examiner un recours et y répondre", "Examine an appeal and answer it"),
        legal_basis=PUBLIC_TASK,
        retention=TEN_YEARS,
        fields=("text", "lodged_by", "answer", "answered_by"),
    ),
)


class DecisionQuerySet(models.QuerySet["Decision"]):
    """Chainable filters."""

    def in_force(self) -> DecisionQuerySet:
        """The decision that counts for each examination: the one of the highest number."""
        newer = self.model._base_manager.filter(
            examination=models.OuterRef("examination"), number__gt=models.OuterRef("number")
        )
        return self.exclude(models.Exists(newer))

    def known(self) -> DecisionQuerySet:
        """Decisions that their consortium knows: notified, or of public record."""
        return self.filter(models.Q(letter__notified_at__isnull=False) | models.Q(examination__is_historical=True))


class Decision(models.Model):
    """A decision with its reasons (append-only: a change is a new decision that replaces the former)."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    examination = models.ForeignKey(Examination, on_delete=models.PROTECT, related_name="decisions")
    number = models.PositiveSmallIntegerField()
    outcome = models.CharField(max_length=12, choices=Outcome.choices)
    aid_cents = models.BigIntegerField(null=True, blank=True)
    """Aid granted (retained only); blank when not published (historical)."""
    reasons = models.TextField(blank=True)
    redirect_call = models.ForeignKey("calls.Call", null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    """Redirected only: the call in which a linked file is opened when the decision is notified, never before."""
    redirect_until = models.DateTimeField(null=True, blank=True)
    """When no wave is open there: until when the linked file may be deposited."""
    decided_on = models.DateField()
    decided_by = models.UUIDField(null=True)
    entered_at = models.DateTimeField()
    source = models.CharField(max_length=700, blank=True)
    """Public page that says it (historical decisions)."""

    objects = DecisionQuerySet.as_manager()

    class Meta:
        ordering = ("examination", "number")
        constraints = [
            models.UniqueConstraint(fields=["examination", "number"], name="decision_once"),
            models.CheckConstraint(
                condition=models.Q(aid_cents__isnull=True) | models.Q(outcome="retained", aid_cents__gt=0),
                name="decision_aid_when_retained",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.examination_id} {self.outcome}"


class Letter(models.Model):
    """The letter that notifies a decision, as a tagged PDF."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    decision = models.OneToOneField(Decision, on_delete=models.PROTECT, related_name="letter")
    file = models.ForeignKey("files.StoredFile", on_delete=models.PROTECT, related_name="+")
    made_at = models.DateTimeField()
    notified_at = models.DateTimeField(null=True, blank=True)
    """Empty: made, not sent yet. The consortium knows nothing before this instant."""
    notified_by = models.UUIDField(null=True, blank=True)
    appeal_until = models.DateTimeField(null=True, blank=True)
    """End of the time to lodge a gracious appeal: end of day in the call's zone."""

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(notified_by__isnull=True, notified_at__isnull=True)
                | models.Q(notified_by__isnull=False, notified_at__isnull=False),
                name="letter_notified_paired",
            )
        ]

    def __str__(self) -> str:
        return str(self.decision_id)


class Appeal(models.Model):
    """A gracious appeal against a decision, with its own clock."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    decision = models.OneToOneField(Decision, on_delete=models.PROTECT, related_name="appeal")
    text = models.TextField()
    lodged_by = models.UUIDField(null=True)
    lodged_at = models.DateTimeField()
    answer = models.TextField(blank=True)
    answered_by = models.UUIDField(null=True, blank=True)
    answered_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(answered_by__isnull=True, answered_at__isnull=True)
                | models.Q(answered_by__isnull=False, answered_at__isnull=False),
                name="appeal_answer_paired",
            )
        ]

    def __str__(self) -> str:
        return str(self.decision_id)
