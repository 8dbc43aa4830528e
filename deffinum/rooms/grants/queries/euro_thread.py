"""The thread of the euro: from the envelope to the payment, each amount with where it comes from."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.translation import gettext as _

from deffinum.foundation.values import Money, Text
from deffinum.rooms.calls.public import configuration_of
from deffinum.rooms.grants.models import Award, LedgerEntry, Tranche
from deffinum.rooms.grants.queries.balance import Balance, balance_of, balances_by_call, balances_by_tranche
from deffinum.rooms.grants.words import TrancheTrigger


@dataclass(frozen=True)
class EuroStep:
    """One step. `amount` is None when no source gives it; `state`: 'done', 'current' or 'todo'."""

    label: str
    amount: Money | None
    note: str
    source: str
    source_url: str = ""
    state: str = "done"


def euro_thread(award: Award) -> tuple[EuroStep, ...]:
    """Envelope → call → award → tranches → payments (four queries)."""
    call = award.application.call
    envelope = configuration_of(award.application).envelope
    in_call = balances_by_call([call.pk])[call.pk]
    paid = balance_of(LedgerEntry.objects.filter(award=award))
    steps = [
        EuroStep(
            label=_("Enveloppe"),
            amount=envelope,
            note="" if envelope is not None else _("l’appel n’annonce pas d’enveloppe"),
            source=_("Règles de l’appel, version %(number)s") % {"number": award.application.call_version.number},
            source_url=call.source,
            state="done" if envelope is not None else "todo",
        ),
        EuroStep(
            label=_("Appel : %(call)s") % {"call": Text.read(call.title)},
            amount=in_call.committed,
            note=_("engagés par les conventions signées ici"),
            source=_("Grand livre de la plateforme"),
        ),
        EuroStep(
            label=_("Aide attribuée"),
            amount=None if award.aid_cents is None else Money(award.aid_cents),
            note="" if award.aid_cents is not None else _("montant non publié"),
            source=_("Page publique de la décision") if award.source else _("Décision du comité"),
            source_url=award.source,
        ),
    ]
    return (*steps, *_tranche_steps(award), _paid_step(award, paid))


def _tranche_steps(award: Award) -> list[EuroStep]:
    tranches = list(Tranche.objects.filter(agreement__award=award).order_by("rank"))
    balances = balances_by_tranche([each.pk for each in tranches])
    found = []
    for each in tranches:
        done = balances[each.pk].paid == Money(each.amount_cents)
        found.append(
            EuroStep(
                label=_("Tranche %(rank)s") % {"rank": each.rank},
                amount=Money(each.amount_cents),
                note=str(Text.read(each.label) if each.label.get("fr") else TrancheTrigger(each.trigger).label),
                source=_("Convention, annexe 2"),
                state="done" if done else "current" if each.payable_since else "todo",
            )
        )
    return found


def _paid_step(award: Award, balance: Balance) -> EuroStep:
    if award.is_historical:
        return EuroStep(
            label=_("Paiements"),
            amount=None,
            note=_("aucune source publique ne les donne"),
            source=_("Non publié"),
            state="todo",
        )
    return EuroStep(
        label=_("Paiements"),
        amount=balance.paid,
        note=_("versés à ce jour, annulations déduites"),
        source=_("Grand livre de la plateforme"),
        state="done" if balance.committed and not balance.left_to_pay else "current" if balance.paid else "todo",
    )
