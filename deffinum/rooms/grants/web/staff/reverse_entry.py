"""Cancel a row of the ledger."""

from __future__ import annotations

import uuid
from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _

from deffinum.design.formats import day_text, money_text
from deffinum.design.requests import actor_of, now_of
from deffinum.foundation.clock.instants import day_of
from deffinum.rooms.grants.commands.reverse_entry import reverse_entry
from deffinum.rooms.grants.models import LedgerEntry
from deffinum.rooms.grants.policies import may_reverse, visible_agreements
from deffinum.rooms.grants.web.readable_agreement import readable_agreement
from deffinum.rooms.grants.web.staff.acting import act
from deffinum.rooms.grants.web.staff.moves import ReasonForm


@login_required
def page(request: HttpRequest, entry_id: uuid.UUID) -> HttpResponse:
    """Officers of the call."""
    actor, now = actor_of(request), now_of(request)
    rows = LedgerEntry.objects.select_related("award__application", "award__agreement")
    entry = get_object_or_404(rows.filter(award__agreement__in=visible_agreements(actor)), pk=entry_id)
    may_reverse(actor, entry, now=now).require()
    row = readable_agreement(request, entry.award.agreement.pk)

    def run(form: Any) -> None:
        reverse_entry(entry_id=entry.pk, value_on=day_of(now), reason=form.cleaned_data["reason"], by=actor, now=now)

    return act(
        request,
        row,
        ReasonForm(request.POST or None),
        title=_("Annuler une écriture"),
        intro=_(
            "Écriture %(number)s du %(day)s, %(amount)s : une écriture de montant opposé sera "
            "ajoutée. Rien ne s’efface."
        )
        % {"number": entry.sequence, "day": day_text(entry.value_on), "amount": money_text(entry.amount_cents)},
        button=_("Annuler l’écriture"),
        done=_("L’écriture est annulée par une écriture opposée."),
        command=run,
        kind="danger",
    )
