"""Who reads a file and who instructs it, from which state: officers and deciders, the jury, the consortium."""

from __future__ import annotations

import uuid
from collections.abc import Iterable
from datetime import datetime

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from deffinum.foundation.policies import ALLOWED, Actor, Verdict, refused
from deffinum.rooms.calls.public import is_member
from deffinum.rooms.people.public import Role
from deffinum.rooms.selection.models import Examination
from deffinum.rooms.selection.models.examination import ExaminationQuerySet
from deffinum.rooms.selection.policies.roles import (
    OFFICERS_ONLY,
    PLATFORM_SCOPES,
    call_of,
    decides,
    from_states,
    holds,
    instructs,
)
from deffinum.rooms.selection.words import ExaminationState as E

READERS_ONLY = _("Cette page est réservée aux agents, aux signataires et au jury de l’appel. Rien n’a été changé.")
JURY_STATES = (E.ELIGIBLE, E.IN_REVIEW, E.REVIEWED, E.HEARD, E.DECIDED)
"""Files that the jury reads: those under selection, never one that is not known to be complete and eligible."""


def _scoped(actor: Actor, roles: Iterable[str]) -> Q:
    """The examinations on which the actor holds one of the roles."""
    held = [grant for grant in actor.grants if grant.role in set(roles)]
    if any(grant.scope in PLATFORM_SCOPES for grant in held):
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


def may_open_list(actor: Actor, *, now: datetime) -> Verdict:
    """Open the officers' list."""
    return ALLOWED if actor.has_any(Role.OFFICER, Role.DECIDER) else refused(OFFICERS_ONLY)


def may_see_examination(actor: Actor, examination: Examination, *, now: datetime) -> Verdict:
    """Read the work page of a file: officers and deciders of the call; the jury once it is under selection."""
    if actor.kind == "platform" or instructs(actor, examination) or decides(actor, examination):
        return ALLOWED
    if holds(actor, Role.JURY, call_of(examination)) and examination.state in JURY_STATES:
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
    return from_states(examination, states)


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
