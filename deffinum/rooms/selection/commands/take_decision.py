"""Write the committee's decision on a file that was heard, or change it."""

from __future__ import annotations

import uuid
from datetime import date, datetime
from typing import ClassVar

from django.db import connection
from django.utils.translation import gettext as _

from deffinum.design.formats import money_text
from deffinum.foundation.clock.instants import day_of
from deffinum.foundation.commands import command
from deffinum.foundation.errors import DomainError
from deffinum.foundation.policies import Actor
from deffinum.foundation.values import Money
from deffinum.rooms.calls.public import configuration_of, redirection_verdict
from deffinum.rooms.selection.commands.advance import advance
from deffinum.rooms.selection.commands.record_decision import record_decision
from deffinum.rooms.selection.models import Decision, Examination
from deffinum.rooms.selection.policies.decision import FOUR_EYES, may_take_decision
from deffinum.rooms.selection.queries.envelope import envelope_use
from deffinum.rooms.selection.queries.gate_keepers import took_a_gate
from deffinum.rooms.selection.words import COMMITTEE_OUTCOMES, ExaminationState, Outcome


class DecisionRefused(DomainError):
    """An amount, a reason or a call is missing or out of the rules; the sentence gives the figures."""

    status: ClassVar[int] = 422


class SamePerson(DomainError):
    """The decider took one of the file's gates as an officer (four eyes)."""

    status: ClassVar[int] = 403


@command("selection.take_decision")
def take_decision(
    *,
    examination_id: uuid.UUID,
    outcome: str,
    aid: Money | None = None,
    reasons: str = "",
    redirect_call_id: uuid.UUID | None = None,
    redirect_until: datetime | None = None,
    decided_on: date,
    by: Actor,
    now: datetime,
) -> Decision:
    """Retained (aid: what was asked for unless said otherwise), waiting list, refused or redirected; makes the letter.

    Nobody outside knows it before `notify_decision`, which also opens the file of a redirection. A change is a new
    decision with its reasons; the former stays. Raises Refused, SamePerson, DecisionRefused.
    """
    examination = Examination.objects.locked().get(pk=examination_id)
    may_take_decision(by, examination, now=now).require()
    if took_a_gate(examination, by):
        raise SamePerson(FOUR_EYES)
    again = examination.state == ExaminationState.DECIDED
    _check_words(outcome, reasons, decided_on, again=again, now=now)
    granted = _granted(examination, aid, reasons) if outcome == Outcome.RETAINED else None
    redirects = outcome == Outcome.REDIRECTED
    if redirects:
        _check_redirection(examination, redirect_call_id, by=by, now=now)
    decision = record_decision(
        examination_id=examination.pk,
        outcome=outcome,
        decided_on=decided_on,
        reasons=reasons,
        aid=granted,
        redirect_call_id=redirect_call_id if redirects else None,
        redirect_until=redirect_until if redirects else None,
        by=by,
        now=now,
    ).decision
    move = "decide_again" if again else "decide"
    advance(examination=examination, move=move, by=by, now=now, reason=reasons, evidence={"decision": str(decision.pk)})
    return decision


def _check_words(outcome: str, reasons: str, decided_on: date, *, again: bool, now: datetime) -> None:
    if outcome not in COMMITTEE_OUTCOMES:
        raise DecisionRefused(_("Choisissez l’issue. Rien n’a été enregistré."), field="outcome")
    if decided_on > day_of(now):
        raise DecisionRefused(_("La date de la décision est à venir. Rien n’a été enregistré."), field="decided_on")
    needs_words = again or outcome != Outcome.RETAINED
    if needs_words and not reasons.strip():
        raise DecisionRefused(
            _("Écrivez les motifs : le groupement les lira dans le courrier. Rien n’a été enregistré."), field="reasons"
        )


def _check_redirection(examination: Examination, call_id: uuid.UUID | None, *, by: Actor, now: datetime) -> None:
    """Refused now rather than when the decision is notified."""
    if call_id is None:
        raise DecisionRefused(
            _("Choisissez l’appel vers lequel réorienter. Rien n’a été enregistré."), field="redirect_call"
        )
    verdict = redirection_verdict(application_id=examination.application_id, call_id=call_id, actor=by, now=now)
    if not verdict:
        raise DecisionRefused(verdict.reason, field="redirect_call")


def _granted(examination: Examination, aid: Money | None, reasons: str) -> Money:
    """The aid: never above what was asked for, nor above the call's caps; above the envelope only with reasons."""
    application = examination.application
    configuration = configuration_of(application)
    asked = Money(application.aid_cents or 0)
    granted = asked if aid is None else aid
    if granted.cents <= 0:
        raise DecisionRefused(_("L’aide accordée doit être supérieure à zéro. Rien n’a été enregistré."), field="aid")
    if granted > asked:
        raise DecisionRefused(
            _("L’aide accordée (%(aid)s) dépasse l’aide demandée (%(asked)s). Rien n’a été enregistré.")
            % {"aid": money_text(granted), "asked": money_text(asked)},
            field="aid",
        )
    base = Money(application.base_cents or 0)
    caps = [configuration.maximum_rate.cap_of(base)] if configuration.maximum_rate else []
    caps += [configuration.maximum_aid] if configuration.maximum_aid else []
    if caps and granted > min(caps):
        raise DecisionRefused(
            _("L’aide accordée (%(aid)s) dépasse le plafond de l’appel (%(cap)s). Rien n’a été enregistré.")
            % {"aid": money_text(granted), "cap": money_text(min(caps))},
            field="aid",
        )
    _hold_envelope(application.call_id)
    use = envelope_use(call_id=application.call_id, envelope=configuration.envelope, apart_from=examination.pk)
    excess = use.exceeded_by(granted)
    if excess is not None and not reasons.strip():
        raise DecisionRefused(
            _(
                "Avec cette aide, les décisions dépassent l’enveloppe de l’appel de %(excess)s. Rien n’a été "
                "enregistré : baissez l’aide, ou dites sur quoi ce dépassement est pris."
            )
            % {"excess": money_text(excess)},
            field="reasons",
        )
    return granted


def _hold_envelope(call_id: uuid.UUID) -> None:
    """Two decisions on one call wait for each other until the end of the transaction: the sum read stays true."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [f"selection.envelope:{call_id}"])
