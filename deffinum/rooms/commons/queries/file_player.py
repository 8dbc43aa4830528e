"""What does the player of a single file (video, document, 360° photo, 3D object) need to show it and to tell of it?"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.conf import settings

from deffinum.foundation.packages.words import PackageFormat
from deffinum.rooms.commons.models import ResourceVersion
from deffinum.rooms.commons.queries.content_address import content_origin, file_address
from deffinum.rooms.commons.queries.immersive_profile import MODEL_TYPE, PANORAMA_TYPE

VIDEO_TYPE = "https://w3id.org/xapi/video/activity-type/video"
"""Of the xAPI video profile."""
DOCUMENT_TYPE = "https://w3id.org/xapi/acrossx/activities/e-book"
"""Of the xAPI AcrossX profile: a book as a document or a file."""


@dataclass(frozen=True)
class FilePlayer:
    """A version as its player shows it."""

    version_id: UUID
    organisation_id: UUID
    format: PackageFormat
    format_label: str
    title: str
    description: str
    credits: str
    licence: str
    file: str
    """Address of its bytes, on the version's own host, for a few hours."""
    origin: str
    """That host."""
    media_type: str
    activity: str
    """The IRI that statements are about; it never changes, and a version has its own."""
    definition: Mapping[str, Any]
    """The same as an activity of xAPI."""


def activity_of(version_id: UUID) -> str:
    """The IRI of a version in statements."""
    return f"{settings.SITE_URL}/ressources/versions/{version_id}"


def file_player(*, version_id: UUID) -> FilePlayer | None:
    """The version, when it is one file that the platform itself plays; None otherwise."""
    version = ResourceVersion.objects.select_related("resource", "file").filter(pk=version_id).first()
    if version is None or (kind := _type_of(PackageFormat(version.format))) is None:
        return None
    return FilePlayer(
        version_id=version.pk,
        organisation_id=version.resource.organisation_id,
        format=PackageFormat(version.format),
        format_label=version.format_label,
        title=version.title,
        description=version.description,
        credits=version.credits,
        licence=version.licence,
        file=file_address(version, ""),
        origin=content_origin(version.content_host),
        media_type=version.file.media_type,
        activity=activity_of(version.pk),
        definition={"name": {"und": version.title}, "type": kind},
    )


def _type_of(found: PackageFormat) -> str | None:
    """The type of activity of a format."""
    return {
        PackageFormat.VIDEO: VIDEO_TYPE,
        PackageFormat.PDF: DOCUMENT_TYPE,
        PackageFormat.PANORAMA: f"{settings.SITE_URL}{PANORAMA_TYPE}",
        PackageFormat.GLTF: f"{settings.SITE_URL}{MODEL_TYPE}",
    }.get(found)
