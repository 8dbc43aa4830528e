"""What the figures are read from: narrow tables folded from statements (docs/decisions/0011), never edited by hand.

Every key holds `store_id`, and keys of 16 bytes stand for learners and activities, as in the statements' own tables.
The nil key (`NONE`) stands for "the whole resource", "no registration", "every resource", "nobody said where".
"""

from __future__ import annotations

from uuid import UUID

from django.db import models

NONE = UUID(int=0)


class Attempt(models.Model):
    """What one learner did of a resource (or of a step of it) under one registration."""

    pk = models.CompositePrimaryKey("store_id", "resource_key", "step_key", "learner_key", "registration")
    store_id = models.UUIDField()
    resource_key = models.UUIDField()
    step_key = models.UUIDField()
    learner_key = models.UUIDField()
    registration = models.UUIDField()
    first_at = models.DateTimeField()
    last_at = models.DateTimeField()
    last_stored = models.DateTimeField()
    """When its newest statement was stored: it goes with it. (No index holds what each statement changes, so that
    PostgreSQL rewrites a row beside itself.)"""
    statements = models.IntegerField()
    completed = models.IntegerField()
    """How many statements said so; `passed`, `failed`, `attempted` and `judged` alike."""
    passed = models.IntegerField()
    failed = models.IntegerField()
    attempted = models.IntegerField()
    judged = models.IntegerField()
    told_tries = models.IntegerField()
    """The most tries that a tool counted itself."""
    best_score = models.IntegerField()
    """In ten-thousandths; -1: none. `last_score` alike."""
    last_score = models.IntegerField()
    scored_at = models.DateTimeField(null=True)
    scored_by = models.UUIDField()
    ended = models.IntegerField()
    """How many sessions said how long they lasted."""
    ended_ms = models.BigIntegerField()
    told_ms = models.BigIntegerField()
    """The longest duration that any other statement gave."""
    version_key = models.UUIDField()
    path_key = models.UUIDField()
    place_key = models.UUIDField()
    latest_step = models.UUIDField()
    """Of a whole: the step that its newest statement about a step names."""
    stepped_at = models.DateTimeField(null=True)
    stepped_by = models.UUIDField()
    tries = models.IntegerField()
    """What the counts above come to (`queries.folding.judge`), kept so that the rules stand in one place."""
    errors = models.IntegerField()
    lasted_ms = models.BigIntegerField()
    is_stuck = models.BooleanField()

    class Meta:
        indexes = [models.Index(fields=["store_id", "learner_key"], name="attempt_of_learner")]

    def __str__(self) -> str:
        return f"{self.learner_key} / {self.resource_key} / {self.step_key}"


class Participation(models.Model):
    """How many resources of a store a learner follows, and with what outcome: by it, learners are counted once."""

    pk = models.CompositePrimaryKey("store_id", "learner_key")
    store_id = models.UUIDField()
    learner_key = models.UUIDField()
    resources = models.IntegerField()
    completed = models.IntegerField()
    passed = models.IntegerField()

    def __str__(self) -> str:
        return str(self.learner_key)


class FoldedSubject(models.Model):
    """Which IRI a key of the figures stands for, and the activity whose definition names it."""

    pk = models.CompositePrimaryKey("store_id", "key")
    store_id = models.UUIDField()
    key = models.UUIDField()
    iri = models.TextField()
    named_by = models.UUIDField()

    def __str__(self) -> str:
        return self.iri


class FoldCursor(models.Model):
    """The last statement of a store that was folded. Whoever holds its row is alone to change the store's figures."""

    store_id = models.UUIDField(primary_key=True)
    stored = models.DateTimeField(null=True)
    statement_id = models.UUIDField(null=True)
    zone = models.CharField(max_length=60, default="")
    """On whose clocks the days were told ('': nothing was folded yet)."""

    def __str__(self) -> str:
        return f"{self.store_id}: {self.stored}"
