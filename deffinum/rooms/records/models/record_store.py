"""A store of learning records: the tenant that every row of the room belongs to."""

from __future__ import annotations

import uuid
from datetime import datetime

from django.db import models

from deffinum.rooms.people.public import Account, Organisation


class RecordStore(models.Model):
    """The learning records of one organisation. What a key of another store asks never reaches them."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    organisation = models.OneToOneField(Organisation, on_delete=models.PROTECT, related_name="+")
    opened_at = models.DateTimeField()
    opened_by = models.ForeignKey(Account, null=True, blank=True, on_delete=models.PROTECT, related_name="+")

    def __str__(self) -> str:
        return str(self.organisation)

    @classmethod
    def of(cls, organisation_id: uuid.UUID, *, opened_by_id: uuid.UUID | None, now: datetime) -> RecordStore:
        """The organisation's store, opened now when it has none yet."""
        store, _made = cls.objects.get_or_create(
            organisation_id=organisation_id, defaults={"opened_at": now, "opened_by_id": opened_by_id}
        )
        return store
