"""What a learner agreed to, and withdrew."""

from __future__ import annotations

import uuid

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from deffinum.design.forms import AccessibleForm
from deffinum.design.requests import actor_of, now_of
from deffinum.design.shapes import Crumb
from deffinum.foundation.errors import DomainError
from deffinum.rooms.records.commands.record_consent import record_consent
from deffinum.rooms.records.models import Learner
from deffinum.rooms.records.policies import may_record_consent
from deffinum.rooms.records.queries.consents import consents_of
from deffinum.rooms.records.web.refusals import organisation_or_404, own_crumbs, require, under_records
from deffinum.rooms.records.words import Purpose


class ConsentForm(AccessibleForm):
    """For what, given or withdrawn, and the words that were read."""

    purpose = forms.ChoiceField(label=gettext_lazy("Usage des traces"), choices=Purpose.choices)
    is_given = forms.ChoiceField(
        label=gettext_lazy("L’apprenant"),
        choices=[("yes", gettext_lazy("donne son accord")), ("no", gettext_lazy("retire son accord"))],
        widget=forms.RadioSelect,
        error_messages={"required": gettext_lazy("Dites si l’accord est donné ou retiré.")},
    )
    wording = forms.CharField(
        label=gettext_lazy("Phrase que l’apprenant a lue"),
        max_length=2000,
        widget=forms.Textarea({"rows": 3}),
        error_messages={"required": gettext_lazy("Recopiez la phrase que l’apprenant a lue.")},
    )


@login_required
def page(request: HttpRequest, learner_id: uuid.UUID) -> HttpResponse:
    """The history, and a form that adds to it."""
    actor, now = actor_of(request), now_of(request)
    learner = get_object_or_404(Learner.objects.select_related("store"), pk=learner_id)
    organisation = organisation_or_404(learner.store.organisation_id)
    require(may_record_consent(actor, organisation.id, learner.account_id, now=now))
    form = ConsentForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            record_consent(
                learner_id=learner_id,
                purpose=Purpose(form.cleaned_data["purpose"]),
                is_given=form.cleaned_data["is_given"] == "yes",
                wording=form.cleaned_data["wording"],
                by=actor,
                now=now,
            )
        except DomainError as error:
            form.add_domain_error(error)
        else:
            messages.success(request, _("C’est noté : les outils de cet usage en tiennent compte dès maintenant."))
            return redirect(request.path)
    if actor.belongs_to(organisation.id):
        back = Crumb(_("Apprenants"), reverse("records:learners", args=[organisation.id]))
        crumbs = under_records(organisation, back, _("Accords"))
    else:
        crumbs = own_crumbs(_("Mes accords"))
    context = {
        "learner": learner,
        "consents": consents_of(learner_id=learner_id),
        "form": form,
        "is_mine": not actor.belongs_to(organisation.id),
        "organisation": organisation,
        "crumbs": crumbs,
    }
    return render(request, "records/consents.html", context)
