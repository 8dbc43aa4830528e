"""Commit an aid again."""

from __future__ import annotations

import uuid
from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from deffinum.design.formats import money_text
from deffinum.design.forms import DateField
from deffinum.design.requests import actor_of, now_of
from deffinum.foundation.clock.instants import day_of
from deffinum.rooms.grants.commands.record_commitment import record_commitment
from deffinum.rooms.grants.policies import may_record_commitment
from deffinum.rooms.grants.queries.balance import left_to_commit
from deffinum.rooms.grants.web.readable_agreement import readable_agreement
from deffinum.rooms.grants.web.staff.acting import act
from deffinum.rooms.grants.web.staff.moves import ReasonForm


class CommitmentForm(ReasonForm):
    """Why, and when."""

    value_on = DateField(label=gettext_lazy("Date de l’engagement"))


@login_required
def page(request: HttpRequest, agreement_id: uuid.UUID) -> HttpResponse:
    """Officers of the call, when a commitment was cancelled."""
    row, actor, now = readable_agreement(request, agreement_id), actor_of(request), now_of(request)
    missing = left_to_commit(row.award)
    may_record_commitment(actor, row, missing=missing, now=now).require()

    def run(form: Any) -> None:
        record_commitment(agreement_id=row.pk, by=actor, now=now, **form.cleaned_data)

    return act(
        request,
        row,
        CommitmentForm(request.POST or None, initial={"value_on": day_of(now)}),
        title=_("Engager de nouveau l’aide"),
        intro=_("L’engagement a été annulé au grand livre : il manque %(missing)s pour couvrir l’aide attribuée.")
        % {"missing": money_text(missing)},
        button=_("Enregistrer l’engagement"),
        done=_("L’engagement est inscrit au grand livre."),
        command=run,
    )
