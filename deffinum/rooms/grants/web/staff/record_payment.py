"""Record a payment on a tranche."""

from __future__ import annotations

import uuid
from typing import Any

from django import forms
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from deffinum.design.formats import money_text
from deffinum.design.forms import AccessibleForm, DateField, MoneyField
from deffinum.design.requests import actor_of, now_of
from deffinum.foundation.clock.instants import day_of
from deffinum.foundation.values import Money
from deffinum.rooms.grants.commands.record_payment import record_payment
from deffinum.rooms.grants.models import Tranche
from deffinum.rooms.grants.policies import may_record_payment, visible_agreements
from deffinum.rooms.grants.queries.balance import paid_on_tranche
from deffinum.rooms.grants.web.readable_agreement import readable_agreement
from deffinum.rooms.grants.web.staff.acting import act


class PaymentForm(AccessibleForm):
    """How much, when. The key makes a second click harmless."""

    amount = MoneyField(label=gettext_lazy("Montant versé"))
    value_on = DateField(label=gettext_lazy("Date du versement"))
    key = forms.UUIDField(widget=forms.HiddenInput)


@login_required
def page(request: HttpRequest, tranche_id: uuid.UUID) -> HttpResponse:
    """Officers of the call, once the tranche is payable."""
    actor, now = actor_of(request), now_of(request)
    tranche = get_object_or_404(
        Tranche.objects.with_award().filter(agreement__in=visible_agreements(actor)), pk=tranche_id
    )
    may_record_payment(actor, tranche, now=now).require()
    row = readable_agreement(request, tranche.agreement_id)
    left = Money(tranche.amount_cents) - paid_on_tranche(tranche.pk)
    start = {"amount": left, "value_on": day_of(now), "key": uuid.uuid4()}

    def run(form: Any) -> None:
        words = form.cleaned_data
        record_payment(
            tranche_id=tranche.pk, amount=words["amount"], value_on=words["value_on"],
            idempotency_key=str(words["key"]), by=actor, now=now,
        )  # fmt: skip

    return act(
        request,
        row,
        PaymentForm(request.POST or None, initial=start),
        title=_("Enregistrer un versement"),
        intro=_("Tranche %(rank)s : il reste %(left)s à payer sur %(amount)s.")
        % {"rank": tranche.rank, "left": money_text(left), "amount": money_text(tranche.amount_cents)},
        button=_("Enregistrer le versement"),
        done=_("Le versement est inscrit au grand livre."),
        command=run,
    )
