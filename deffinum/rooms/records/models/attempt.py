"""What the figures are read from: narrow tables folded from statements (docs/decisions/0011), never edited by hand.

Every key holds `store_id`, and keys of 16 bytes stand for learners and activities, as in the statements' own tables.
The nil key (`NONE`) stands for "the whole resource", "no registration", "every resource".
"""

from __future__ import annotations

from uuid import UUID

from django.db import models

from deffinum.rooms.records.words import Facet

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
    said_tries = models.IntegerField()
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

    class Meta:
        indexes = [models.Index(fields=["store_id", "learner_key"], name="attempt_of_learner")]

    def __str__(self) -> str:
        return f"{self.learner_key} / {self.resource_key} / {self.step_key}"


class Participation(models.Model):
    """In how many attempts of a cell a learner is, and with what outcome: by it, learners are counted once."""

    pk = models.CompositePrimaryKey("store_id", "resource_key", "step_key", "facet", "facet_key", "learner_key")
    store_id = models.UUIDField()
    resource_key = models.UUIDField()
    step_key = models.UUIDField()
    facet = models.SmallIntegerField(choices=Facet.choices)
    facet_key = models.UUIDField()
    learner_key = models.UUIDField()
    attempts = models.IntegerField()
    completed = models.IntegerField()
    passed = models.IntegerField()
    failed = models.IntegerField()
    stuck = models.IntegerField()
    stopped = models.IntegerField()

    class Meta:
        indexes = [models.Index(fields=["store_id", "learner_key"], name="participation_of_learner")]

    def __str__(self) -> str:
        return f"{self.learner_key} / {self.resource_key} / {self.facet}"


class Figure(models.Model):
    """One count of one cell. `live` comes from the attempts that stand; `kept` from those that retention took away."""

    pk = models.CompositePrimaryKey("store_id", "resource_key", "step_key", "facet", "facet_key", "measure")
    store_id = models.UUIDField()
    resource_key = models.UUIDField()
    step_key = models.UUIDField()
    facet = models.SmallIntegerField(choices=Facet.choices)
    facet_key = models.UUIDField()
    """Of the version, path or place; of a month, its number (202611)."""
    measure = models.SmallIntegerField()
    """One of `words.Measure`, or LASTED plus the rank of a length of time."""
    live = models.BigIntegerField()
    kept = models.BigIntegerField(default=0)

    class Meta:
        indexes = [models.Index(fields=["store_id", "step_key", "facet", "facet_key"], name="figure_of_facet")]

    def __str__(self) -> str:
        return f"{self.resource_key} / {self.facet} / {self.measure}"


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

    def __str__(self) -> str:
        return f"{self.store_id}: {self.stored}"
