"""Open a cmi5 course of the commons: its structure goes to the record store, its files stay on the content host."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from deffinum.foundation.commands import command
from deffinum.foundation.packages.reading import read_whole
from deffinum.foundation.packages.recognition import COURSE
from deffinum.foundation.plain_xml import MOST_BYTES
from deffinum.foundation.policies import PLATFORM, Actor
from deffinum.rooms.commons.models import ResourceVersion
from deffinum.rooms.commons.policies import may_attempt, may_preview
from deffinum.rooms.commons.queries.content_address import launch_base
from deffinum.rooms.commons.queries.package_index import opened_file, package_of, served_version
from deffinum.rooms.records.public import Learner, import_course, latest_registration, register_learner


@command("commons.open_course")
def open_course(*, version_id: UUID, by: Actor, now: datetime) -> UUID:
    """The course of a version in the record store of its organisation, imported the first time. Raises Refused."""
    version = ResourceVersion.objects.select_related("resource").get(pk=version_id)
    may_preview(by, version.resource.organisation_id, now=now).require()
    return _course(version, by, now)


@command("commons.join_course")
def join_course(*, version_id: UUID, learner_id: UUID, by: Actor, now: datetime) -> UUID:
    """The learner's registration in the course of a version: the latest, or a first. Raises Refused, DoesNotExist."""
    version = ResourceVersion.objects.select_related("resource").get(pk=version_id)
    learner = Learner.objects.get(pk=learner_id, store__organisation_id=version.resource.organisation_id)
    may_attempt(by, learner.account_id, now=now).require()
    course_id = _course(version, PLATFORM, now)
    known = latest_registration(course_id=course_id, learner_id=learner_id)
    return known or register_learner(course_id=course_id, learner_id=learner_id, by=PLATFORM, now=now)


def _course(version: ResourceVersion, by: Actor, now: datetime) -> UUID:
    served = served_version(version.content_host)
    assert served is not None  # noqa: S101 - the version is there
    with opened_file(served) as file:
        package = package_of(served, file)
        structure = read_whole(file, package.entries[COURSE], most_bytes=MOST_BYTES)
    return import_course(
        organisation_id=version.resource.organisation_id,
        package=structure,
        files=frozenset(package.entries),
        base_address=launch_base(version.content_host),
        by=by,
        now=now,
    )
