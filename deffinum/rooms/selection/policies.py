"""Who may do what in the selection room, from which state of the examination, and which rows each reader sees.

Officers instruct, deciders decide what they did not instruct (four eyes), experts read the one file they accepted,
the jury reads the files under selection, a consortium reads where its own file stands.
"""

from __future__ import annotations

import uuid
from collections.abc import Iterable
from datetime import datetime

from django.db.models import Q
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from deffinum.foundation.policies import ALLOWED, Actor, Verdict, refused
from deffinum.rooms.calls.public import is_member
from deffinum.rooms.people.public import Role, Scope
from deffinum.rooms.selection.models import Appeal, Assignment, Decision, Examination, Letter
from deffinum.rooms.selection.models.assignment import AssignmentQuerySet
from deffinum.rooms.selection.models.examination import ExaminationQuerySet
from deffinum.rooms.selection.words import AssignmentState as R
from deffinum.rooms.selection.words import ExaminationState as E
from deffinum.rooms.selection.words import Outcome

OFFICERS_ONLY = _(
    "Cette page est réservée aux agents qui instruisent l’appel. Rien n’a été changé. "
    "Si vous instruisez cet appel, demandez le rôle à l’administration de la plateforme."
)
DECIDERS_ONLY = _(
    "Seul un signataire des décisions de cet appel peut faire cela. Rien n’a été changé : transmettez-lui le dossier."
)
FOUR_EYES = _(
    "Vous avez instruit ce dossier : la décision revient à une autre personne. Rien n’a été changé. "
    "Demandez-la à un autre signataire de l’appel."
)
READERS_ONLY = _("Cette page est réservée aux agents, aux signataires et au jury de l’appel. Rien n’a été changé.")
NOT_YOUR_REVIEW = _("Cette expertise est confiée à une autre personne. Rien n’a été changé.")
NO_LONGER_EXPERT = _(
    "Vous n’avez plus le rôle d’expert sur cet appel : le dossier est fermé. Rien n’a été changé, ce que vous aviez "
    "enregistré est conservé. Si c’est une erreur, écrivez à l’équipe du plan."
)
NOW_A_MEMBER = _(
    "Vous avez maintenant un mandat dans un membre du groupement : le dossier vous est fermé. Rien n’a été changé. "
    "Prévenez l’équipe du plan, qui confiera l’expertise à une autre personne."
)
LEAD_ONLY = _("Seul le chef de file du groupement peut faire cela. Rien n’a été changé.")
WITHDRAWN = _("Le groupement a retiré sa candidature : il n’y a plus rien à lui notifier. Rien n’a été envoyé.")
WRONG_STATE = _("Cette action n’est pas possible à cette étape du dossier. Rien n’a été changé : rechargez la page.")
_PLATFORM_SCOPES = (Scope.EVERYWHERE, Scope.PLAN)
JURY_STATES = (E.ELIGIBLE, E.IN_REVIEW, E.REVIEWED, E.HEARD, E.DECIDED)
"""Files that the jury reads: those under selection, never one that is not known to be complete and eligible."""


def holds(actor: Actor, role: str, call_id: uuid.UUID) -> bool:
    """Holds the role on this call, on the plan or everywhere."""
    return any(
        grant.role == role and (grant.scope in _PLATFORM_SCOPES or grant.scope_id == call_id) for grant in actor.grants
    )


def _call_of(examination: Examination) -> uuid.UUID:
    return examination.application.call_id


def instructs(actor: Actor, examination: Examination) -> bool:
    """Is an officer of the call."""
    return holds(actor, Role.OFFICER, _call_of(examination))


def decides(actor: Actor, examination: Examination) -> bool:
    """Signs the decisions of the call."""
    return holds(actor, Role.DECIDER, _call_of(examination))


def _scoped(actor: Actor, roles: Iterable[str]) -> Q:
    """The examinations on which the actor holds one of the roles."""
    held = [grant for grant in actor.grants if grant.role in set(roles)]
    if any(grant.scope in _PLATFORM_SCOPES for grant in held):
        return Q()
    return Q(application__call_id__in=[grant.scope_id for grant in held])


def visible_examinations(actor: Actor) -> ExaminationQuerySet:
    """Officers and deciders: all of their calls; the jury: those under selection; nobody else (no draft, ever)."""
    if actor.kind == "platform":
        return Examination.objects.all()
    staff = _scoped(actor, (Role.OFFICER, Role.DECIDER))
    if not staff:  # an empty condition: the role is held everywhere
        return Examination.objects.all()
    return Examination.objects.filter(staff | (_scoped(actor, (Role.JURY,)) & Q(state__in=JURY_STATES)))


def visible_assignments(actor: Actor) -> AssignmentQuerySet:
    """An expert's own reviews; the cancelled ones are no longer theirs."""
    if actor.account_id is None or actor.kind != "person":
        return Assignment.objects.none()
    return Assignment.objects.filter(expert_id=actor.account_id).exclude(state=R.CANCELLED)


def may_open_list(actor: Actor, *, now: datetime) -> Verdict:
    """Open the officers' list."""
    return ALLOWED if actor.has_any(Role.OFFICER, Role.DECIDER) else refused(OFFICERS_ONLY)


def may_see_examination(actor: Actor, examination: Examination, *, now: datetime) -> Verdict:
    """Read the work page of a file: officers and deciders of the call; the jury once it is under selection."""
    if actor.kind == "platform" or instructs(actor, examination) or decides(actor, examination):
        return ALLOWED
    if holds(actor, Role.JURY, _call_of(examination)) and examination.state in JURY_STATES:
        return ALLOWED
    return refused(READERS_ONLY)


def may_see_ranking(actor: Actor, call_id: uuid.UUID, *, now: datetime) -> Verdict:
    """Read the committee's page of a call."""
    known = any(holds(actor, role, call_id) for role in (Role.OFFICER, Role.DECIDER, Role.JURY))
    return ALLOWED if known else refused(READERS_ONLY)


def may_follow(actor: Actor, examination: Examination, *, now: datetime) -> Verdict:
    """Read where one's own application stands: the members of the consortium (drafts have no examination)."""
    if is_member(actor, examination.application):
        return ALLOWED
    return refused(_("Cette page est celle d’un groupement dont vous n’êtes pas membre. Rien n’a été changé."))


def _by_officer(actor: Actor, examination: Examination, states: Iterable[str]) -> Verdict:
    if not instructs(actor, examination):
        return refused(OFFICERS_ONLY)
    return _from_states(examination, states)


def _from_states(examination: Examination, states: Iterable[str], sentence: str | Promise = WRONG_STATE) -> Verdict:
    return ALLOWED if examination.state in set(states) else refused(sentence)


def may_take_charge(actor: Actor, examination: Examination, *, now: datetime) -> Verdict:
    """Become the officer in charge, as long as the file is not closed."""
    states = (E.RECEIVED, E.PIECES_REQUESTED, E.COMPLETE, E.ELIGIBLE, E.IN_REVIEW, E.REVIEWED, E.HEARD)
    return _by_officer(actor, examination, states)


def may_check_pieces(actor: Actor, examination: Examination, *, now: datetime) -> Verdict:
    """Write what was found of each required piece."""
    return _by_officer(actor, examination, (E.RECEIVED,))


def may_request_pieces(actor: Actor, examination: Examination, *, now: datetime) -> Verdict:
    """Ask the consortium to complete its file."""
    return _by_officer(actor, examination, (E.RECEIVED,))


def may_stop_waiting(actor: Actor, examination: Examination, *, now: datetime) -> Verdict:
    """Go on without the pieces that were asked for (once their delay is over: the command checks it)."""
    return _by_officer(actor, examination, (E.PIECES_REQUESTED,))


def may_declare_complete(actor: Actor, examination: Examination, *, now: datetime) -> Verdict:
    """Pass the gate of completeness."""
    return _by_officer(actor, examination, (E.RECEIVED,))


def may_declare_incomplete(actor: Actor, examination: Examination, *, now: datetime) -> Verdict:
    """Record the file as incomplete: it will not be examined."""
    return _by_officer(actor, examination, (E.RECEIVED, E.PIECES_REQUESTED))


def may_check_eligibility(actor: Actor, examination: Examination, *, now: datetime) -> Verdict:
    """Evaluate the rules of the call on a complete file."""
    return _by_officer(actor, examination, (E.COMPLETE,))


def may_declare_eligible(actor: Actor, examination: Examination, *, now: datetime) -> Verdict:
    """Pass the gate of eligibility."""
    return _by_officer(actor, examination, (E.COMPLETE,))


def may_declare_ineligible(actor: Actor, examination: Examination, *, now: datetime) -> Verdict:
    """Record the file as not eligible."""
    return _by_officer(actor, examination, (E.COMPLETE,))


def may_open_reviews(actor: Actor, examination: Examination, *, now: datetime) -> Verdict:
    """Send an eligible file to its experts."""
    return _by_officer(actor, examination, (E.ELIGIBLE,))


def may_assign_expert(actor: Actor, examination: Examination, *, now: datetime) -> Verdict:
    """Ask an expert for a review, or cancel, or reopen one."""
    return _by_officer(actor, examination, (E.IN_REVIEW,))


def may_close_reviews(actor: Actor, examination: Examination, *, now: datetime) -> Verdict:
    """Close the reviews of a file."""
    return _by_officer(actor, examination, (E.IN_REVIEW,))


def may_record_hearing(actor: Actor, examination: Examination, *, now: datetime) -> Verdict:
    """Record the hearing."""
    return _by_officer(actor, examination, (E.REVIEWED,))


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
    return _from_states(examination, (E.HEARD, E.DECIDED)) if verdict else verdict


def may_reopen(actor: Actor, examination: Examination, *, now: datetime) -> Verdict:
    """Withdraw the decision that closed a file at a gate (an appeal was right): a decider who did not take the gate."""
    verdict = _decider(actor, examination)
    return _from_states(examination, (E.INCOMPLETE, E.INELIGIBLE)) if verdict else verdict


def may_notify_decision(actor: Actor, examination: Examination, *, now: datetime) -> Verdict:
    """Send the letter: officers and deciders of the call."""
    if not (instructs(actor, examination) or decides(actor, examination)):
        return refused(OFFICERS_ONLY)
    return _from_states(examination, (E.DECIDED,), WITHDRAWN if examination.state == E.WITHDRAWN else WRONG_STATE)


def may_declare_interest(actor: Actor, assignment: Assignment, *, now: datetime) -> Verdict:
    """Say « aucun conflit », a conflict, or decline: the expert who was asked."""
    if actor.account_id != assignment.expert_id or actor.kind != "person":
        return refused(NOT_YOUR_REVIEW)
    if assignment.state in {R.ASKED, R.ACCEPTED}:
        return ALLOWED
    return refused(
        _("Votre déclaration est déjà enregistrée, ou l’expertise n’est plus demandée. Rien n’a été changé.")
    )


def may_read_file_as_expert(actor: Actor, assignment: Assignment, *, now: datetime) -> Verdict:
    """Read the file: the expert who declared to be free of conflict, and nobody before declaring.

    As long as the role holds on the call, and no mandate was taken in the consortium since (reads its members).
    """
    if actor.account_id != assignment.expert_id or actor.kind != "person":
        return refused(NOT_YOUR_REVIEW)
    application = assignment.examination.application
    if not holds(actor, Role.EXPERT, application.call_id):
        return refused(NO_LONGER_EXPERT)
    if is_member(actor, application):
        return refused(NOW_A_MEMBER)
    if assignment.state == R.ASKED:
        return refused(_("Déclarez d’abord vos liens d’intérêts : le dossier s’ouvrira ensuite."))
    if assignment.state in {R.ACCEPTED, R.DONE}:
        return ALLOWED
    return refused(_("Cette expertise n’est plus ouverte : le dossier ne peut plus être lu."))


def may_write_review(actor: Actor, assignment: Assignment, *, now: datetime) -> Verdict:
    """Fill the grid: the expert, between the declaration and the handing in, while the file is under review."""
    verdict = may_read_file_as_expert(actor, assignment, now=now)
    if not verdict:
        return verdict
    if assignment.state == R.DONE:
        return refused(
            _("Votre expertise est rendue : elle ne change plus. Demandez à l’agent instructeur de la rouvrir.")
        )
    return _from_states(
        assignment.examination, (E.IN_REVIEW,), _("L’expertise de ce dossier est close. Rien n’a été changé.")
    )


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
