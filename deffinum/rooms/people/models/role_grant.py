"""A role given to a person on a scope, between two dates."""

from __future__ import annotations

import uuid
from datetime import date

from django.db import models

from deffinum.rooms.people.models.account import Account
from deffinum.rooms.people.words import Role, Scope


class RoleGrantQuerySet(models.QuerySet["RoleGrantRow"]):
    """Chainable filters."""

    def in_force(self, day: date) -> RoleGrantQuerySet:
        """Roles that hold on this day (both ends included)."""
        return self.filter(models.Q(ends_on__isnull=True) | models.Q(ends_on__gte=day), starts_on__lte=day)


class RoleGrantRow(models.Model):
    """A role held on a scope (`scope_id` empty: everywhere)."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    account = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="role_grants")
    role = models.CharField(max_length=20, choices=Role.choices)
    scope = models.CharField(max_length=20, choices=Scope.choices, blank=True)
    scope_id = models.UUIDField(null=True, blank=True)
    starts_on = models.DateField()
    ends_on = models.DateField(null=True, blank=True)

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
        ]
        indexes = [models.Index(fields=["account", "role"])]

    def __str__(self) -> str:
        return f"{self.account_id} {self.role}"
