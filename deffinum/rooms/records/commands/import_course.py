"""Import a cmi5 course, from cmi5.xml alone or from the package that holds it."""

from __future__ import annotations

import hashlib
import io
from datetime import datetime
from urllib.parse import urljoin, urlsplit
from uuid import UUID

from django.utils.translation import gettext as _

from deffinum.foundation.cmi5.course import AssignableUnit, Course, read_course
from deffinum.foundation.cmi5.refusal import InvalidCourse
from deffinum.foundation.commands import command
from deffinum.foundation.errors import DomainError
from deffinum.foundation.files.archives import inspect_archive, read_entry
from deffinum.foundation.plain_xml import MOST_BYTES
from deffinum.foundation.policies import Actor
from deffinum.rooms.records.models import CourseBlock, CourseStructure, CourseUnit, RecordStore
from deffinum.rooms.records.policies import may_teach
from deffinum.rooms.records.words import Purpose

STRUCTURE = "cmi5.xml"


class BaseAddressMissing(DomainError):
    """The package has units with relative addresses, and nobody said where its files are served."""

    status = 422


@command("records.import_course", sealed=("package", "files"))
def import_course(
    *,
    organisation_id: UUID,
    package: bytes,
    base_address: str,
    purpose: Purpose = Purpose.TRAINING,
    by: Actor,
    now: datetime,
    files: frozenset[str] | None = None,
) -> UUID:
    """Import a course; the same one a second time gives the same id back. Of an archive only cmi5.xml is read.

    `base_address`: where the files of the package are served ('' when every address is whole). `purpose`: why its
    statements are written; a course that is imported already keeps its own. `files`: the names in the archive from
    which a `package` that is cmi5.xml alone was taken. Raises Refused, InvalidCourse,
    BaseAddressMissing.
    """
    may_teach(by, organisation_id, now=now).require()
    xml, held = _structure(package)
    files = files if held is None else held
    course = read_course(xml, files=files)
    base = _base(base_address) if any(unit.is_relative for unit, _path in course.units()) else ""
    store = RecordStore.of(organisation_id, opened_by_id=by.account_id, now=now)
    row, fresh = CourseStructure.objects.get_or_create(
        store=store,
        digest=hashlib.sha256(xml).hexdigest(),
        base_address=base,
        defaults={
            "publisher_id": course.id,
            "title": dict(course.title),
            "description": dict(course.description),
            "xml": xml,
            "purpose": purpose,
            "imported_at": now,
            "imported_by_id": by.account_id,
        },
    )
    if fresh:
        _write_parts(row, course, base)
    return row.pk


def _structure(package: bytes) -> tuple[bytes, frozenset[str] | None]:
    """The course structure, and the names in its archive (None: it stands alone)."""
    if not package.startswith(b"PK"):
        return package, None
    stream = io.BytesIO(package)
    report = inspect_archive(stream)
    if report.defect:
        raise InvalidCourse(_("Cette archive ZIP est abîmée, chiffrée ou dangereuse. Rien n’a été importé."))
    xml = read_entry(stream, STRUCTURE, most_bytes=MOST_BYTES + 1) if STRUCTURE in report.names else None
    if xml is None:
        raise InvalidCourse(_("L’archive ne contient pas de fichier cmi5.xml à sa racine. Rien n’a été importé."))
    return xml, frozenset(report.names)


def _base(address: str) -> str:
    parts = urlsplit(address.strip())
    if parts.scheme not in ("http", "https") or not parts.netloc or parts.query or parts.fragment:
        raise BaseAddressMissing(
            _("Dites à quelle adresse (https://…) les fichiers du paquet sont servis. Rien n’a été importé."),
            field="base_address",
        )
    return address.strip().rstrip("/") + "/"


def _write_parts(row: CourseStructure, course: Course, base: str) -> None:
    CourseBlock.objects.bulk_create(
        CourseBlock(course=row, place=place, publisher_id=block.id, title=dict(block.title))
        for place, (block, _path) in enumerate(course.blocks())
    )
    CourseUnit.objects.bulk_create(
        _unit(row, place, unit, path, base) for place, (unit, path) in enumerate(course.units())
    )


def _unit(row: CourseStructure, place: int, unit: AssignableUnit, path: tuple[int, ...], base: str) -> CourseUnit:
    return CourseUnit(
        course=row,
        place=place,
        around=list(path),
        publisher_id=unit.id,
        title=dict(unit.title),
        description=dict(unit.description),
        url=urljoin(base, unit.url) if unit.is_relative else unit.url,
        launch_method=unit.launch_method,
        move_on=unit.move_on.value,
        mastery_score_basis_points=None if unit.mastery_score is None else int(unit.mastery_score * 10_000),
        launch_parameters=unit.launch_parameters,
        entitlement_key=unit.entitlement_key,
        activity_type=unit.activity_type,
    )
