"""The appeal against a decision, and its answer."""

from __future__ import annotations

import uuid

from django import forms
from django.http import Http404, HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from deffinum.design.forms import AccessibleForm
from deffinum.rooms.people.public import account_summaries
from deffinum.rooms.selection.commands.answer_appeal import answer_appeal
from deffinum.rooms.selection.models import Appeal
from deffinum.rooms.selection.policies.decision import may_answer_appeal
from deffinum.rooms.selection.web.staff.frame import act, open_frame, signed_in


class AnswerForm(AccessibleForm):
    """The answer to the consortium."""

    answer = forms.CharField(
        label=gettext_lazy("Réponse au groupement"),
        max_length=8000,
        widget=forms.Textarea({"rows": 8}),
        help_text=gettext_lazy("Si la décision change, un signataire enregistre la nouvelle décision à part."),
    )


@signed_in
def page(request: HttpRequest, application_id: uuid.UUID) -> HttpResponse:
    """`…/recours/`; 404 when nobody appealed."""
    frame = open_frame(request, application_id, "appeal")
    appeal = (
        Appeal.objects.filter(decision__examination=frame.examination)
        .select_related("decision__examination__application")
        .order_by("-lodged_at")
        .first()
    )
    if appeal is None:
        raise Http404
    form = AnswerForm(request.POST or None)
    if request.method == "POST":
        done = act(
            request,
            form,
            lambda: answer_appeal(
                appeal_id=appeal.pk, answer=form.cleaned_data["answer"], by=frame.actor, now=frame.now
            ),
            said=_("La réponse est envoyée au groupement."),
            back=frame.here,
        )
        if done is not None:
            return done
    names = account_summaries([appeal.lodged_by] if appeal.lodged_by else [])
    return frame.render(
        "selection/staff/appeal_page.html",
        status=422 if form.errors else 200,
        form=form,
        appeal=appeal,
        author=next((each.name for each in names.values()), ""),
        waited=(appeal.answered_at or frame.now) - appeal.lodged_at,
        may_answer=may_answer_appeal(frame.actor, appeal, now=frame.now),
    )
