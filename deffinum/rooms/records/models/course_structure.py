"""A cmi5 course as it was imported: never changed; another version is another course."""

from __future__ import annotations

import uuid
from decimal import Decimal

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.utils.translation import get_language

from deffinum.foundation.cmi5 import writing
from deffinum.foundation.cmi5.course import text_in
from deffinum.foundation.files.models import StoredFile
from deffinum.foundation.values import PersonalData, Text
from deffinum.rooms.people.public import Account
from deffinum.rooms.records.models.record_store import RecordStore
from deffinum.rooms.records.words import Purpose

PERSONAL_DATA = (
    PersonalData(
        model="CourseStructure",
        purpose=Text("Savoir qui a importé un cours", "Know who imported a course"),
        legal_basis=Text(
            "Mission d’intérêt public (RGPD, article 6, 1, e)", "Public interest task (GDPR, article 6(1)(e))"
        ),
        retention=Text("Aussi longtemps que le cours", "As long as the course"),
        fields=("imported_by",),
    ),
)


class CourseStructure(models.Model):
    """A course of a store: its XML as it came, the digest by which the same one is known, its title by language."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    store = models.ForeignKey(RecordStore, on_delete=models.PROTECT, related_name="courses")
    publisher_id = models.TextField()
    title = models.JSONField()
    description = models.JSONField()
    base_address = models.TextField(blank=True)
    """Where the files of the package are served, for units whose address is relative; with a slash at the end."""
    xml = models.BinaryField()
    package = models.ForeignKey(StoredFile, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    """The archive as it came; empty when the structure came alone, or when another room keeps its files."""
    digest = models.CharField(max_length=64)
    """SHA-256 of the XML, in hexadecimal."""
    purpose = models.CharField(max_length=20, choices=Purpose.choices, default=Purpose.TRAINING)
    """Why its statements are written: nothing is, once a learner withdrew their consent for it."""
    imported_at = models.DateTimeField()
    imported_by = models.ForeignKey(Account, null=True, blank=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ("-imported_at", "id")
        constraints = [models.UniqueConstraint(fields=["store", "digest", "base_address"], name="course_imported_once")]

    def __str__(self) -> str:
        return text_in(self.title, get_language() or "fr") or self.publisher_id

    def subject(self) -> writing.Subject:
        """As statements name it."""
        return writing.course(self.address(), self.publisher_id, self.title)

    def address(self, *parts: object) -> str:
        """The activity id that the platform gives the course, or a part of it: never the publisher's (cmi5, 9.4)."""
        return "/".join(map(str, [settings.SITE_URL, "cmi5/activities", self.pk, *parts]))


class CourseBlock(models.Model):
    """A block, by its place in the document."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    course = models.ForeignKey(CourseStructure, on_delete=models.CASCADE, related_name="blocks")
    place = models.PositiveIntegerField()
    publisher_id = models.TextField()
    title = models.JSONField()

    class Meta:
        ordering = ("course", "place")
        constraints = [models.UniqueConstraint(fields=["course", "place"], name="block_place_once")]

    def __str__(self) -> str:
        return text_in(self.title, get_language() or "fr") or self.publisher_id

    def subject(self) -> writing.Subject:
        """As statements name it."""
        return writing.block(self.course.address("blocks", self.place), self.publisher_id, self.title)


class CourseUnit(models.Model):
    """An assignable unit, by its place in the document."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    course = models.ForeignKey(CourseStructure, on_delete=models.CASCADE, related_name="units")
    place = models.PositiveIntegerField()
    around = ArrayField(models.PositiveIntegerField(), default=list)
    """Places of the blocks around it, outermost first."""
    publisher_id = models.TextField()
    title = models.JSONField()
    description = models.JSONField()
    url = models.TextField()
    """Whole, the course's base address included."""
    launch_method = models.CharField(max_length=9)
    move_on = models.CharField(max_length=18)
    mastery_score_basis_points = models.PositiveIntegerField(null=True)
    launch_parameters = models.TextField(blank=True)
    entitlement_key = models.TextField(blank=True)
    activity_type = models.TextField(blank=True)

    class Meta:
        ordering = ("course", "place")
        constraints = [models.UniqueConstraint(fields=["course", "place"], name="unit_place_once")]

    def __str__(self) -> str:
        return text_in(self.title, get_language() or "fr") or self.publisher_id

    @property
    def mastery_score(self) -> Decimal | None:
        """From 0 to 1; None: the unit has none."""
        points = self.mastery_score_basis_points
        return None if points is None else Decimal(points) / 10_000

    @property
    def activity_id(self) -> str:
        """The activity that every launch of the unit names."""
        return self.course.address("units", self.place)

    def subject(self) -> writing.Subject:
        """As statements name it."""
        return writing.Subject(self.activity_id, self.publisher_id, self.title, self.activity_type)
