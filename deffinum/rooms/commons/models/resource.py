"""A digital common and its versions, each kept as it came."""

from __future__ import annotations

import hashlib
import uuid
from collections.abc import Collection

from django.db import models

from deffinum.foundation.files.models import StoredFile
from deffinum.foundation.packages.recognition import Launchable
from deffinum.foundation.packages.words import LABELS, label_of
from deffinum.foundation.values import PersonalData, Text
from deffinum.rooms.commons.words import ResourceKind
from deffinum.rooms.people.public import Account, Organisation

PERSONAL_DATA = (
    PersonalData(
        model="Resource",
        purpose=Text("Savoir qui a déposé une ressource", "Know who deposited a resource"),
        legal_basis=Text(
            "Mission d’intérêt public (RGPD, article 6, 1, e)", "Public interest task (GDPR, article 6(1)(e))"
        ),
        retention=Text("Aussi longtemps que la ressource", "As long as the resource"),
        fields=("created_by",),
    ),
    PersonalData(
        model="ResourceVersion",
        purpose=Text("Savoir qui a déposé une version", "Know who deposited a version"),
        legal_basis=Text(
            "Mission d’intérêt public (RGPD, article 6, 1, e)", "Public interest task (GDPR, article 6(1)(e))"
        ),
        retention=Text("Aussi longtemps que la ressource", "As long as the resource"),
        fields=("imported_by",),
    ),
)


class ResourceQuerySet(models.QuerySet["Resource"]):
    """Chainable filters."""

    def of_organisations(self, organisation_ids: Collection[uuid.UUID]) -> ResourceQuerySet:
        """Those that these organisations own."""
        return self.filter(organisation__in=organisation_ids)


class Resource(models.Model):
    """A common that an organisation shares. Its title follows its latest version unless it was given one."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    title = models.CharField(max_length=200)
    kind = models.CharField(max_length=20, choices=ResourceKind.choices)
    created_at = models.DateTimeField()
    created_by = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="+")

    objects = ResourceQuerySet.as_manager()

    class Meta:
        ordering = ("title", "id")

    def __str__(self) -> str:
        return self.title


class ResourceVersion(models.Model):
    """One deposit, never changed: the file as it came, what it was recognised as, and what it launches.

    `content_host` is the first label of the host that serves its files, to nobody else: what a package stores in the
    browser, no other package reads.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    resource = models.ForeignKey(Resource, on_delete=models.PROTECT, related_name="versions")
    number = models.PositiveIntegerField()
    file = models.ForeignKey(StoredFile, on_delete=models.PROTECT, related_name="+")
    sha256 = models.CharField(max_length=64)
    format = models.CharField(max_length=20, choices=[(each.value, label) for each, label in LABELS.items()])
    title = models.CharField(max_length=500)
    """As the package says it, else as the resource is called."""
    description = models.TextField(blank=True)
    launchables = models.JSONField(default=list)
    """What it launches, in order: [{"identifier", "title", "href"}] (`foundation.packages.recognition.Launchable`)."""
    outline = models.JSONField(default=dict)
    """What its player needs of its manifest (`Recognised.outline`)."""
    warnings = models.JSONField(default=list)
    content_host = models.CharField(max_length=40, unique=True)
    licence = models.CharField(max_length=100)
    """SPDX expression, as the depositor wrote it: CC-BY-4.0, etalab-2.0…"""
    credits = models.TextField(blank=True)
    imported_at = models.DateTimeField()
    imported_by = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ("resource", "-number")
        constraints = [
            models.UniqueConstraint(fields=["resource", "number"], name="version_number_once"),
            models.CheckConstraint(condition=models.Q(number__gte=1), name="version_number_from_one"),
            models.CheckConstraint(
                condition=models.Q(content_host__regex=r"^[0-9a-f]{40}$"), name="version_content_host_shape"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.title} ({self.number})"

    @property
    def format_label(self) -> str:
        """The format in words."""
        return label_of(self.format)

    def launched(self) -> list[Launchable]:
        """What it launches, as values."""
        return [Launchable(**each) for each in self.launchables]


def content_host_of(version_id: uuid.UUID, sha256: str) -> str:
    """The host label of a version: 40 hexadecimal digits, the same for nobody else."""
    return hashlib.sha256(f"{version_id} {sha256}".encode()).hexdigest()[:40]
