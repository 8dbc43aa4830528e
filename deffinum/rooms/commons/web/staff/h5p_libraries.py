"""`/instruction/bibliotheques-h5p/`: the libraries that deposits were refused for; one is allowed or turned down."""

from __future__ import annotations

import uuid

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from deffinum.design.forms import AccessibleForm
from deffinum.design.requests import actor_of, now_of
from deffinum.design.shapes import Crumb, Row
from deffinum.foundation.errors import DomainError
from deffinum.rooms.commons.commands.allow_library import allow_library, decline_library
from deffinum.rooms.commons.policies import may_allow_libraries
from deffinum.rooms.commons.queries.h5p_libraries import (
    MOST_SHOWN,
    allowed_since,
    first_allowed,
    waiting_count,
    waiting_libraries,
    waiting_library,
)
from deffinum.rooms.commons.web.refusals import require


class ReviewForm(AccessibleForm):
    """Why the library may run, or may not."""

    reason = forms.CharField(
        label=gettext_lazy("Ce que vous avez vérifié"),
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=gettext_lazy(
            "Par exemple : copie de h5p.org, même empreinte, licence MIT, aucun appel à un autre site."
        ),
        error_messages={"required": gettext_lazy("Dites ce que vous avez vérifié avant de décider.")},
    )


@login_required
def page(request: HttpRequest) -> HttpResponse:
    """What waits, then what is allowed."""
    require(may_allow_libraries(actor_of(request), now=now_of(request)))
    context = {
        "waiting": waiting_libraries(),
        "left": max(0, waiting_count() - MOST_SHOWN),
        "allowed": allowed_since(),
        "first": first_allowed(),
        "crumbs": [Crumb(_("Bibliothèques H5P"))],
    }
    return render(request, "commons/staff/h5p_libraries.html", context)


@login_required
def allow(request: HttpRequest, request_id: uuid.UUID) -> HttpResponse:
    """GET shows the library and asks for the reason, POST allows it, or with `do=decline` turns it down."""
    actor, now = actor_of(request), now_of(request)
    require(may_allow_libraries(actor, now=now))
    waiting = waiting_library(request_id)
    if waiting is None:
        raise Http404
    form = ReviewForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        is_declined = request.POST.get("do") == "decline"
        decide = decline_library if is_declined else allow_library
        try:
            decide(request_id=request_id, reason=form.cleaned_data["reason"], by=actor, now=now)
        except DomainError as error:
            form.add_domain_error(error)
        else:
            done = (
                _("« %(name)s » est écartée : elle reviendra ici si quelqu’un la dépose de nouveau.")
                if is_declined
                else _("« %(name)s » est permise avec ce contenu exact.")
            )
            messages.success(request, done % {"name": waiting.library.name})
            return redirect("commons:h5p_libraries")
    context = {
        "form": form,
        "waiting": waiting,
        "rows": [
            Row(_("Titre qu’elle se donne"), waiting.library.title),
            Row(_("Demandée par"), ", ".join(waiting.organisations)),
            Row(_("Empreinte de son dossier"), waiting.library.sha256),
            Row(_("Déjà permises sous ce nom"), ", ".join(waiting.known_versions) or "–"),
        ],
        "crumbs": [Crumb(_("Bibliothèques H5P"), reverse("commons:h5p_libraries")), Crumb(waiting.library.name)],
    }
    return render(request, "commons/staff/allow_library.html", context)
