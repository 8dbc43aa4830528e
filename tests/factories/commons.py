"""Resources for tests, deposited as a person would."""

from __future__ import annotations

import io
from typing import Any

from deffinum.foundation.policies import PLATFORM, Actor
from deffinum.rooms.commons.commands.import_package import deposit_package
from deffinum.rooms.commons.commands.open_attempt import open_attempt
from deffinum.rooms.commons.models import Attempt, ResourceVersion
from deffinum.rooms.records.public import LearnerLine, enrol_learner
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
