"""A call for projects and its immutable configurations."""

from __future__ import annotations

import uuid

from django.db import models

from deffinum.rooms.calls.words import CallState


class CallQuerySet(models.QuerySet["Call"]):
    """Chainable filters."""

    def public(self) -> CallQuerySet:
        """Calls that anyone may read."""
        return self.exclude(state=CallState.DRAFT)


class Call(models.Model):
    """A call for projects. What may be asked and how lives in its versions; when lives in its waves."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    slug = models.SlugField(unique=True, max_length=80)
    title = models.JSONField()
    summary = models.JSONField()
    state = models.CharField(max_length=20, choices=CallState.choices, default=CallState.DRAFT)
    owner = models.ForeignKey("people.Organisation", on_delete=models.PROTECT, related_name="+")
    """Who grants the aid (the « attribuant » of the public register)."""
    lever = models.ForeignKey("plan.Lever", null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    region_code = models.CharField(max_length=3, blank=True)
    zone = models.CharField(max_length=60, default="Europe/Paris")
    current_version = models.ForeignKey(
        "calls.CallVersion", null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    last_number = models.PositiveIntegerField(default=0)
    """Number of the last application opened: part of its reference, raised under the row's lock."""
    is_sample = models.BooleanField(default=False)
    source = models.CharField(max_length=300, blank=True)
    """Public page that the configuration was read from; empty for a sample."""
    created_at = models.DateTimeField()

    objects = CallQuerySet.as_manager()

    class Meta:
        ordering = ("-created_at", "slug")

    def __str__(self) -> str:
        return self.slug


class CallVersion(models.Model):
    """A published configuration of a call: never changed (database trigger); an application keeps its own."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    call = models.ForeignKey(Call, on_delete=models.PROTECT, related_name="versions")
    number = models.PositiveSmallIntegerField()
    configuration = models.JSONField()
    """Shape: `queries/call_configuration.py`, class CallConfiguration."""
    form_version = models.ForeignKey(
        "questionnaires.FormVersion", null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    """Empty: the public record of a call whose applications are not taken here."""
    digest = models.CharField(max_length=64)
    published_at = models.DateTimeField()
    published_by = models.UUIDField(null=True)
    changes = models.JSONField(default=dict)
    """What changed since the version before, in words (bilingual)."""

    class Meta:
        ordering = ("call", "number")
        constraints = [models.UniqueConstraint(fields=["call", "number"], name="call_version_once")]

    def __str__(self) -> str:
        return f"{self.call_id} v{self.number}"


class CallDocument(models.Model):
    """A document that applicants may download."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    call = models.ForeignKey(Call, on_delete=models.CASCADE, related_name="documents")
    title = models.JSONField()
    file = models.ForeignKey("files.StoredFile", null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    address = models.URLField(blank=True, max_length=500)
    """Where the original stands, when it is not ours to publish."""
    rank = models.PositiveSmallIntegerField(default=0)

    class Meta:
        ordering = ("rank",)
        constraints = [
            models.CheckConstraint(
                condition=models.Q(file__isnull=False) | ~models.Q(address=""), name="call_document_somewhere"
            )
        ]

    def __str__(self) -> str:
        return str(self.title)


class Notice(models.Model):
    """Dated news of a call (change of calendar, clarification)."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    call = models.ForeignKey(Call, on_delete=models.CASCADE, related_name="notices")
    title = models.JSONField()
    body = models.JSONField()
    published_at = models.DateTimeField()

    class Meta:
        ordering = ("-published_at",)

    def __str__(self) -> str:
        return str(self.title)
