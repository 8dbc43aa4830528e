"""Resources for tests, deposited as a person would."""

from __future__ import annotations

import io
from dataclasses import asdict
from typing import Any

from deffinum.foundation.packages.recognition import recognise_package
from deffinum.foundation.policies import PLATFORM, Actor
from deffinum.foundation.xapi.identity import activity_key
from deffinum.rooms.commons.commands.import_package import deposit_package
from deffinum.rooms.commons.commands.open_attempt import open_attempt
from deffinum.rooms.commons.models import AllowedLibrary, Attempt, ResourceVersion
from deffinum.rooms.commons.queries.h5p_libraries import libraries_of, not_allowed
from deffinum.rooms.commons.queries.scorm_data import activity_of
from deffinum.rooms.records.commands.fold_statements import fold_statements
from deffinum.rooms.records.models import Figure
from deffinum.rooms.records.models.attempt import NONE
from deffinum.rooms.records.public import LearnerLine, enrol_learner
from deffinum.rooms.records.queries.find_statements import consistent_through
from deffinum.rooms.records.words import Measure
from tests.factories.packages import scorm_package
from tests.factories.people import NOW, AccountFactory, actor, representative


def learner_of(version: ResourceVersion) -> tuple[Actor, LearnerLine]:
    """A person with an account, enrolled as a learner of the version's organisation."""
    account = AccountFactory()
    line = enrol_learner(
        organisation_id=version.resource.organisation_id, label="", account_id=account.pk, by=PLATFORM, now=NOW
    )
    return actor(account), line


def opened(version: ResourceVersion) -> Attempt:
    """The attempt of a new learner."""
    person, line = learner_of(version)
    return Attempt.objects.get(pk=open_attempt(version_id=version.pk, learner_id=line.id, by=person, now=NOW))


def allowed(content: bytes) -> bytes:
    """The same H5P package, once somebody has allowed its libraries."""
    author = AccountFactory()
    for each in not_allowed(libraries_of(recognise_package(io.BytesIO(content)))):
        AllowedLibrary.objects.create(**asdict(each), reason="Exemple", allowed_by=author, allowed_at=NOW)
    return content


def deposited(
    content: bytes | None = None, *, name: str = "paquet.zip", by: Actor | None = None, **words: Any
) -> ResourceVersion:
    """A version, of a resource of its own unless `resource_id` says otherwise."""
    author = by or representative()
    (organisation_id,) = author.organisation_ids
    told = {
        "organisation_id": organisation_id,
        "resource_id": None,
        "title": "Exemple",
        "licence": "CC-BY-4.0",
        "credit": "",
        **words,
    }
    stream = io.BytesIO(scorm_package() if content is None else content)
    return ResourceVersion.objects.get(
        pk=deposit_package(stream=stream, declared_name=name, **told, by=author, now=NOW)
    )


def counted(attempt: Attempt) -> tuple[int, int, int]:
    """Learners, completed and passed of the package in its organisation's figures."""
    store_id = attempt.learner.store_id
    while fold_statements(store_id=store_id, until=consistent_through(), by=PLATFORM, now=NOW):
        pass
    key = activity_key(activity_of(attempt.version_id))
    cell = Figure.objects.filter(store_id=store_id, resource_key=key, step_key=NONE)
    known = dict(cell.values_list("measure", "live"))
    return tuple(known.get(each, 0) for each in (Measure.LEARNERS, Measure.COMPLETED, Measure.PASSED))  # type: ignore[return-value]
