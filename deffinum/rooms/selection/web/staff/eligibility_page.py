"""Eligibility: the verdict first, then its proof; the officer signs it or says why not."""

from __future__ import annotations

import uuid
from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from deffinum.design.forms import AccessibleForm
from deffinum.foundation.questionnaires import Proof
from deffinum.rooms.selection.commands.check_eligibility import check_eligibility
from deffinum.rooms.selection.commands.declare_eligibility import declare_eligibility
from deffinum.rooms.selection.policies.examination import may_check_eligibility, may_declare_eligible
from deffinum.rooms.selection.web.staff.frame import act, open_frame, signed_in


class EligibilityForm(AccessibleForm):
    """The declaration."""

    eligible = forms.ChoiceField(
        label=gettext_lazy("Votre déclaration"),
        choices=[("yes", gettext_lazy("Éligible")), ("no", gettext_lazy("Non éligible"))],
        widget=forms.RadioSelect,
    )
    reason = forms.CharField(
        label=gettext_lazy("Motif"),
        required=False,
        max_length=4000,
        widget=forms.Textarea({"rows": 4}),
        help_text=gettext_lazy("À écrire si vous vous écartez du résultat calculé. Le groupement le lira."),
    )


@signed_in
def page(request: HttpRequest, application_id: uuid.UUID) -> HttpResponse:
    """`…/eligibilite/`: `action` is 'check' (evaluate again) or 'declare'."""
    frame = open_frame(request, application_id, "eligibility")
    common: dict[str, Any] = {"examination_id": frame.examination.pk, "by": frame.actor, "now": frame.now}
    action = request.POST.get("action", "")
    form = EligibilityForm(request.POST if action == "declare" else None)
    done = None
    if action == "check":
        done = act(
            request, None, lambda: check_eligibility(**common), said=_("Les règles sont évaluées."), back=frame.here
        )
    elif action == "declare":
        done = act(
            request,
            form,
            lambda: declare_eligibility(
                **common, eligible=form.cleaned_data["eligible"] == "yes", reason=form.cleaned_data["reason"]
            ),
            said=_("Votre déclaration est enregistrée. Le groupement est prévenu."),
            back=frame.here,
        )
    if done is not None:
        return done
    checks = list(frame.examination.eligibility_checks.order_by("-number"))
    return frame.render(
        "selection/staff/eligibility_page.html",
        status=422 if form.errors else 200,
        form=form,
        check=checks[0] if checks else None,
        earlier=checks[1:],
        proof=Proof.read(checks[0].proof) if checks else None,
        may_check=may_check_eligibility(frame.actor, frame.examination, now=frame.now),
        may_declare=may_declare_eligible(frame.actor, frame.examination, now=frame.now),
    )
