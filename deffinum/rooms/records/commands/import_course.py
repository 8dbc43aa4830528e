"""Import a cmi5 course, from cmi5.xml alone or from the package that holds it."""

from __future__ import annotations

import hashlib
from datetime import datetime
from typing import Any, BinaryIO
from urllib.parse import urljoin, urlsplit
from uuid import UUID

from django.utils.translation import gettext as _

from deffinum.foundation.cmi5.course import AssignableUnit, Course, read_course
from deffinum.foundation.cmi5.refusal import InvalidCourse
from deffinum.foundation.commands import command
from deffinum.foundation.errors import DomainError
from deffinum.foundation.files.archives import inspect_archive, read_entry
from deffinum.foundation.files.keep_upload import keep_upload
from deffinum.foundation.files.receive_upload import ReceivedUpload, received_upload
from deffinum.foundation.files.words import ZIP
from deffinum.foundation.plain_xml import MOST_BYTES
from deffinum.foundation.policies import Actor
from deffinum.rooms.records.models import CourseBlock, CourseStructure, CourseUnit, RecordStore
from deffinum.rooms.records.policies import may_teach
from deffinum.rooms.records.words import Purpose

STRUCTURE = "cmi5.xml"
LARGEST_BYTES = 512 * 1024**2
"""Of an archive."""


class BaseAddressMissing(DomainError):
    """The package has units with relative addresses, and nobody said where its files are served."""

    status = 422


def deposit_course(
    *,
    stream: BinaryIO,
    declared_name: str,
    organisation_id: UUID,
    base_address: str,
    purpose: Purpose,
    by: Actor,
    now: datetime,
) -> UUID:
    """Receive cmi5.xml or an archive (seekable), and import the course; a new one keeps its archive as it came.

    Not a command itself, as a stream cannot be written to the log. Raises the errors of `import_course` and of
    `received_upload`.
    """
    may_teach(by, organisation_id, now=now).require()
    is_archive = stream.read(2) == b"PK"
    stream.seek(0)
    words: dict[str, Any] = {
        "organisation_id": organisation_id, "base_address": base_address, "purpose": purpose, "by": by, "now": now,
    }  # fmt: skip
    if not is_archive:
        return import_course(package=stream.read(MOST_BYTES + 1), **words)
    found: list[tuple[bytes, frozenset[str]]] = []
    with received_upload(
        stream,
        declared_name=declared_name,
        allowed=frozenset({ZIP}),
        max_bytes=LARGEST_BYTES,
        examine=lambda content: found.append(_packed(content)),
    ) as received:
        xml, names = found[0]
        return import_course(package=xml, files=names, received=received, **words)


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
    received: ReceivedUpload | None = None,
) -> UUID:
    """Import a course from its cmi5.xml, `package`; the same one a second time gives the same id back.

    `base_address`: where the files of the package are served ('' when every address is whole). `purpose`: why its
    statements are written; a course that is imported already keeps its own. `files`: the names in the archive from
    which the structure was taken; None: it stands alone. `received`: that archive, kept as it came when the course is
    new: of another one with the same structure nothing was imported. Raises Refused, InvalidCourse, BaseAddressMissing.
    """
    may_teach(by, organisation_id, now=now).require()
    course = read_course(package, files=files)
    base = _base(base_address) if any(unit.is_relative for unit, _path in course.units()) else ""
    store = RecordStore.of(organisation_id, opened_by_id=by.account_id, now=now)
    row, fresh = CourseStructure.objects.get_or_create(
        store=store,
        digest=hashlib.sha256(package).hexdigest(),
        base_address=base,
        defaults={
            "publisher_id": course.id,
            "title": dict(course.title),
            "description": dict(course.description),
            "xml": package,
            "purpose": purpose,
            "imported_at": now,
            "imported_by_id": by.account_id,
        },
    )
    if fresh:
        _write_parts(row, course, base)
    if fresh and received is not None:
        words: dict[str, Any] = {"owner_kind": "records.course", "owner_id": row.pk, "by": by, "now": now}
        row.package = keep_upload(received=received, purpose="package", **words)
        row.save(update_fields=["package"])
    return row.pk


def _packed(stream: BinaryIO) -> tuple[bytes, frozenset[str]]:
    """The course structure, and the names in its archive."""
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
