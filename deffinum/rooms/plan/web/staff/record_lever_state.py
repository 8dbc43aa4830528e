"""Record a state of a lever."""

from __future__ import annotations

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from deffinum.design.requests import actor_of, now_of
from deffinum.design.shapes import Crumb
from deffinum.foundation.errors import DomainError
from deffinum.rooms.plan.commands.record_lever_state import record_lever_state
from deffinum.rooms.plan.policies import may_record_on_plan
from deffinum.rooms.plan.queries.lever_page import lever_page
from deffinum.rooms.plan.web.staff.evidence_form import EvidenceForm
from deffinum.rooms.plan.words import LeverState


class RecordLeverStateForm(EvidenceForm):
    """The state, then the evidence."""

    state = forms.ChoiceField(label=gettext_lazy("Nouvel état"), choices=LeverState.choices)
    field_order = ("state", "as_of", "reason", "reason_en", "said_by", "address")


def page(request: HttpRequest, slug: str) -> HttpResponse:
    """`/instruction/plan/leviers/<slug>/etat/`."""
    may_record_on_plan(actor_of(request), None, now=now_of(request)).require()
    lever = lever_page(slug)
    if lever is None:
        raise Http404
    form = RecordLeverStateForm(request.POST or None, initial={"state": lever.present.state if lever.present else ""})
    if request.method == "POST" and form.is_valid():
        try:
            record_lever_state(
                lever_slug=slug,
                state=form.cleaned_data["state"],
                evidence=form.evidence(),
                by=actor_of(request),
                now=now_of(request),
            )
        except DomainError as error:
            form.add_domain_error(error)
        else:
            messages.success(request, _("L’état est enregistré et publié sur la page du levier."))
            return redirect("plan:lever", slug=slug)
    crumbs = [Crumb(_("Tenir le plan à jour"), reverse("plan:keep")), Crumb(str(lever.title))]
    context = {
        "crumbs": crumbs,
        "form": form,
        "title": _("Enregistrer un état"),
        "subject": lever.title,
        "warning": _("Un état enregistré ne se modifie ni ne s’efface. Une correction est un nouvel état."),
        "submit_label": _("Enregistrer l’état"),
    }
    return render(request, "plan/staff/record_entry.html", context, status=422 if form.errors else 200)
