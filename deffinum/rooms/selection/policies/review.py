"""What an expert may do with the one file that they accepted."""

from __future__ import annotations

from datetime import datetime

from django.utils.translation import gettext_lazy as _

from deffinum.foundation.policies import ALLOWED, Actor, Verdict, refused
from deffinum.rooms.calls.public import is_member
from deffinum.rooms.people.public import Role
from deffinum.rooms.selection.models import Assignment
from deffinum.rooms.selection.models.assignment import AssignmentQuerySet
from deffinum.rooms.selection.policies.roles import from_states, holds
from deffinum.rooms.selection.words import AssignmentState as R
from deffinum.rooms.selection.words import ExaminationState as E

NOT_YOUR_REVIEW = _("Cette expertise est confiée à une autre personne. Rien n’a été changé.")
NO_LONGER_EXPERT = _(
    "Vous n’avez plus le rôle d’expert sur cet appel : le dossier est fermé. Rien n’a été changé, ce que vous aviez "
    "enregistré est conservé. Si c’est une erreur, écrivez à l’équipe du plan."
)
NOW_A_MEMBER = _(
    "Vous avez maintenant un mandat dans un membre du groupement : le dossier vous est fermé. Rien n’a été changé. "
    "Prévenez l’équipe du plan, qui confiera l’expertise à une autre personne."
)


def visible_assignments(actor: Actor) -> AssignmentQuerySet:
    """An expert's own reviews; the cancelled ones are no longer theirs."""
    if actor.account_id is None or actor.kind != "person":
        return Assignment.objects.none()
    return Assignment.objects.filter(expert_id=actor.account_id).exclude(state=R.CANCELLED)


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
    return from_states(
        assignment.examination, (E.IN_REVIEW,), _("L’expertise de ce dossier est close. Rien n’a été changé.")
    )
