"""Who may do what with a call: read it, ask about it, prepare it and run it."""

from __future__ import annotations

from datetime import datetime

from django.utils.translation import gettext_lazy as _

from deffinum.foundation.policies import ALLOWED, Actor, Verdict, refused
from deffinum.rooms.calls.models import Application, Call
from deffinum.rooms.calls.models.call import CallQuerySet
from deffinum.rooms.calls.words import CallState
from deffinum.rooms.people.public import Role

OFFICERS_ONLY = _(
    "Cette page est réservée aux agents instructeurs de l’appel. Rien n’a été changé. "
    "Si vous instruisez cet appel, demandez le rôle à l’administration de la plateforme."
)


def _runs(actor: Actor, call: Call) -> bool:
    """Officers of the call (or of everything), and the platform's own loaders."""
    return actor.kind == "platform" or actor.has(Role.OFFICER, call.pk)


def visible_calls(actor: Actor) -> CallQuerySet:
    """Published calls for everyone; drafts too for those who prepare them."""
    if actor.kind == "platform" or actor.has(Role.OFFICER):
        return Call.objects.all()
    public = Call.objects.public()
    own = actor.scopes_of(Role.OFFICER)
    return public | Call.objects.filter(pk__in=own) if own else public


def may_read_call(actor: Actor, call: Call, *, now: datetime) -> Verdict:
    """Read the public page of a call."""
    if call.state != CallState.DRAFT or _runs(actor, call):
        return ALLOWED
    return refused(_("Cet appel n’est pas encore publié."))


def may_run_call(actor: Actor, call: Call, *, now: datetime) -> Verdict:
    """Open the staff page of a call: its waves, versions, notices and exceptions."""
    return ALLOWED if _runs(actor, call) else refused(OFFICERS_ONLY)


def may_prepare_call(actor: Actor, *, now: datetime) -> Verdict:
    """Create a new call (the role must hold everywhere)."""
    return ALLOWED if actor.kind == "platform" or actor.has(Role.OFFICER) else refused(OFFICERS_ONLY)


def may_publish_version(actor: Actor, call: Call, *, now: datetime) -> Verdict:
    """Put a configuration in force."""
    if not _runs(actor, call):
        return refused(OFFICERS_ONLY)
    if call.state in (CallState.CLOSED_EARLY, CallState.ARCHIVED):
        return refused(_("Cet appel est clos : sa configuration ne change plus. Rien n’a été publié."))
    return ALLOWED


def may_open_call(actor: Actor, call: Call, *, now: datetime) -> Verdict:
    """Make the call public."""
    if not _runs(actor, call):
        return refused(OFFICERS_ONLY)
    if call.current_version_id is None:
        return refused(_("Publiez d’abord une configuration : l’appel n’a pas encore de règles. Rien n’a été changé."))
    return ALLOWED


def may_close_early(actor: Actor, call: Call, *, now: datetime) -> Verdict:
    """Stop taking applications before the calendar's end."""
    if not _runs(actor, call):
        return refused(OFFICERS_ONLY)
    if call.state != CallState.PUBLISHED:
        return refused(_("Cet appel n’est pas ouvert : il n’y a rien à clore. Rien n’a été changé."))
    return ALLOWED


def may_ask_question(actor: Actor, call: Call, *, now: datetime) -> Verdict:
    """Ask a question on a public call (published without its author)."""
    if call.state == CallState.DRAFT:
        return refused(_("Cet appel n’est pas encore publié."))
    if not actor.is_known:
        return refused(_("Connectez-vous pour poser une question : elle sera publiée sans votre nom."))
    if call.state != CallState.PUBLISHED:
        return refused(_("Cet appel est clos : il ne reçoit plus de questions. Les réponses publiées restent à lire."))
    return ALLOWED


def may_answer_questions(actor: Actor, call: Call, *, now: datetime) -> Verdict:
    """Answer, publish or set aside the questions of a call."""
    return may_run_call(actor, call, now=now)


def may_publish_notice(actor: Actor, call: Call, *, now: datetime) -> Verdict:
    """Publish dated news of a call."""
    return may_run_call(actor, call, now=now)


def may_grant_late_exception(actor: Actor, application: Application, *, now: datetime) -> Verdict:
    """Let one application be deposited after the closing."""
    return may_run_call(actor, application.call, now=now)
