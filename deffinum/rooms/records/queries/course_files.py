"""What can be taken back of a course that was imported?"""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from deffinum.foundation.files.models import StoredFile
from deffinum.foundation.files.words import KEPT
from deffinum.rooms.records.models import CourseStructure


@dataclass(frozen=True)
class CourseFiles:
    """The structure of a course, byte for byte as it came, and its archive when the course keeps it."""

    organisation_id: UUID
    xml: bytes
    package: StoredFile | None


def course_files(*, course_id: UUID) -> CourseFiles | None:
    """The files of a course; None when there is no such course."""
    course = CourseStructure.objects.select_related("store", "package").filter(pk=course_id).first()
    if course is None:
        return None
    package = course.package if course.package is not None and course.package.state == KEPT else None
    return CourseFiles(course.store.organisation_id, bytes(course.xml), package)
