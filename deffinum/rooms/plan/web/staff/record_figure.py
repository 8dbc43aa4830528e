"""Record a published count."""

from __future__ import annotations

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from deffinum.design.requests import actor_of, now_of
from deffinum.design.shapes import Crumb
from deffinum.foundation.errors import DomainError
from deffinum.foundation.values import Text
from deffinum.rooms.plan.commands.record_figure import record_figure
from deffinum.rooms.plan.policies import may_record_on_plan
from deffinum.rooms.plan.web.staff.evidence_form import EvidenceForm
from deffinum.rooms.plan.words import FigureGroup, Qualifier, Unit


class RecordFigureForm(EvidenceForm):
    """What is counted, then the evidence. The same key as another figure says that they count the same thing."""

    key = forms.SlugField(
        label=gettext_lazy("Clé du chiffre"),
        max_length=80,
        help_text=gettext_lazy("La même clé qu’un chiffre déjà publié dit que les deux comptent la même chose."),
    )
    group = forms.ChoiceField(label=gettext_lazy("Groupe"), choices=FigureGroup.choices)
    label = forms.CharField(label=gettext_lazy("Ce qui est compté"), max_length=200)
    label_en = forms.CharField(label=gettext_lazy("Ce qui est compté, en anglais"), max_length=200, required=False)
    value = forms.IntegerField(label=gettext_lazy("Valeur"), min_value=0, max_value=10**12)
    unit = forms.ChoiceField(label=gettext_lazy("Unité"), choices=Unit.choices)
    qualifier = forms.ChoiceField(label=gettext_lazy("La source écrit"), choices=Qualifier.choices, required=False)
    field_order = (
        "key", "group", "label", "label_en", "value", "unit", "qualifier", "as_of", "reason", "reason_en", "said_by",
        "address",
    )  # fmt: skip


def page(request: HttpRequest) -> HttpResponse:
    """`/instruction/plan/chiffres/`."""
    may_record_on_plan(actor_of(request), None, now=now_of(request)).require()
    form = RecordFigureForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        try:
            record_figure(
                key=given["key"],
                group=given["group"],
                label=Text(given["label"], given["label_en"]),
                value=given["value"],
                unit=given["unit"],
                qualifier=given["qualifier"],
                evidence=form.evidence(),
                by=actor_of(request),
                now=now_of(request),
            )
        except DomainError as error:
            form.add_domain_error(error)
        else:
            messages.success(request, _("Le chiffre est enregistré et publié avec sa source."))
            return redirect(f"{reverse('plan:plan')}#chiffre-{given['key']}")
    context = {
        "crumbs": [Crumb(_("Tenir le plan à jour"), reverse("plan:keep")), Crumb(_("Enregistrer un chiffre"))],
        "form": form,
        "title": _("Enregistrer un chiffre"),
        "subject": "",
        "warning": _("Un chiffre enregistré ne se modifie ni ne s’efface. Une correction est un nouveau chiffre."),
        "submit_label": _("Enregistrer le chiffre"),
    }
    return render(request, "plan/staff/record_entry.html", context, status=422 if form.errors else 200)
