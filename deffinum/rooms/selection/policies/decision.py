"""Who decides what they did not instruct (four eyes), who notifies, who appeals and who answers."""

from __future__ import annotations

from datetime import datetime

from django.utils.translation import gettext_lazy as _

from deffinum.foundation.policies import ALLOWED, Actor, Verdict, refused
from deffinum.rooms.calls.public import is_member
from deffinum.rooms.selection.models import Appeal, Decision, Examination, Letter
from deffinum.rooms.selection.policies.roles import OFFICERS_ONLY, WRONG_STATE, decides, from_states, instructs
from deffinum.rooms.selection.words import ExaminationState as E
from deffinum.rooms.selection.words import Outcome

DECIDERS_ONLY = _(
    "Seul un signataire des décisions de cet appel peut faire cela. Rien n’a été changé : transmettez-lui le dossier."
)
FOUR_EYES = _(
    "Vous avez instruit ce dossier : la décision revient à une autre personne. Rien n’a été changé. "
    "Demandez-la à un autre signataire de l’appel."
)
LEAD_ONLY = _("Seul le chef de file du groupement peut faire cela. Rien n’a été changé.")
WITHDRAWN = _("Le groupement a retiré sa candidature : il n’y a plus rien à lui notifier. Rien n’a été envoyé.")


def _decider(actor: Actor, examination: Examination) -> Verdict:
    if not decides(actor, examination):
        return refused(DECIDERS_ONLY)
    if actor.account_id is None or actor.account_id == examination.officer_id:
        return refused(FOUR_EYES)
    return ALLOWED


def may_take_decision(actor: Actor, examination: Examination, *, now: datetime) -> Verdict:
    """Decide on a file that was heard, or change the decision; never the officer in charge (four eyes).

    The command also refuses anyone who took one of the file's gates: it reads the history under the lock.
    """
    verdict = _decider(actor, examination)
    return from_states(examination, (E.HEARD, E.DECIDED)) if verdict else verdict


def may_reopen(actor: Actor, examination: Examination, *, now: datetime) -> Verdict:
    """Withdraw the decision that closed a file at a gate (an appeal was right): a decider who did not take the gate."""
    verdict = _decider(actor, examination)
    return from_states(examination, (E.INCOMPLETE, E.INELIGIBLE)) if verdict else verdict


def may_notify_decision(actor: Actor, examination: Examination, *, now: datetime) -> Verdict:
    """Send the letter: officers and deciders of the call."""
    if not (instructs(actor, examination) or decides(actor, examination)):
        return refused(OFFICERS_ONLY)
    return from_states(examination, (E.DECIDED,), WITHDRAWN if examination.state == E.WITHDRAWN else WRONG_STATE)


def may_read_letter(actor: Actor, letter: Letter, *, now: datetime) -> Verdict:
    """Read the letter: officers and deciders as soon as it is made, the consortium once it is notified."""
    examination = letter.decision.examination
    if instructs(actor, examination) or decides(actor, examination):
        return ALLOWED
    if is_member(actor, examination.application) and letter.notified_at is not None:
        return ALLOWED
    return refused(_("Ce courrier n’est pas adressé à l’une de vos organisations."))


def may_lodge_appeal(actor: Actor, decision: Decision, *, now: datetime) -> Verdict:
    """Ask for the decision to be examined again: the lead, within the delay that the letter gives."""
    if actor.kind != "person" or not actor.belongs_to(decision.examination.application.lead_id):
        return refused(LEAD_ONLY)
    if decision.outcome == Outcome.REOPENED:
        return refused(_("L’examen de votre dossier a repris : il n’y a pas de décision à contester pour l’instant."))
    letter = getattr(decision, "letter", None)
    if letter is None or letter.notified_at is None or letter.appeal_until is None:
        return refused(_("Aucune décision ne vous a été notifiée : il n’y a rien à contester pour l’instant."))
    if hasattr(decision, "appeal"):
        return refused(_("Un recours est déjà enregistré contre cette décision. Rien n’a été changé."))
    if now >= letter.appeal_until:
        return refused(
            _(
                "Le délai du recours gracieux est passé. Rien n’a été enregistré : le courrier indique les autres "
                "voies de recours et leurs délais."
            )
        )
    return ALLOWED


def may_answer_appeal(actor: Actor, appeal: Appeal, *, now: datetime) -> Verdict:
    """Answer an appeal: officers and deciders of the call, once."""
    examination = appeal.decision.examination
    if not (instructs(actor, examination) or decides(actor, examination)):
        return refused(OFFICERS_ONLY)
    if appeal.answered_at is not None:
        return refused(_("Ce recours a déjà sa réponse. Rien n’a été changé."))
    return ALLOWED
