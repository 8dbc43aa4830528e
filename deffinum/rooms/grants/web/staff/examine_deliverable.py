"""Accept a deliverable or ask for changes."""

from __future__ import annotations

import uuid
from typing import Any

from django import forms
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from deffinum.design.forms import AccessibleForm
from deffinum.design.requests import actor_of, now_of
from deffinum.rooms.grants.commands.examine_deliverable import examine_deliverable
from deffinum.rooms.grants.policies import may_examine_deliverable
from deffinum.rooms.grants.web.deliverable import readable_deliverable
from deffinum.rooms.grants.web.readable_agreement import readable_agreement
from deffinum.rooms.grants.web.staff.acting import act


class ExamineForm(AccessibleForm):
    """The answer, and what is missing."""

    answer = forms.ChoiceField(
        label=gettext_lazy("Votre réponse"),
        widget=forms.RadioSelect,
        choices=[("accept", gettext_lazy("J’accepte ce livrable")), ("ask", gettext_lazy("Je demande une reprise"))],
    )
    reason = forms.CharField(
        label=gettext_lazy("Ce qui est à reprendre"), required=False, widget=forms.Textarea({"rows": 4}),
        help_text=gettext_lazy("Obligatoire pour une reprise : le groupement lit ce texte."),
    )  # fmt: skip


@login_required
def page(request: HttpRequest, deliverable_id: uuid.UUID) -> HttpResponse:
    """Officers of the call, while the deliverable waits."""
    deliverable = readable_deliverable(request, deliverable_id)
    actor, now = actor_of(request), now_of(request)
    may_examine_deliverable(actor, deliverable, now=now).require()
    row = readable_agreement(request, deliverable.agreement_id)

    def run(form: Any) -> None:
        words = form.cleaned_data
        examine_deliverable(
            deliverable_id=deliverable.pk,
            accepted=words["answer"] == "accept",
            reason=words["reason"],
            by=actor,
            now=now,
        )

    unlocked = ""
    if deliverable.unlocks is not None:
        unlocked = _("Son acceptation rend exigible la tranche %(rank)s.") % {"rank": deliverable.unlocks.rank}
    return act(
        request,
        row,
        ExamineForm(request.POST or None),
        title=_("Examiner : %(title)s") % {"title": deliverable.title},
        intro=unlocked,
        button=_("Enregistrer ma réponse"),
        done=_("Votre réponse est enregistrée ; le groupement est averti."),
        command=run,
        context={"deliverable": deliverable},
    )
