"""Which resources does an organisation have, and what does a version hold? For its pages."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import Count, Exists, OuterRef

from deffinum.foundation.keyset import page_of
from deffinum.foundation.packages.words import PackageFormat
from deffinum.rooms.commons.models import Resource, ResourceVersion
from deffinum.rooms.commons.queries.scorm_data import items_of
from deffinum.rooms.commons.words import ResourceKind
from deffinum.rooms.records.public import Learner

SHOWN = 25
"""Resources a page."""


@dataclass(frozen=True)
class ResourceLine:
    """A resource in the list."""

    id: UUID
    title: str
    kind: str
    versions: int
    latest_id: UUID
    format: str
    deposited_at: datetime


@dataclass(frozen=True)
class OtherVersion:
    """Another version of the same resource."""

    id: UUID
    number: int
    deposited_at: datetime


@dataclass(frozen=True)
class ContentLine:
    """A line of the table of contents; `level` counts from 1."""

    identifier: str
    title: str
    level: int
    is_launched: bool


@dataclass(frozen=True)
class VersionPage:
    """Everything that the page of a version shows."""

    id: UUID
    resource_id: UUID
    organisation_id: UUID
    title: str
    resource_title: str
    description: str
    number: int
    format: str
    is_course: bool
    """A cmi5 course, which the record store launches unit by unit."""
    is_video: bool
    licence: str
    credits: str
    sha256: str
    size: int
    deposited_at: datetime
    warnings: tuple[str, ...]
    contents: tuple[ContentLine, ...]
    others: tuple[OtherVersion, ...]


@dataclass(frozen=True)
class ResourcesPage:
    """Some resources in the order of their titles, and where the pages around them begin and end."""

    lines: list[ResourceLine]
    previous: UUID | None
    next: UUID | None


def resources_of_organisation(
    *, organisation_id: UUID, after: UUID | None = None, before: UUID | None = None
) -> ResourcesPage:
    """The SHOWN resources after one of them, or before it; else the first ones (four queries at most)."""
    deposited = ResourceVersion.objects.filter(resource=OuterRef("pk"))
    rows = Resource.objects.of_organisations([organisation_id]).filter(Exists(deposited))
    found = page_of(rows, order=("title", "id"), after=after, before=before, most=SHOWN)
    of_page = ResourceVersion.objects.filter(resource__in=[row.pk for row in found.rows])
    deposits = dict(of_page.order_by().values_list("resource").annotate(number=Count("pk")))
    latest = {
        each.resource_id: each
        for each in of_page.order_by("resource_id", "-number")
        .distinct("resource_id")
        .only("id", "resource_id", "format", "imported_at")
    }
    lines = [
        ResourceLine(
            id=each.pk,
            title=each.title,
            kind=str(ResourceKind(each.kind).label),
            versions=deposits[each.pk],
            latest_id=latest[each.pk].pk,
            format=latest[each.pk].format_label,
            deposited_at=latest[each.pk].imported_at,
        )
        for each in found.rows
    ]
    return ResourcesPage(lines, found.previous, found.next)


def version_page(*, version_id: UUID) -> VersionPage | None:
    """The version; None when there is none."""
    row = ResourceVersion.objects.select_related("resource", "file").filter(pk=version_id).first()
    if row is None:
        return None
    others = row.resource.versions.exclude(pk=row.pk).order_by("-number").values_list("pk", "number", "imported_at")
    return VersionPage(
        id=row.pk,
        resource_id=row.resource_id,
        organisation_id=row.resource.organisation_id,
        title=row.title,
        resource_title=row.resource.title,
        description=row.description,
        number=row.number,
        format=row.format_label,
        is_course=row.format == PackageFormat.CMI5,
        is_video=row.format == PackageFormat.VIDEO,
        licence=row.licence,
        credits=row.credits,
        sha256=row.sha256,
        size=row.file.size,
        deposited_at=row.imported_at,
        warnings=tuple(row.warnings),
        contents=tuple(contents_of(row)),
        others=tuple(OtherVersion(*each) for each in others),
    )


def contents_of(version: ResourceVersion) -> list[ContentLine]:
    """The table of contents; empty when there is one thing to open."""
    if version.format in (PackageFormat.SCORM_12, PackageFormat.SCORM_2004):
        levels = _levels(version.outline["organizations"][0]["items"], 1)
        lines = [
            ContentLine(each["identifier"], each["title"], levels[each["identifier"]], bool(each["href"]))
            for each in items_of(version)
            if each["is_visible"]
        ]
    else:
        lines = [ContentLine(each.identifier, each.title, 1, is_launched=True) for each in version.launched()]
    return lines if len(lines) > 1 else []


def _levels(items: list[dict[str, object]], level: int) -> dict[str, int]:
    found: dict[str, int] = {}
    for each in items:
        found[str(each["identifier"])] = level
        found |= _levels(each["children"], level + 1)  # type: ignore[arg-type] # the outline's own shape
    return found


def learner_id_of(*, account_id: UUID | None, organisation_id: UUID) -> UUID | None:
    """Which learner of the organisation a person is; None when they are not one."""
    if account_id is None:
        return None
    found = Learner.objects.filter(account_id=account_id, store__organisation_id=organisation_id)
    return found.values_list("pk", flat=True).first()
