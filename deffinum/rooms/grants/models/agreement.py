"""The agreement between who grants and the consortium."""

from __future__ import annotations

import uuid

from django.db import models

from deffinum.foundation.values import PersonalData, Text
from deffinum.rooms.grants.models.award import Award
from deffinum.rooms.grants.words import AgreementState, Side

PERSONAL_DATA = (
    PersonalData(
        model="Signature",
        purpose=Text("Prouver qui a signé la convention, et en quelle qualité", "Prove who signed, in which capacity"),
        legal_basis=Text(
            "Mission d’intérêt public (RGPD, article 6, 1, e)", "Public interest task (GDPR, article 6(1)(e))"
        ),
        retention=Text("Dix ans après le solde de la convention", "Ten years after the agreement is closed"),
        fields=("signatory", "capacity", "signed_by"),
    ),
)


class AgreementQuerySet(models.QuerySet["Agreement"]):
    """Chainable filters."""

    def with_award(self) -> AgreementQuerySet:
        """The agreement with its award, its application and its call, in one query."""
        return self.select_related("award__application__call__owner", "award__application__lead", "file")

    def locked(self) -> AgreementQuerySet:
        """Lock the rows until the end of the transaction."""
        return self.select_for_update(of=("self",), no_key=True).select_related(
            "award__application__call__owner", "file"
        )


class Agreement(models.Model):
    """A written agreement (required above 23,000 €: law 2000-321 art. 10), frozen when it is sent to sign."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    award = models.OneToOneField(Award, on_delete=models.PROTECT, related_name="agreement")
    reference = models.CharField(max_length=50, unique=True)
    state = models.CharField(max_length=12, choices=AgreementState.choices, default=AgreementState.DRAFT)
    starts_on = models.DateField(null=True, blank=True)
    ends_on = models.DateField(null=True, blank=True)
    content = models.JSONField(default=dict)
    """Frozen when sent to sign: parties, purpose, budget by partner, tranche schedule, deliverables."""
    content_sha256 = models.CharField(max_length=64, blank=True)
    """Of the content written in canonical JSON; the PDF has its own hash (`file.sha256`), which signatures name."""
    file = models.ForeignKey("files.StoredFile", null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    made_by = models.UUIDField(null=True)
    made_at = models.DateTimeField()
    signed_on = models.DateField(null=True, blank=True)
    """Day of the last signature."""

    objects = AgreementQuerySet.as_manager()

    class Meta:
        ordering = ("-made_at", "reference")
        constraints = [
            models.CheckConstraint(
                condition=models.Q(ends_on__isnull=True) | models.Q(ends_on__gte=models.F("starts_on")),
                name="agreement_ends_after_start",
            ),
            models.CheckConstraint(
                condition=models.Q(state__in=["draft", "cancelled"]) | models.Q(file__isnull=False),
                name="agreement_has_file",
            ),
        ]

    def __str__(self) -> str:
        return self.reference


class AgreementPartyQuerySet(models.QuerySet["AgreementParty"]):
    """Chainable filters."""

    def current(self) -> AgreementPartyQuerySet:
        """Those of the text in force: a former text keeps its signatures and counts no more."""
        return self.filter(replaced_at__isnull=True)

    def signed(self) -> AgreementPartyQuerySet:
        """Those who signed the text in force."""
        return self.current().filter(signature__isnull=False)


class AgreementParty(models.Model):
    """Who must sign: the grantor and each beneficiary."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    agreement = models.ForeignKey(Agreement, on_delete=models.CASCADE, related_name="parties")
    organisation = models.ForeignKey("people.Organisation", on_delete=models.PROTECT, related_name="+")
    side = models.CharField(max_length=12, choices=Side.choices)
    rank = models.PositiveSmallIntegerField()
    replaced_at = models.DateTimeField(null=True, blank=True)
    """When another text replaced, after it was abandoned, the one that this party had signed."""

    objects = AgreementPartyQuerySet.as_manager()

    class Meta:
        ordering = ("agreement", "rank")
        constraints = [
            models.UniqueConstraint(
                fields=["agreement", "organisation"],
                condition=models.Q(replaced_at__isnull=True),
                name="agreement_party_once",
            )
        ]

    def __str__(self) -> str:
        return f"{self.agreement_id} {self.side}"


class Signature(models.Model):
    """A signature recorded: who, in which capacity, on which content (append-only)."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    party = models.OneToOneField(AgreementParty, on_delete=models.PROTECT, related_name="signature")
    signatory = models.CharField(max_length=200)
    capacity = models.CharField(max_length=200)
    file_sha256 = models.CharField(max_length=64)
    """Of the PDF that was signed."""
    signed_by = models.UUIDField()
    signed_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.party_id} {self.signed_at}"
