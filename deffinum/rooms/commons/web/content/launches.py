"""`/lancement/<session>/<path>`: the files of a unit that the record store has launched, as long as its session.

The session stands in the path, so that the address at which the unit is launched is the one where it stays: what it
finds beside itself has the same launch, and the statement of the launch says the true address.
"""

from __future__ import annotations

from uuid import UUID

from django.http import HttpRequest, HttpResponseBase
from django.utils.translation import gettext as _

from deffinum.design.requests import now_of
from deffinum.foundation.packages.words import PackageFormat
from deffinum.rooms.commons.models import ResourceVersion
from deffinum.rooms.commons.queries.content_address import launch_base
from deffinum.rooms.commons.queries.package_index import ServedVersion
from deffinum.rooms.commons.web.content.files import serve_file
from deffinum.rooms.commons.web.content.headers import plain_answer
from deffinum.rooms.records.public import launched_unit


def page(request: HttpRequest, session_id: UUID, path: str) -> HttpResponseBase:
    """GET and HEAD; 403 without a launch of a unit of this version, in a course of the organisation whose it is."""
    served: ServedVersion = request.served  # type: ignore[attr-defined] # set by the middleware
    launched = launched_unit(session_id=session_id, now=now_of(request))
    version = ResourceVersion.objects.select_related("resource").get(pk=served.id)
    if (
        launched is None
        or served.format is not PackageFormat.CMI5
        or launched.organisation_id != version.resource.organisation_id
        or not launched.url.startswith(launch_base(version.content_host))
    ):
        return plain_answer(403, _("Cette unité s’ouvre depuis la page du cours : lancez-la de nouveau."))
    return serve_file(request, served, path)
