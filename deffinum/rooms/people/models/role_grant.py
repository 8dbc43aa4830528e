"""A role given to a person on a scope, between two dates."""

from __future__ import annotations

import uuid
from datetime import date

from django.db import models

from deffinum.foundation.values import PersonalData, Text
from deffinum.rooms.people.models.account import Account
from deffinum.rooms.people.words import Role, Scope

PERSONAL_DATA = (
    PersonalData(
        model="RoleGrantRow",
        purpose=Text(
            "Savoir qui instruit, expertise ou décide, et depuis quand",
            "Know who examines, reviews or decides, and since when",
        ),
        legal_basis=Text(
            "Mission d’intérêt public (RGPD, article 6, 1, e)", "Public interest task (GDPR, article 6(1)(e))"
        ),
        retention=Text("Dix ans après la fin : preuve des décisions", "Ten years after the end: proof of decisions"),
        fields=("account", "role", "starts_on", "ends_on"),
    ),
)


class RoleGrantQuerySet(models.QuerySet["RoleGrantRow"]):
    """Chainable filters."""

    def in_force(self, day: date) -> RoleGrantQuerySet:
        """Roles that hold on this day (both planned ends included; one that was ended stops at once)."""
        return self.filter(
            models.Q(ends_on__isnull=True) | models.Q(ends_on__gte=day),
            models.Q(ended_on__isnull=True) | models.Q(ended_on__gt=day),
            starts_on__lte=day,
        )


class RoleGrantRow(models.Model):
    """A role held on a scope (`scope_id` empty: everywhere)."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    account = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="role_grants")
    role = models.CharField(max_length=20, choices=Role.choices)
    scope = models.CharField(max_length=20, choices=Scope.choices, blank=True)
    scope_id = models.UUIDField(null=True, blank=True)
    starts_on = models.DateField()
    ends_on = models.DateField(null=True, blank=True)
    """Planned last day, included."""
    granted_by = models.ForeignKey(Account, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    """Empty when the platform itself gave it (sample data, first administrator)."""
    ended_on = models.DateField(null=True, blank=True)
    """Day on which someone ended it: it holds no more from that day on."""
    ended_by = models.ForeignKey(Account, null=True, blank=True, on_delete=models.PROTECT, related_name="+")

    objects = RoleGrantQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(ends_on__isnull=True) | models.Q(ends_on__gte=models.F("starts_on")),
                name="role_ends_after_start",
            ),
            models.CheckConstraint(
                condition=models.Q(scope="", scope_id__isnull=True) | ~models.Q(scope=""), name="role_scope_paired"
            ),
            models.CheckConstraint(
                condition=models.Q(ended_on__isnull=True, ended_by__isnull=True)
                | models.Q(ended_on__isnull=False, ended_by__isnull=False),
                name="role_end_paired",
            ),
        ]
        indexes = [models.Index(fields=["account", "role"])]

    def __str__(self) -> str:
        return f"{self.account_id} {self.role}"
