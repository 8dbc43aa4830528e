"""Resources for tests, deposited as a person would."""

from __future__ import annotations

import io
from typing import Any

from deffinum.foundation.policies import Actor
from deffinum.rooms.commons.commands.import_package import deposit_package
from deffinum.rooms.commons.models import ResourceVersion
from tests.factories.packages import scorm_package
from tests.factories.people import NOW, representative


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
