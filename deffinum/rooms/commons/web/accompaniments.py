"""`/ressources/versions/<id>/accompagnements/`: what makes a version readable without hearing, seeing or playing it."""

from __future__ import annotations

import uuid
from typing import Any

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from deffinum.design.forms import AccessibleForm, FileField
from deffinum.design.requests import actor_of, now_of
from deffinum.design.shapes import Crumb
from deffinum.foundation.captions.webvtt import MOST_BYTES
from deffinum.foundation.errors import DomainError
from deffinum.rooms.commons.commands.accompany_version import Draft, accompany_version, withdraw_accompaniment
from deffinum.rooms.commons.policies import may_deposit, may_open_file
from deffinum.rooms.commons.queries.accompaniments import accompaniments_of, webvtt_of
from deffinum.rooms.commons.queries.resources import VersionPage, learner_id_of
from deffinum.rooms.commons.web.refusals import organisation_or_404, require, under_resources, version_or_404
from deffinum.rooms.commons.words import TIMED, AccompanimentKind, AccompanimentLanguage


class AccompanimentForm(AccessibleForm):
    """A text, typed or in a file."""

    kind = forms.ChoiceField(label=gettext_lazy("Ce que c’est"), choices=AccompanimentKind.choices)
    language = forms.ChoiceField(label=gettext_lazy("Langue"), choices=AccompanimentLanguage.choices)
    file = FileField(
        label=gettext_lazy("Le fichier"),
        required=False,
        accept=".vtt,.txt",
        help_text=gettext_lazy("Un fichier WebVTT (.vtt) pour des sous-titres, des chapitres ou des descriptions."),
    )
    text = forms.CharField(
        label=gettext_lazy("Ou le texte"),
        required=False,
        strip=False,
        widget=forms.Textarea(attrs={"rows": 8}),
        help_text=gettext_lazy("S’il n’y a pas de fichier."),
    )

    def __init__(self, *args: Any, is_video: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not is_video:
            self.fields["kind"].choices = [(each.value, each.label) for each in AccompanimentKind if each not in TIMED]  # type: ignore[attr-defined] # a ChoiceField

    def draft(self) -> Draft:
        """What was given, once it is valid; the file comes first."""
        given = self.cleaned_data
        content = file_content(given["file"]) if given["file"] else given["text"].encode()
        field = "file" if given["file"] else "text"
        return Draft(AccompanimentKind(given["kind"]), AccompanimentLanguage(given["language"]), content, field)


def file_content(upload: Any) -> bytes:
    """At most one byte more than what is accepted: the reader then says that it is too much."""
    return bytes(upload.read(MOST_BYTES + 1))


@login_required
def page(request: HttpRequest, version_id: uuid.UUID) -> HttpResponse:
    """GET shows what is there and asks for more; POST adds it."""
    found = version_or_404(version_id)
    actor, now = actor_of(request), now_of(request)
    require(may_deposit(actor, found.organisation_id, now=now))
    posted = (request.POST, request.FILES) if request.method == "POST" else ()
    form = AccompanimentForm(*posted, is_video=found.is_video)
    if request.method == "POST" and form.is_valid():
        try:
            accompany_version(version_id=version_id, draft=form.draft(), by=actor, now=now)
        except DomainError as error:
            form.add_domain_error(error)
        else:
            messages.success(request, _("Ce texte est montré avec la ressource dès maintenant."))
            return redirect("commons:accompaniments", version_id)
    context = {
        "version": found,
        "form": form,
        "shown": accompaniments_of(version_id=version_id, language=get_language() or "fr").all,
        "crumbs": _crumbs(found),
    }
    return render(request, "commons/accompaniments.html", context)


@login_required
@require_POST
def withdraw(request: HttpRequest, version_id: uuid.UUID) -> HttpResponse:
    """Show it no more: `kind` and `language` of the form."""
    version_or_404(version_id)
    kind, language = request.POST.get("kind", ""), request.POST.get("language", "")
    if kind not in AccompanimentKind.values or language not in AccompanimentLanguage.values:
        raise Http404
    try:
        withdraw_accompaniment(
            version_id=version_id,
            kind=AccompanimentKind(kind),
            language=AccompanimentLanguage(language),
            by=actor_of(request),
            now=now_of(request),
        )
    except DomainError as error:
        if error.status == 403:
            raise
        messages.error(request, str(error))
    else:
        messages.success(request, _("Ce texte n’est plus montré ; le journal garde qu’il l’a été."))
    return redirect("commons:accompaniments", version_id)


@login_required
def track(request: HttpRequest, version_id: uuid.UUID, accompaniment_id: uuid.UUID) -> HttpResponse:
    """The WebVTT of a track, to whom the video opens. Its address is of one text, which never changes."""
    found = version_or_404(version_id)
    actor = actor_of(request)
    learner_id = learner_id_of(account_id=actor.account_id, organisation_id=found.organisation_id)
    require(may_open_file(actor, found.organisation_id, is_learner=learner_id is not None, now=now_of(request)))
    text = webvtt_of(version_id=version_id, accompaniment_id=accompaniment_id)
    if text is None:
        raise Http404
    return HttpResponse(
        text, content_type="text/vtt; charset=utf-8", headers={"Cache-Control": "private, max-age=3600"}
    )


def _crumbs(found: VersionPage) -> list[Crumb]:
    version = Crumb(found.resource_title, reverse("commons:version", args=[found.id]))
    return under_resources(organisation_or_404(found.organisation_id), version, _("Accompagnements"))
