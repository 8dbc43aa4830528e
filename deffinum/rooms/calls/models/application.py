"""The application of a consortium."""

from __future__ import annotations

import uuid
from collections.abc import Iterable
from datetime import datetime

from django.db import models
from django.db.models import F, Q, Sum

from deffinum.rooms.calls.models.call import Call, CallVersion
from deffinum.rooms.calls.models.wave import Wave
from deffinum.rooms.calls.words import ACTIVE_PARTNER_STATES, ApplicationState, CallState, FundingKind, Punctuality


class ApplicationQuerySet(models.QuerySet["Application"]):
    """Chainable filters."""

    def deposited(self) -> ApplicationQuerySet:
        """Applications that were submitted at least once and not withdrawn."""
        return self.filter(state__in=[ApplicationState.SUBMITTED, ApplicationState.COMPLETING])

    def of_organisations(self, organisation_ids: Iterable[uuid.UUID]) -> ApplicationQuerySet:
        """Applications of consortia in which one of the organisations is an active member."""
        members = Q(partners__organisation_id__in=list(organisation_ids), partners__state__in=ACTIVE_PARTNER_STATES)
        return self.filter(pk__in=self.model._base_manager.filter(members).values("pk"))

    def locked(self) -> ApplicationQuerySet:
        """Lock the rows until the end of the transaction: changes of one file happen one after the other."""
        return self.select_for_update(of=("self",), no_key=True).with_pinned_version().select_related("call", "wave")

    def next_reference(self, call: Call) -> str:
        """'DEFFINUM-0042': the next number of the call, raised under the lock of the call's row: two people who start
        together get two numbers.
        """
        Call.objects.filter(pk=call.pk).update(last_number=F("last_number") + 1)
        number = Call.objects.values_list("last_number", flat=True).get(pk=call.pk)
        return f"{call.slug.upper()[:32]}-{number:04d}"

    def with_pinned_version(self) -> ApplicationQuerySet:
        """With the version of the call, but its rules: they are read once a process (`queries/pinned_rules.py`)."""
        return self.select_related("call_version").defer("call_version__configuration")

    def with_call(self) -> ApplicationQuerySet:
        """What every page of an application shows, in one query."""
        return self.with_pinned_version().select_related("call", "wave", "lead")


class Application(models.Model):
    """An application. It keeps the version of the call it was opened under (PRODUCT rule 1)."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    reference = models.CharField(max_length=40, unique=True)
    """'DEFFINUM-0042': the call's short name and a number."""
    call = models.ForeignKey(Call, on_delete=models.PROTECT, related_name="applications")
    call_version = models.ForeignKey(CallVersion, on_delete=models.PROTECT, related_name="applications")
    wave = models.ForeignKey(Wave, null=True, blank=True, on_delete=models.PROTECT, related_name="applications")
    """Empty only for a historical project whose wave was not published."""
    title = models.CharField(max_length=200)
    acronym = models.CharField(max_length=60, blank=True)
    state = models.CharField(max_length=20, choices=ApplicationState.choices, default=ApplicationState.DRAFT)
    lead = models.ForeignKey("people.Organisation", on_delete=models.PROTECT, related_name="+")
    months = models.PositiveSmallIntegerField(null=True, blank=True)
    """Duration of the project."""
    scope = models.CharField(max_length=20, blank=True)
    """Geographic reach: a key of the configuration's `scopes` ('national', 'interregional'…)."""
    region_code = models.CharField(max_length=3, blank=True)
    base_cents = models.BigIntegerField(null=True, blank=True)
    """Eligible base asked for: the sum of the budget's lines, kept up to date by the budget commands.
    For a historical project whose budget we do not have, the published figure; blank when not published."""
    aid_cents = models.BigIntegerField(null=True, blank=True)
    """Aid asked for: the sum of the financing plan's aid lines; same remark."""
    created_by = models.UUIDField(null=True)
    created_at = models.DateTimeField()
    submitted_at = models.DateTimeField(null=True, blank=True)
    redirected_from = models.ForeignKey(
        "self", null=True, blank=True, on_delete=models.PROTECT, related_name="redirections"
    )
    is_historical = models.BooleanField(default=False)
    """A real project of public record: no budget, no answers, only what was published."""
    is_sample = models.BooleanField(default=False)

    objects = ApplicationQuerySet.as_manager()

    class Meta:
        ordering = ("-created_at", "-id")
        indexes = [models.Index(fields=["call", "state", "-submitted_at"])]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(wave__isnull=False) | models.Q(is_historical=True), name="application_has_wave"
            )
        ]

    def __str__(self) -> str:
        return self.reference

    def keep_totals(self) -> None:
        """Bring `base_cents` and `aid_cents` in step with the lines of the active members (two queries and a save)."""
        members = {"partner__state__in": ACTIVE_PARTNER_STATES}
        spent = self.budget_lines.filter(**members).aggregate(cents=Sum("amount_cents"))["cents"]
        asked = self.funding_lines.filter(kind=FundingKind.AID, **members).aggregate(cents=Sum("amount_cents"))["cents"]
        self.base_cents, self.aid_cents = spent or 0, asked or 0
        self.save(update_fields=["base_cents", "aid_cents"])

    def punctuality(self, now: datetime) -> Punctuality | None:
        """Why a deposit arriving at this instant is on time; None when it is late (PRODUCT rule 6).

        The closing instant itself is late (or in the grace); a named exception holds until its own instant.
        """
        wave = self.wave
        if wave is not None and self.call.state == CallState.PUBLISHED and wave.opens_at <= now:
            if now < wave.closes_at:
                return Punctuality.ON_TIME
            if now < wave.last_instant:
                return Punctuality.GRACE
        until = [each.until for each in self.late_exceptions.all()]
        return Punctuality.EXCEPTION if any(now < each for each in until) else None
