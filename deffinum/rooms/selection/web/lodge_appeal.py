"""Ask for a decision to be examined again."""

from __future__ import annotations

import uuid

from django import forms
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from deffinum.design.forms import AccessibleForm
from deffinum.design.requests import actor_of, now_of
from deffinum.design.shapes import Crumb
from deffinum.rooms.calls.public import summary_of
from deffinum.rooms.selection.commands.lodge_appeal import lodge_appeal
from deffinum.rooms.selection.models import Examination
from deffinum.rooms.selection.policies.decision import may_lodge_appeal
from deffinum.rooms.selection.policies.examination import may_follow
from deffinum.rooms.selection.queries.follow import follow_examination
from deffinum.rooms.selection.web.staff.frame import act, signed_in


class AppealForm(AccessibleForm):
    """What is asked for and why."""

    text = forms.CharField(
        label=gettext_lazy("Votre demande"),
        max_length=8000,
        widget=forms.Textarea({"rows": 8}),
        help_text=gettext_lazy("Dites ce que vous contestez et pourquoi. Vous recevrez une réponse écrite."),
    )


@signed_in
def page(request: HttpRequest, application_id: uuid.UUID) -> HttpResponse:
    """`/suivi/<application>/recours/`: the lead, once a decision was notified."""
    examination = Examination.objects.with_application().filter(application_id=application_id).first()
    actor, now = actor_of(request), now_of(request)
    if examination is None:
        raise Http404
    if not may_follow(actor, examination, now=now):
        raise PermissionDenied
    known = follow_examination(examination, now=now).known
    if known is None or not known.letter_name:
        raise Http404
    back = reverse("selection:follow", args=[application_id])
    form = AppealForm(request.POST or None)
    if request.method == "POST":
        done = act(
            request,
            form,
            lambda: lodge_appeal(decision_id=known.decision.pk, text=form.cleaned_data["text"], by=actor, now=now),
            said=_("Votre recours est enregistré. Les agents de l’appel sont prévenus."),
            back=back,
        )
        if done is not None:
            return done
    known.decision.examination = examination
    context = {
        "crumbs": [Crumb(_("Suivi"), back), Crumb(_("Recours gracieux"))],
        "form": form,
        "known": known,
        "summary": summary_of(examination.application),
        "verdict": may_lodge_appeal(actor, known.decision, now=now),
        "back": back,
        "now": now,
    }
    return render(request, "selection/lodge_appeal.html", context, status=422 if form.errors else 200)
