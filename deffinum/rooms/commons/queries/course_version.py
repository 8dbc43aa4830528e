"""Which version of a resource serves the files of a course of the record store?"""

from __future__ import annotations

from uuid import UUID

from deffinum.rooms.commons.models import ResourceVersion
from deffinum.rooms.commons.queries.content_address import launch_base

_LABEL_SIGNS = 40


def version_of_course(*, base_address: str, organisation_id: UUID) -> UUID | None:
    """The organisation's version under which the course is launched; None when its files are served elsewhere."""
    label = base_address.partition("://")[2][:_LABEL_SIGNS]
    if base_address != launch_base(label):
        return None
    found = ResourceVersion.objects.filter(content_host=label, resource__organisation_id=organisation_id)
    return found.values_list("pk", flat=True).first()
