"""The hearing of the consortium by the committee."""

from __future__ import annotations

import uuid

from django import forms
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from deffinum.design.forms import AccessibleForm, DateField
from deffinum.rooms.selection.commands.record_hearing import record_hearing
from deffinum.rooms.selection.models import Hearing
from deffinum.rooms.selection.policies.examination import may_record_hearing
from deffinum.rooms.selection.web.staff.frame import act, open_frame, signed_in


class HearingForm(AccessibleForm):
    """When, and what the committee keeps of it."""

    held_on = DateField(label=gettext_lazy("Date de l’audition"))
    notes = forms.CharField(
        label=gettext_lazy("Ce que le comité retient"),
        max_length=8000,
        widget=forms.Textarea({"rows": 8}),
        help_text=gettext_lazy("Ces notes restent entre les agents, les signataires et le jury."),
    )


@signed_in
def page(request: HttpRequest, application_id: uuid.UUID) -> HttpResponse:
    """`…/audition/`."""
    frame = open_frame(request, application_id, "hearing")
    form = HearingForm(request.POST or None)
    if request.method == "POST":
        done = act(
            request,
            form,
            lambda: record_hearing(
                examination_id=frame.examination.pk,
                held_on=form.cleaned_data["held_on"],
                notes=form.cleaned_data["notes"],
                by=frame.actor,
                now=frame.now,
            ),
            said=_("L’audition est enregistrée."),
            back=frame.here,
        )
        if done is not None:
            return done
    return frame.render(
        "selection/staff/hearing_page.html",
        status=422 if form.errors else 200,
        form=form,
        hearing=Hearing.objects.filter(examination=frame.examination).first(),
        may_record=may_record_hearing(frame.actor, frame.examination, now=frame.now),
    )
