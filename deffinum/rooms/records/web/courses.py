"""Courses of an organisation: the list, and the import of one."""

from __future__ import annotations

import uuid

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from deffinum.design.formats import count_text, day_text
from deffinum.design.forms import AccessibleForm, FileField
from deffinum.design.requests import actor_of, key_of, keyset_page, now_of
from deffinum.design.shapes import Column, Crumb, Line, Listing
from deffinum.foundation.errors import DomainError
from deffinum.rooms.people.public import organisation_summary
from deffinum.rooms.records.commands.import_course import deposit_course
from deffinum.rooms.records.policies import may_teach
from deffinum.rooms.records.queries.course_pages import CoursesPage, courses_of_organisation
from deffinum.rooms.records.words import Purpose


class ImportForm(AccessibleForm):
    """The package, and where its files are served."""

    package = FileField(
        label=gettext_lazy("Le cours : un fichier cmi5.xml ou une archive ZIP"),
        help_text=gettext_lazy(
            "De l’archive, seule la structure cmi5.xml est lue ; vous pourrez reprendre le fichier tel qu’il est venu."
        ),
        error_messages={"required": gettext_lazy("Choisissez le fichier du cours.")},
    )
    base_address = forms.CharField(
        label=gettext_lazy("Adresse où les fichiers du cours sont servis"),
        help_text=gettext_lazy(
            "Par exemple https://cours.exemple.fr/echelle/. Inutile si le cours ne contient que des adresses complètes."
        ),
        required=False,
        max_length=500,
    )
    purpose = forms.ChoiceField(
        label=gettext_lazy("Usage des traces"),
        choices=Purpose.choices,
        required=False,
        help_text=gettext_lazy("Un apprenant qui retire son accord pour cet usage ne peut plus lancer le cours."),
    )


@login_required
def page(request: HttpRequest, organisation_id: uuid.UUID) -> HttpResponse:
    """The list."""
    _require(request, organisation_id)
    found = courses_of_organisation(
        organisation_id=organisation_id, after=key_of(request, "apres"), before=key_of(request, "avant")
    )
    context = {"listing": _listing(organisation_id, found), "crumbs": crumbs(organisation_id)}
    return render(request, "records/courses.html", context)


@login_required
def add(request: HttpRequest, organisation_id: uuid.UUID) -> HttpResponse:
    """GET shows the form, POST imports."""
    _require(request, organisation_id)
    form = ImportForm(request.POST, request.FILES) if request.method == "POST" else ImportForm()
    if request.method == "POST" and form.is_valid():
        upload = form.cleaned_data["package"]
        try:
            course_id = deposit_course(
                stream=upload,
                declared_name=upload.name,
                organisation_id=organisation_id,
                base_address=form.cleaned_data["base_address"],
                purpose=Purpose(form.cleaned_data["purpose"] or Purpose.TRAINING),
                by=actor_of(request),
                now=now_of(request),
            )
        except DomainError as error:
            form.add_domain_error(error)
        else:
            messages.success(request, _("Le cours est importé. Vous pouvez y inscrire des apprenants."))
            return redirect("records:course", course_id)
    listed = Crumb(_("Cours"), reverse("records:courses", args=[organisation_id]))
    context = {
        "form": form,
        "organisation_id": organisation_id,
        "crumbs": [*crumbs(organisation_id)[:-1], listed, Crumb(_("Importer un cours"))],
    }
    return render(request, "records/import_course.html", context)


def _listing(organisation_id: uuid.UUID, found: CoursesPage) -> Listing:
    numbers = [Column(each, is_number=True) for each in (_("Unités"), _("Inscriptions"), _("Cours satisfaits"))]
    return Listing(
        caption=_("Cours importés"),
        columns=[Column(_("Cours")), *numbers, Column(_("Importé le"))],
        lines=[
            Line(
                each.title,
                (
                    count_text(each.units),
                    count_text(each.registered),
                    count_text(each.finished),
                    day_text(localtime(each.imported_at).date()),
                ),
                reverse("records:course", args=[each.id]),
            )
            for each in found.lines
        ],
        empty_title=_("Aucun cours n’est importé"),
        empty_text=_(
            "Importez la structure d’un cours (cmi5.xml) ou son archive : "
            "vous pourrez ensuite y inscrire des apprenants."
        ),
        adding=(_("Importer un cours"), reverse("records:import_course", args=[organisation_id])),
        page=keyset_page(found.previous, found.next),
    )


def crumbs(organisation_id: uuid.UUID) -> list[Crumb]:
    """The organisation, then its courses."""
    summary = organisation_summary(organisation_id)
    return [Crumb(summary.name, reverse("people:organisation_page", args=[organisation_id])), Crumb(_("Cours"))]


def _require(request: HttpRequest, organisation_id: uuid.UUID) -> None:
    verdict = may_teach(actor_of(request), organisation_id, now=now_of(request))
    if not verdict:
        raise PermissionDenied(str(verdict.reason))
