"""`/organisations/<id>/ressources/`: an organisation's resources, and the deposit of one."""

from __future__ import annotations

import re
import uuid

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from deffinum.design.formats import day_text
from deffinum.design.forms import AccessibleForm, FileField
from deffinum.design.requests import actor_of, key_of, keyset_page, now_of
from deffinum.design.shapes import Column, Line, Listing
from deffinum.foundation.errors import DomainError
from deffinum.foundation.files.words import size_text
from deffinum.rooms.commons.commands.accompany_version import LONGEST_TEXT, Draft
from deffinum.rooms.commons.commands.import_package import LARGEST_BYTES, deposit_package
from deffinum.rooms.commons.models import Resource
from deffinum.rooms.commons.policies import may_deposit, may_see_resources, visible_resources
from deffinum.rooms.commons.queries.resources import ResourcesPage, resources_of_organisation
from deffinum.rooms.commons.web.accompaniments import file_content
from deffinum.rooms.commons.web.refusals import organisation_or_404, require, under_resources
from deffinum.rooms.commons.words import AccompanimentKind, AccompanimentLanguage

_SPDX = re.compile(r"[A-Za-z0-9.+-]+( (AND|OR|WITH) [A-Za-z0-9.+-]+)*")


class DepositForm(AccessibleForm):
    """One file, and what must be said of it."""

    package = FileField(
        label=gettext_lazy("Le fichier de la ressource"),
        error_messages={"required": gettext_lazy("Choisissez le fichier de la ressource.")},
    )
    title = forms.CharField(
        label=gettext_lazy("Titre"),
        required=False,
        max_length=200,
        help_text=gettext_lazy("Laissez vide pour reprendre le titre que le fichier donne."),
    )
    licence = forms.CharField(
        label=gettext_lazy("Licence"),
        max_length=100,
        initial="CC-BY-SA-4.0",
        help_text=gettext_lazy(
            "Son identifiant SPDX : CC-BY-SA-4.0, CC-BY-4.0, CC0-1.0, etalab-2.0… Tous sont sur spdx.org/licenses."
        ),
        error_messages={"required": gettext_lazy("Dites sous quelle licence la ressource est partagée.")},
    )
    credit = forms.CharField(
        label=gettext_lazy("Auteurs et crédits"),
        required=False,
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=gettext_lazy("Qui a fait la ressource, et d’où viennent les parties empruntées."),
    )
    alternative = forms.CharField(
        label=gettext_lazy("Alternative textuelle"),
        required=False,
        max_length=20_000,
        widget=forms.Textarea(attrs={"rows": 6}),
        help_text=gettext_lazy(
            "Ce que l’on y apprend, en texte, pour qui ne peut ni la voir, ni l’entendre, ni la manipuler. Vous "
            "pourrez l’ajouter plus tard ; sans elle, des personnes n’auront rien."
        ),
    )
    language = forms.ChoiceField(
        label=gettext_lazy("Langue de l’alternative, de la transcription et des fichiers WebVTT"),
        choices=AccompanimentLanguage.choices,
        required=False,
    )
    transcript = forms.CharField(
        label=gettext_lazy("Transcription d’une vidéo"),
        required=False,
        max_length=LONGEST_TEXT,
        widget=forms.Textarea(attrs={"rows": 4}),
    )
    captions = FileField(label=gettext_lazy("Sous-titres d’une vidéo (WebVTT)"), required=False, accept=".vtt")
    chapters = FileField(label=gettext_lazy("Chapitres d’une vidéo (WebVTT)"), required=False, accept=".vtt")
    descriptions = FileField(
        label=gettext_lazy("Descriptions de ce qui se voit dans une vidéo (WebVTT)"), required=False, accept=".vtt"
    )

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        self.fields["package"].help_text = _(
            "Module SCORM, cours cmi5, paquet xAPI ou H5P, objet glTF, photo à 360°, vidéo MP4 ou WebM, "
            "document PDF ; %(size)s au plus."
        ) % {"size": size_text(LARGEST_BYTES)}

    def take_drafts(self) -> tuple[Draft, ...]:
        """The accompaniments that were given, taken out of `cleaned_data`."""
        given = self.cleaned_data
        language = AccompanimentLanguage(given.pop("language") or AccompanimentLanguage.FRENCH)
        found = ((kind, given.pop(kind.value)) for kind in AccompanimentKind)
        return tuple(
            Draft(kind, language, what.encode() if isinstance(what, str) else file_content(what), kind.value)
            for kind, what in found
            if what
        )

    def clean_licence(self) -> str:
        """The shape of an SPDX expression; the list itself is longer than a form."""
        licence = str(self.cleaned_data["licence"])
        if not _SPDX.fullmatch(licence):
            raise ValidationError(_("Écrivez l’identifiant SPDX de la licence, par exemple CC-BY-SA-4.0."))
        return licence


@login_required
def page(request: HttpRequest, organisation_id: uuid.UUID) -> HttpResponse:
    """The list."""
    organisation = organisation_or_404(organisation_id)
    require(may_see_resources(actor_of(request), organisation_id, now=now_of(request)))
    found = resources_of_organisation(
        organisation_id=organisation_id, after=key_of(request, "apres"), before=key_of(request, "avant")
    )
    context = {
        "organisation": organisation,
        "listing": _listing(organisation_id, found),
        "crumbs": under_resources(organisation),
    }
    return render(request, "commons/resources.html", context)


def _listing(organisation_id: uuid.UUID, found: ResourcesPage) -> Listing:
    return Listing(
        caption=_("Ressources de l’organisme"),
        columns=[Column(each) for each in (_("Ressource"), _("Sorte"), _("Format"))]
        + [Column(_("Versions"), is_number=True), Column(_("Dernier dépôt"))],
        lines=[
            Line(
                each.title,
                (each.kind, each.format, str(each.versions), day_text(localtime(each.deposited_at).date())),
                reverse("commons:version", args=[each.latest_id]),
            )
            for each in found.lines
        ],
        empty_title=_("Aucune ressource n’est déposée"),
        empty_text=_(
            "Déposez un module, une vidéo ou un objet 3D : il sera vérifié, gardé tel quel, "
            "et ouvert sans rien installer."
        ),
        adding=(_("Déposer une ressource"), reverse("commons:deposit", args=[organisation_id])),
        page=keyset_page(found.previous, found.next),
    )


@login_required
def deposit(request: HttpRequest, organisation_id: uuid.UUID, resource_id: uuid.UUID | None = None) -> HttpResponse:
    """GET asks for the file; POST keeps it: a new resource, or the next version of `resource_id`."""
    organisation = organisation_or_404(organisation_id)
    actor, now = actor_of(request), now_of(request)
    require(may_deposit(actor, organisation_id, now=now))
    resource = _resource_of(request, organisation_id, resource_id) if resource_id else None
    form = DepositForm(request.POST, request.FILES) if request.method == "POST" else DepositForm()
    if request.method == "POST" and form.is_valid():
        upload, drafts = form.cleaned_data.pop("package"), form.take_drafts()
        try:
            version_id = deposit_package(
                stream=upload,
                declared_name=upload.name,
                organisation_id=organisation_id,
                resource_id=resource_id,
                **form.cleaned_data,
                accompaniments=drafts,
                by=actor,
                now=now,
            )
        except DomainError as error:
            form.add_domain_error(error)
        else:
            messages.success(request, _("La ressource est déposée : essayez-la avant de la partager."))
            return redirect("commons:version", version_id)
    title = _("Déposer une ressource") if resource is None else _("Déposer une nouvelle version")
    context = {"form": form, "title": title, "resource": resource, "crumbs": under_resources(organisation, title)}
    return render(request, "commons/deposit.html", context)


def _resource_of(request: HttpRequest, organisation_id: uuid.UUID, resource_id: uuid.UUID) -> Resource:
    found = visible_resources(actor_of(request)).filter(pk=resource_id, organisation=organisation_id).first()
    if found is None:
        raise Http404
    return found
