"""`/ressources/versions/<id>/fichier/`: a version taken back as it was deposited."""

from __future__ import annotations

import uuid

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest
from django.http.response import HttpResponseBase

from deffinum.design.file_answer import file_answer
from deffinum.design.requests import actor_of, now_of
from deffinum.rooms.commons.models import ResourceVersion
from deffinum.rooms.commons.policies import may_preview
from deffinum.rooms.commons.web.refusals import require, version_or_404


@login_required
def page(request: HttpRequest, version_id: uuid.UUID) -> HttpResponseBase:
    """The file, as an attachment, for the people of the organisation."""
    found = version_or_404(version_id)
    require(may_preview(actor_of(request), found.organisation_id, now=now_of(request)))
    return file_answer(ResourceVersion.objects.select_related("file").get(pk=version_id).file)
