"""The committee's decision on one file, its envelope, its letter."""

from __future__ import annotations

import uuid
from datetime import datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django import forms
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from deffinum.design.forms import AccessibleForm, DateField, MoneyField
from deffinum.foundation.clock.instants import day_of
from deffinum.foundation.values import Text
from deffinum.rooms.calls.public import call_choices, configuration_of
from deffinum.rooms.selection.commands.notify_decision import notify_decision
from deffinum.rooms.selection.commands.reopen_examination import reopen_examination
from deffinum.rooms.selection.commands.take_decision import take_decision
from deffinum.rooms.selection.policies.decision import may_notify_decision, may_reopen, may_take_decision
from deffinum.rooms.selection.queries.deadlines import last_day_before
from deffinum.rooms.selection.queries.envelope import envelope_use
from deffinum.rooms.selection.queries.examination_scores import scores_of_one
from deffinum.rooms.selection.queries.gates import tone_of_outcome
from deffinum.rooms.selection.queries.linked_application import linked_application
from deffinum.rooms.selection.web.staff.frame import Frame, act, open_frame, signed_in
from deffinum.rooms.selection.words import COMMITTEE_OUTCOMES

COMMITTEE_CHOICES = [(each.value, each.label) for each in COMMITTEE_OUTCOMES]


class ReopenForm(AccessibleForm):
    """Why the decision of a gate is withdrawn."""

    reason = forms.CharField(
        label=gettext_lazy("Motif de la reprise"),
        max_length=4000,
        widget=forms.Textarea({"rows": 4}),
        help_text=gettext_lazy("Le groupement le lira dans le courrier qui lui annonce que l’examen reprend."),
    )


class DecisionForm(AccessibleForm):
    """The outcome and what goes with it."""

    outcome = forms.ChoiceField(label=gettext_lazy("Issue"), choices=COMMITTEE_CHOICES, widget=forms.RadioSelect)
    aid = MoneyField(
        label=gettext_lazy("Aide accordée"),
        required=False,
        help_text=gettext_lazy("Si le projet est retenu. Vide : l’aide demandée."),
    )
    redirect_call = forms.ChoiceField(
        label=gettext_lazy("Réorienter vers"),
        required=False,
        help_text=gettext_lazy("Si le projet relève d’un autre appel : un dossier lié y est créé à la notification."),
    )
    redirect_until = DateField(
        label=gettext_lazy("Dépôt possible dans l’autre appel jusqu’au"),
        required=False,
        help_text=gettext_lazy("Jour compris. À remplir si aucune vague n’y est ouverte."),
    )
    reasons = forms.CharField(
        label=gettext_lazy("Motifs"),
        required=False,
        max_length=8000,
        widget=forms.Textarea({"rows": 6}),
        help_text=gettext_lazy("Ils figurent dans le courrier. À écrire, sauf pour retenir dans l’enveloppe."),
    )
    decided_on = DateField(label=gettext_lazy("Date de la décision"))

    def __init__(self, *args: Any, calls: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["redirect_call"].choices = [("", gettext_lazy("Aucun autre appel")), *calls]  # type: ignore[attr-defined]


@signed_in
def page(request: HttpRequest, application_id: uuid.UUID) -> HttpResponse:
    """`…/decision/`: `action` is 'decide', 'notify' or 'reopen'."""
    frame = open_frame(request, application_id, "decision")
    examination, actor, now = frame.examination, frame.actor, frame.now
    action = request.POST.get("action", "")
    others = [(str(each.id), str(each.title)) for each in call_choices() if each.id != frame.summary.call_id]
    form = DecisionForm(request.POST if action == "decide" else None, calls=others, initial={"decided_on": day_of(now)})
    reopen = ReopenForm(request.POST if action == "reopen" else None)
    decisions = list(
        examination.decisions.select_related("letter__file", "redirect_call", "appeal").order_by("-number")
    )
    present = decisions[0] if decisions else None
    if request.method == "POST":
        done = _decide(frame, form) if action == "decide" else None
        if action == "reopen":
            done = _reopen(frame, reopen)
        if action == "notify" and present is not None:
            done = act(
                request,
                None,
                lambda: notify_decision(decision_id=present.pk, by=actor, now=now),
                said=_("La décision est notifiée : le groupement la reçoit, le délai de recours court."),
                back=frame.here,
            )
        if done is not None:
            return done
    configuration = configuration_of(examination.application)
    letter = getattr(present, "letter", None) if present else None
    return frame.render(
        "selection/staff/decision_page.html",
        status=422 if form.errors or reopen.errors else 200,
        form=form,
        reopen=reopen,
        present=present,
        present_tone=tone_of_outcome(present.outcome) if present else "",
        letter=letter,
        appeal_last_day=last_day_before(letter.appeal_until, frame.summary.zone)
        if letter and letter.appeal_until
        else None,
        appeal=next((each.appeal for each in decisions if hasattr(each, "appeal")), None),
        earlier=decisions[1:],
        redirect_title=Text.read(present.redirect_call.title) if present and present.redirect_call else None,
        linked=linked_application(present) if present else None,
        scores=scores_of_one(examination),
        use=envelope_use(call_id=frame.summary.call_id, envelope=configuration.envelope, apart_from=examination.pk),
        may_decide=may_take_decision(actor, examination, now=now),
        may_reopen=may_reopen(actor, examination, now=now),
        may_notify=may_notify_decision(actor, examination, now=now),
    )


def _reopen(frame: Frame, form: ReopenForm) -> HttpResponse | None:
    return act(
        frame.request,
        form,
        lambda: reopen_examination(
            examination_id=frame.examination.pk, reason=form.cleaned_data["reason"], by=frame.actor, now=frame.now
        ),
        said=_("L’examen reprend à cette étape. Le courrier est envoyé au groupement."),
        back=frame.here,
    )


def _decide(frame: Frame, form: DecisionForm) -> HttpResponse | None:
    def decide() -> None:
        given = form.cleaned_data
        last_day = given["redirect_until"]
        zone = ZoneInfo(frame.summary.zone)
        take_decision(
            examination_id=frame.examination.pk,
            outcome=given["outcome"],
            aid=given["aid"],
            reasons=given["reasons"],
            redirect_call_id=uuid.UUID(given["redirect_call"]) if given["redirect_call"] else None,
            redirect_until=datetime.combine(last_day + timedelta(days=1), time.min, tzinfo=zone) if last_day else None,
            decided_on=given["decided_on"],
            by=frame.actor,
            now=frame.now,
        )

    return act(
        frame.request,
        form,
        decide,
        said=_("La décision est enregistrée et le courrier est prêt. Relisez-le, puis notifiez-le."),
        back=frame.here,
    )
