"""Libraries of H5P: programs that run in learners' browsers, each allowed by somebody who read it."""

from __future__ import annotations

import uuid

from django.db import models

from deffinum.foundation.values import PersonalData, Text
from deffinum.rooms.people.public import Account, Organisation

PERSONAL_DATA = (
    PersonalData(
        model="LibraryRequest",
        purpose=Text("Savoir qui a besoin d’une bibliothèque H5P", "Know who needs an H5P library"),
        legal_basis=Text(
            "Mission d’intérêt public (RGPD, article 6, 1, e)", "Public interest task (GDPR, article 6(1)(e))"
        ),
        retention=Text(
            "Jusqu’à ce que la bibliothèque soit permise ou écartée", "Until the library is allowed or turned down"
        ),
        fields=("asked_by",),
    ),
    PersonalData(
        model="AllowedLibrary",
        purpose=Text("Savoir qui a permis une bibliothèque H5P", "Know who allowed an H5P library"),
        legal_basis=Text(
            "Mission d’intérêt public (RGPD, article 6, 1, e)", "Public interest task (GDPR, article 6(1)(e))"
        ),
        retention=Text("Aussi longtemps que la bibliothèque est permise", "As long as the library is allowed"),
        fields=("allowed_by",),
    ),
)


class _Library(models.Model):
    """What a library is: its name, its version, and the content of its folder."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    machine_name = models.CharField(max_length=255)
    major = models.PositiveIntegerField()
    minor = models.PositiveIntegerField()
    sha256 = models.CharField(max_length=64)
    """Of its folder (`foundation.packages.h5p.folder_sha256`)."""
    title = models.CharField(max_length=200)
    """As the library says it."""

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return f"{self.machine_name}-{self.major}.{self.minor}"


class LibraryRequest(_Library):
    """A library with which a deposit was refused: it waits for somebody to read it.

    Allowing or turning down a library deletes its requests, those of every organisation.
    """

    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    asked_by = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="+")
    """Who deposited first."""
    asked_at = models.DateTimeField()
    latest_at = models.DateTimeField()

    class Meta:
        ordering = ("asked_at", "machine_name")
        constraints = [
            models.UniqueConstraint(
                fields=["organisation", "machine_name", "major", "minor", "sha256"], name="library_request_once"
            )
        ]


class AllowedLibrary(_Library):
    """A library that somebody read and allowed, beside those of `reference/h5p_libraries.csv`. Never changed."""

    reason = models.TextField()
    allowed_by = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="+")
    allowed_at = models.DateTimeField()

    class Meta:
        ordering = ("machine_name", "major", "minor")
        constraints = [
            models.UniqueConstraint(fields=["machine_name", "major", "minor", "sha256"], name="allowed_library_once")
        ]
