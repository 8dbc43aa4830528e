"""Statements, in a table partitioned by the instant of storing, and the narrow tables by which they are found.

Every key holds `store_id`, so that the same schema can be distributed by it (docs/operations). Keys of 16 bytes stand
for agents, verbs and activities (`foundation.xapi.identity`).
"""

from __future__ import annotations

from django.contrib.postgres.fields import ArrayField
from django.db import models

TABLE = "records_statement"


class StatementId(models.Model):
    """That a statement id is taken in its store, and when its statement was stored."""

    pk = models.CompositePrimaryKey("store_id", "id")
    store_id = models.UUIDField()
    id = models.UUIDField()
    stored = models.DateTimeField()

    def __str__(self) -> str:
        return str(self.id)


class Statement(models.Model):
    """A statement as it is given back: `body` is its JSON with id, stored, authority, timestamp and version."""

    pk = models.CompositePrimaryKey("store_id", "stored", "id")
    store_id = models.UUIDField()
    stored = models.DateTimeField()
    id = models.UUIDField()
    occurred = models.DateTimeField()
    actor_key = models.UUIDField()
    """Of the actor; of an anonymous group, the statement's own id (nobody can ask for it)."""
    verb_key = models.UUIDField()
    object_key = models.UUIDField(null=True)
    """Of the activity that is the object; null when the object is something else."""
    registration = models.UUIDField(null=True)
    mentions = ArrayField(models.UUIDField())
    """Every agent and activity that the statement names, for the `related_…` queries."""
    access_key_id = models.UUIDField()
    voids = models.BooleanField()
    voided = models.BooleanField()
    body = models.TextField()

    def __str__(self) -> str:
        return str(self.id)


class StatementPerson(models.Model):
    """An agent other than the actor by which `agent` finds a statement: its object, or the member of a group."""

    pk = models.CompositePrimaryKey("store_id", "agent_key", "stored", "id")
    store_id = models.UUIDField()
    agent_key = models.UUIDField()
    stored = models.DateTimeField()
    id = models.UUIDField()

    def __str__(self) -> str:
        return str(self.id)


class StatementReference(models.Model):
    """A statement whose object is another one: it is found with it, and may void it."""

    pk = models.CompositePrimaryKey("store_id", "target_id", "source_id")
    store_id = models.UUIDField()
    target_id = models.UUIDField()
    source_id = models.UUIDField()
    source_stored = models.DateTimeField()
    voids = models.BooleanField()

    def __str__(self) -> str:
        return str(self.source_id)
