"""A learner's registration to a course, its sessions, and what was satisfied."""

from __future__ import annotations

import uuid

from django.db import models

from deffinum.foundation.cmi5.progress import LaunchMode, SessionProgress, UnitProgress
from deffinum.rooms.records.models.course_structure import CourseBlock, CourseStructure, CourseUnit
from deffinum.rooms.records.models.learner import Learner


class Registration(models.Model):
    """One enrolment of a learner in a course; its id is the `registration` of every statement."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    course = models.ForeignKey(CourseStructure, on_delete=models.PROTECT, related_name="registrations")
    learner = models.ForeignKey(Learner, on_delete=models.PROTECT, related_name="registrations")
    registered_at = models.DateTimeField()
    satisfied_at = models.DateTimeField(null=True)
    """When the whole course was."""

    class Meta:
        ordering = ("registered_at", "id")

    def __str__(self) -> str:
        return str(self.pk)


class UnitState(models.Model):
    """What a unit's statements have said in a registration; no row: nothing yet."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    registration = models.ForeignKey(Registration, on_delete=models.CASCADE, related_name="unit_states")
    unit = models.ForeignKey(CourseUnit, on_delete=models.PROTECT, related_name="states")
    completed_at = models.DateTimeField(null=True)
    passed_at = models.DateTimeField(null=True)
    waived_at = models.DateTimeField(null=True)
    waived_for = models.CharField(max_length=40, blank=True)
    satisfied_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["registration", "unit"], name="unit_state_once")]

    def __str__(self) -> str:
        return str(self.pk)

    def progress(self) -> UnitProgress:
        """As the rules read it."""
        return UnitProgress(
            completed=self.completed_at is not None,
            passed=self.passed_at is not None,
            waived=self.waived_at is not None,
        )


class BlockSatisfaction(models.Model):
    """A block was satisfied in a registration: said once."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    registration = models.ForeignKey(Registration, on_delete=models.CASCADE, related_name="satisfied_blocks")
    block = models.ForeignKey(CourseBlock, on_delete=models.PROTECT, related_name="satisfactions")
    satisfied_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["registration", "block"], name="block_satisfied_once")]

    def __str__(self) -> str:
        return str(self.pk)


class Session(models.Model):
    """From the launch of a unit to its end. Its id and the secret given once by the fetch address open the store.

    `initialized_at`, `latest_at` and `terminated_at` are what the statements say; `ended_at` is when the end arrived.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    registration = models.ForeignKey(Registration, on_delete=models.CASCADE, related_name="sessions")
    unit = models.ForeignKey(CourseUnit, on_delete=models.PROTECT, related_name="sessions")
    mode = models.CharField(max_length=6)
    fetch_digest = models.CharField(max_length=64, unique=True)
    secret_digest = models.CharField(max_length=64, blank=True)
    """Empty until the fetch address was called."""
    verbs = models.JSONField(default=list)
    """Those defined by cmi5 that the session used."""
    launched_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    fetched_at = models.DateTimeField(null=True)
    preferences_read_at = models.DateTimeField(null=True)
    initialized_at = models.DateTimeField(null=True)
    latest_at = models.DateTimeField(null=True)
    terminated_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)
    abandoned_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ("-launched_at", "id")
        indexes = [
            models.Index(fields=["registration", "launched_at"], name="session_of_registration"),
            models.Index(
                fields=["expires_at"],
                name="session_left_open",
                condition=models.Q(ended_at__isnull=True, abandoned_at__isnull=True),
            ),
        ]

    def __str__(self) -> str:
        return str(self.pk)

    def progress(self) -> SessionProgress:
        """As the rules read it."""
        return SessionProgress(
            mode=LaunchMode(self.mode),
            knows_preferences=self.preferences_read_at is not None,
            verbs=frozenset(self.verbs),
            initialized=self.initialized_at,
            latest=self.latest_at,
            terminated=self.terminated_at,
            ended=self.ended_at,
            abandoned=self.abandoned_at is not None,
        )
