"""`/ressources/versions/<id>/`: one version of a resource; and the pages that play it."""

from __future__ import annotations

import uuid

from csp.decorators import csp_update
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from deffinum.design.requests import actor_of, now_of
from deffinum.design.shapes import Crumb, Row
from deffinum.foundation.files.words import size_text
from deffinum.rooms.commons.commands.open_attempt import open_attempt
from deffinum.rooms.commons.commands.open_course import join_course, open_course
from deffinum.rooms.commons.models import Attempt, ResourceVersion
from deffinum.rooms.commons.policies import may_attempt, may_preview
from deffinum.rooms.commons.queries.accompaniments import accompaniments_of
from deffinum.rooms.commons.queries.content_address import content_origin, player_address
from deffinum.rooms.commons.queries.file_player import file_player
from deffinum.rooms.commons.queries.resources import VersionPage, contents_of, learner_id_of
from deffinum.rooms.commons.web.content.headers import SANDBOX
from deffinum.rooms.commons.web.content.player import PLAYERS
from deffinum.rooms.commons.web.refusals import organisation_or_404, require, under_resources, version_or_404
from deffinum.rooms.records.public import ConsentWithdrawn


@login_required
def page(request: HttpRequest, version_id: uuid.UUID) -> HttpResponse:
    """For the organisation's people, and for its learners."""
    found = version_or_404(version_id)
    actor, now = actor_of(request), now_of(request)
    learner_id = learner_id_of(account_id=actor.account_id, organisation_id=found.organisation_id)
    preview = may_preview(actor, found.organisation_id, now=now)
    if not preview and learner_id is None:
        raise PermissionDenied(str(preview.reason))
    context = {
        "version": found,
        "texts": accompaniments_of(version_id=version_id, language=get_language() or "fr"),
        "is_learner": learner_id is not None,
        "may_preview": bool(preview),
        "is_playable": _is_playable(version_id),
        "is_file": file_player(version_id=version_id) is not None,
        "rows": _rows(found),
        "crumbs": _crumbs(request, found),
    }
    return render(request, "commons/version.html", context)


@login_required
@never_cache
def preview(request: HttpRequest, version_id: uuid.UUID) -> HttpResponseBase:
    """Try the version: nothing is kept, and nothing is written of anybody."""
    found = version_or_404(version_id)
    require(may_preview(actor_of(request), found.organisation_id, now=now_of(request)))
    return _play(request, found, None)


@login_required
@require_POST
def course(request: HttpRequest, version_id: uuid.UUID) -> HttpResponse:
    """Open a cmi5 course: to its learner, their registration; to the organisation's people, the course itself."""
    found = version_or_404(version_id)
    if not found.is_course:
        raise Http404
    actor, now = actor_of(request), now_of(request)
    if request.POST.get("as") == "learner":
        learner_id = _learner_id(request, found)
        return redirect(
            "records:registration", join_course(version_id=version_id, learner_id=learner_id, by=actor, now=now)
        )
    return redirect("records:course", open_course(version_id=version_id, by=actor, now=now))


@login_required
@require_POST
def start(request: HttpRequest, version_id: uuid.UUID) -> HttpResponse:
    """Open the version as a learner, then show it."""
    found = version_or_404(version_id)
    actor = actor_of(request)
    learner_id = _learner_id(request, found)
    try:
        attempt_id = open_attempt(version_id=version_id, learner_id=learner_id, by=actor, now=now_of(request))
    except ConsentWithdrawn as refusal:
        messages.error(request, str(refusal))
        return redirect("commons:version", version_id)
    return redirect("commons:attempt", attempt_id)


@login_required
@never_cache
def attempt(request: HttpRequest, attempt_id: uuid.UUID) -> HttpResponseBase:
    """The learner's own attempt, where they left it."""
    row = Attempt.objects.select_related("learner").filter(pk=attempt_id).first()
    if row is None:
        raise Http404
    require(may_attempt(actor_of(request), row.learner.account_id, now=now_of(request)))
    return _play(request, version_or_404(row.version_id), attempt_id)


def _learner_id(request: HttpRequest, found: VersionPage) -> uuid.UUID:
    learner_id = learner_id_of(account_id=actor_of(request).account_id, organisation_id=found.organisation_id)
    if learner_id is None:
        raise PermissionDenied(_("Vous n’êtes pas inscrit comme apprenant de cet organisme."))
    return learner_id


def _play(request: HttpRequest, found: VersionPage, attempt_id: uuid.UUID | None) -> HttpResponseBase:
    if not _is_playable(found.id):
        raise Http404
    version = ResourceVersion.objects.get(pk=found.id)
    origin = content_origin(version.content_host)
    context = {
        "version": found,
        "contents": contents_of(version),
        "texts": accompaniments_of(version_id=found.id, language=get_language() or "fr"),
        "player": player_address(version, attempt_id),
        "origin": origin,
        "sandbox": SANDBOX,
        "is_preview": attempt_id is None,
        "crumbs": [*_crumbs(request, found)[:-1], _version_crumb(found), Crumb(_("Ouvrir"))],
    }
    shown = csp_update({"frame-src": [origin]})(lambda asked: render(asked, "commons/play.html", context))
    return shown(request)


def _is_playable(version_id: uuid.UUID) -> bool:
    return ResourceVersion.objects.filter(pk=version_id, format__in=[each.value for each in PLAYERS]).exists()


def _rows(found: VersionPage) -> list[Row]:
    return [
        Row(_("Licence"), found.licence),
        Row(_("Auteurs et crédits"), found.credits or _("non renseignés")),
        Row(_("Taille du fichier"), size_text(found.size, get_language() or "fr")),
        Row(_("Empreinte (SHA-256)"), found.sha256),
    ]


def _version_crumb(found: VersionPage) -> Crumb:
    return Crumb(found.resource_title, reverse("commons:version", args=[found.id]))


def _crumbs(request: HttpRequest, found: VersionPage) -> list[Crumb]:
    if may_preview(actor_of(request), found.organisation_id, now=now_of(request)):
        return under_resources(organisation_or_404(found.organisation_id), found.resource_title)
    return [Crumb(found.resource_title)]
