"""Record what a source says about a line of money."""

from __future__ import annotations

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from deffinum.design.forms import MoneyField
from deffinum.design.requests import actor_of, now_of
from deffinum.design.shapes import Crumb
from deffinum.foundation.errors import DomainError
from deffinum.foundation.values import Text
from deffinum.rooms.plan.commands.record_envelope_entry import record_envelope_entry
from deffinum.rooms.plan.policies import may_record_on_plan
from deffinum.rooms.plan.queries.published_figures import money_line_title
from deffinum.rooms.plan.web.staff.evidence_form import EvidenceForm
from deffinum.rooms.plan.words import Qualifier


class RecordEnvelopeEntryForm(EvidenceForm):
    """The amount and what it measures, then the evidence."""

    amount = MoneyField(label=gettext_lazy("Montant"))
    qualifier = forms.ChoiceField(label=gettext_lazy("La source écrit"), choices=Qualifier.choices, required=False)
    note = forms.CharField(
        label=gettext_lazy("Ce que la source mesure"), max_length=300, required=False,
        help_text=gettext_lazy("Par exemple : l’enveloppe de l’appel, sans les projets redirigés."),
    )  # fmt: skip
    field_order = ("amount", "qualifier", "note", "as_of", "reason", "reason_en", "said_by", "address")


def page(request: HttpRequest, slug: str) -> HttpResponse:
    """`/instruction/plan/montants/<slug>/`: `slug` names the line of money."""
    may_record_on_plan(actor_of(request), None, now=now_of(request)).require()
    title = money_line_title(slug)
    if title is None:
        raise Http404
    form = RecordEnvelopeEntryForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            record_envelope_entry(
                line_slug=slug,
                amount=form.cleaned_data["amount"],
                qualifier=form.cleaned_data["qualifier"],
                note=Text(form.cleaned_data["note"]),
                evidence=form.evidence(),
                by=actor_of(request),
                now=now_of(request),
            )
        except DomainError as error:
            form.add_domain_error(error)
        else:
            messages.success(request, _("Le montant est enregistré et publié à côté des autres."))
            return redirect(f"{reverse('plan:plan')}#ligne-{slug}")
    context = {
        "crumbs": [Crumb(_("Tenir le plan à jour"), reverse("plan:keep")), Crumb(str(title))],
        "form": form,
        "title": _("Enregistrer un montant"),
        "subject": title,
        "warning": _("Un montant ne remplace pas les précédents : si deux sources diffèrent, les deux sont montrées."),
        "submit_label": _("Enregistrer le montant"),
    }
    return render(request, "plan/staff/record_entry.html", context, status=422 if form.errors else 200)
