"""Who stands where around a file: officers, deciders, and the states from which an action starts."""

from __future__ import annotations

import uuid
from collections.abc import Iterable

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from deffinum.foundation.policies import ALLOWED, Actor, Verdict, refused
from deffinum.rooms.people.public import Role, Scope
from deffinum.rooms.selection.models import Examination

OFFICERS_ONLY = _(
    "Cette page est réservée aux agents qui instruisent l’appel. Rien n’a été changé. "
    "Si vous instruisez cet appel, demandez le rôle à l’administration de la plateforme."
)
WRONG_STATE = _("Cette action n’est pas possible à cette étape du dossier. Rien n’a été changé : rechargez la page.")
PLATFORM_SCOPES = (Scope.EVERYWHERE, Scope.PLAN)


def holds(actor: Actor, role: str, call_id: uuid.UUID) -> bool:
    """Holds the role on this call, on the plan or everywhere."""
    return any(
        grant.role == role and (grant.scope in PLATFORM_SCOPES or grant.scope_id == call_id) for grant in actor.grants
    )


def call_of(examination: Examination) -> uuid.UUID:
    """The call that the file answers (reads `examination.application`)."""
    return examination.application.call_id


def instructs(actor: Actor, examination: Examination) -> bool:
    """Is an officer of the call."""
    return holds(actor, Role.OFFICER, call_of(examination))


def decides(actor: Actor, examination: Examination) -> bool:
    """Signs the decisions of the call."""
    return holds(actor, Role.DECIDER, call_of(examination))


def from_states(examination: Examination, states: Iterable[str], sentence: str | Promise = WRONG_STATE) -> Verdict:
    """Allowed from these states; refused with the sentence from any other."""
    return ALLOWED if examination.state in set(states) else refused(sentence)
