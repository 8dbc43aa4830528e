"""Import a package: a new version of a resource, or the first one of a new resource."""

from __future__ import annotations

from dataclasses import asdict
from datetime import datetime
from uuid import UUID, uuid4

from django.utils.translation import gettext as _

from deffinum.foundation.commands import command
from deffinum.foundation.errors import DomainError
from deffinum.foundation.files import words as files
from deffinum.foundation.files.keep_upload import keep_upload
from deffinum.foundation.files.receive_upload import Readable, ReceivedUpload, received_upload
from deffinum.foundation.packages.recognition import Recognised, recognise_package
from deffinum.foundation.policies import Actor
from deffinum.rooms.commons.commands.accompany_version import Draft, accompany_version
from deffinum.rooms.commons.commands.allow_library import LibrariesNotAllowed, note_refused_libraries
from deffinum.rooms.commons.models import Resource, ResourceVersion
from deffinum.rooms.commons.models.resource import content_host_of
from deffinum.rooms.commons.policies import may_deposit
from deffinum.rooms.commons.queries.h5p_libraries import libraries_of, not_allowed
from deffinum.rooms.commons.words import ResourceKind, kind_of

LARGEST_BYTES = 10**9
"""Of one deposit; a video of an hour in good quality fits."""
ACCEPTED = frozenset(
    {files.ZIP, files.PDF, files.GLB, files.GLTF, files.PNG, files.JPEG, files.WEBP, files.MP4, files.WEBM}
)
OWNER = "commons.resource"


class TitleMissing(DomainError):
    """Neither the depositor nor the package gives a title."""

    status = 422

    def __init__(self) -> None:
        super().__init__(_("Ce fichier ne dit pas son titre : donnez-lui-en un. Rien n’a été conservé."), field="title")


class OtherKind(DomainError):
    """A new version must be of the same kind as the resource: another kind of thing is another resource."""

    status = 409


def deposit_package(
    *,
    stream: Readable,
    declared_name: str,
    organisation_id: UUID,
    resource_id: UUID | None,
    title: str,
    licence: str,
    credit: str,
    accompaniments: tuple[Draft, ...] = (),
    by: Actor,
    now: datetime,
) -> UUID:
    """Receive a file, say what it is, and import it; returns the id of its version. For the rest see `import_package`.

    Not a command itself, as a stream cannot be written to the log: the command comes once every byte was read and
    proved, and no transaction waits for a slow line. Of H5P libraries that are not allowed, a request is kept
    for those who review them (`LibraryRequest`). Raises Refused, PackageRefused, InvalidCourse, and the errors of
    `received_upload` and of `accompany_version`.
    """
    may_deposit(by, organisation_id, now=now).require()
    for each in accompaniments:
        _ = each.read  # kept: nothing is read again while rows are locked
    found: list[Recognised] = []
    with received_upload(
        stream,
        declared_name=declared_name,
        allowed=ACCEPTED,
        max_bytes=LARGEST_BYTES,
        examine=lambda content: found.append(recognise_package(content)),
    ) as received:
        try:
            return import_package(
                received=received,
                recognised=found[0],
                organisation_id=organisation_id,
                resource_id=resource_id,
                title=title,
                licence=licence,
                credit=credit,
                accompaniments=accompaniments,
                by=by,
                now=now,
            )
        except LibrariesNotAllowed as refusal:
            if note_refused_libraries(organisation_id=organisation_id, libraries=refusal.libraries, by=by, now=now):
                raise
            raise LibrariesNotAllowed(refusal.libraries, are_noted=False) from None


@command("commons.import_package", sealed=("recognised",))
def import_package(
    *,
    received: ReceivedUpload,
    recognised: Recognised,
    organisation_id: UUID,
    resource_id: UUID | None,
    title: str,
    licence: str,
    credit: str,
    accompaniments: tuple[Draft, ...] = (),
    by: Actor,
    now: datetime,
) -> UUID:
    """Keep the file and write its version, the next in number; `resource_id` None makes a new resource.

    `title` '' takes the package's own. Raises Refused, TitleMissing, OtherKind, LibrariesNotAllowed, and the errors of
    `accompany_version`.
    """
    may_deposit(by, organisation_id, now=now).require()
    _check_libraries(recognised)
    kind = kind_of(recognised.format)
    if resource_id is None:
        resource = _new_resource(organisation_id, title or recognised.title, kind, by, now)
    else:
        resource = _locked_resource(resource_id, organisation_id, kind)
    stored = keep_upload(received=received, purpose="package", owner_kind=OWNER, owner_id=resource.pk, by=by, now=now)
    version_id = uuid4()
    version = ResourceVersion.objects.create(
        id=version_id,
        resource=resource,
        number=_next_number(resource),
        file=stored,
        sha256=stored.sha256,
        format=recognised.format.value,
        title=(recognised.title or resource.title)[:500],
        description=recognised.description,
        launchables=[asdict(each) for each in recognised.launchables],
        outline=recognised.outline,
        warnings=list(recognised.warnings),
        content_host=content_host_of(version_id, stored.sha256),
        licence=licence.strip(),
        credits=credit.strip(),
        imported_at=now,
        imported_by_id=by.person_id,
    )
    for each in accompaniments:
        accompany_version(version_id=version.pk, draft=each, by=by, now=now)
    return version.pk


def _next_number(resource: Resource) -> int:
    return (resource.versions.order_by("-number").values_list("number", flat=True).first() or 0) + 1


def _check_libraries(recognised: Recognised) -> None:
    if strangers := not_allowed(libraries_of(recognised)):
        raise LibrariesNotAllowed(strangers)


def _new_resource(organisation_id: UUID, title: str, kind: ResourceKind, by: Actor, now: datetime) -> Resource:
    if not (name := title.strip()):
        raise TitleMissing
    return Resource.objects.create(
        organisation_id=organisation_id, title=name[:200], kind=kind.value, created_at=now, created_by_id=by.person_id
    )


def _locked_resource(resource_id: UUID, organisation_id: UUID, kind: ResourceKind) -> Resource:
    resource = Resource.objects.select_for_update(no_key=True).get(pk=resource_id, organisation_id=organisation_id)
    if resource.kind != kind.value:
        raise OtherKind(
            _(
                "« %(title)s » est d’une autre sorte que ce fichier (%(kind)s) : déposez-le comme une ressource "
                "nouvelle. Rien n’a été conservé."
            )
            % {"title": resource.title, "kind": kind.label},
            field="package",
        )
    return resource
