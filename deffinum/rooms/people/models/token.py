"""A key with which an organisation's own tool calls the API."""

from __future__ import annotations

import uuid

from django.db import models

from deffinum.rooms.people.models.account import Account
from deffinum.rooms.people.models.organisation import Organisation


class OrganisationToken(models.Model):
    """An API token of an organisation. Only its hash is kept; it acts with the organisation's rights."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    organisation = models.ForeignKey(Organisation, on_delete=models.CASCADE, related_name="tokens")
    label = models.CharField(max_length=100)
    secret_hash = models.CharField(max_length=64, unique=True)
    made_by = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="+")
    made_at = models.DateTimeField()
    expires_on = models.DateField()
    revoked_at = models.DateTimeField(null=True, blank=True)
    last_used_on = models.DateField(null=True, blank=True)

    class Meta:
        ordering = ("-made_at",)

    def __str__(self) -> str:
        return self.label
