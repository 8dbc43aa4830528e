"""Who may do what with a deposited application: ask for pieces, send them, stop waiting, redirect."""

from __future__ import annotations

from datetime import datetime

from django.utils.translation import gettext_lazy as _

from deffinum.foundation.policies import ALLOWED, Actor, Verdict, refused
from deffinum.rooms.calls.models import Application, Call, PieceRequest
from deffinum.rooms.calls.policies.call import OFFICERS_ONLY
from deffinum.rooms.calls.policies.consortium import instructs, leads
from deffinum.rooms.calls.words import ApplicationState

TOO_LATE_TO_COMPLETE = _(
    "Le délai donné pour compléter le dossier est passé : ce qui a été déposé reste, rien n’a été changé. "
    "Écrivez à l’équipe du plan si un empêchement vous a retardé."
)
NOTHING_AWAITED = _("Aucune pièce n’est attendue pour cette candidature. Rien n’a été changé.")


def open_request(application: Application) -> PieceRequest | None:
    """The request for pieces that waits for an answer (one query, only when the file is being completed)."""
    if application.state != ApplicationState.COMPLETING:
        return None
    return PieceRequest.objects.open().filter(application=application).first()


def may_submit_pieces(actor: Actor, application: Application, *, now: datetime) -> Verdict:
    """Send the completed file: the lead, before the request's deadline."""
    verdict = leads(actor, application)
    if not verdict:
        return verdict
    request = open_request(application)
    if request is None:
        return refused(NOTHING_AWAITED)
    return ALLOWED if now < request.until else refused(TOO_LATE_TO_COMPLETE)


def may_ask_for_pieces(actor: Actor, application: Application, *, now: datetime) -> Verdict:
    """Ask a consortium to complete its deposited file: officers of the call."""
    if not instructs(actor, application.call_id):
        return refused(OFFICERS_ONLY)
    if application.state != ApplicationState.SUBMITTED:
        return refused(_("Seule une candidature déposée peut être complétée. Rien n’a été changé."))
    return ALLOWED


def may_stop_waiting(actor: Actor, application: Application, *, now: datetime) -> Verdict:
    """Stop waiting for the pieces asked for: officers of the call, and the platform when the delay is over."""
    if actor.kind != "platform" and not instructs(actor, application.call_id):
        return refused(OFFICERS_ONLY)
    if application.state != ApplicationState.COMPLETING:
        return refused(NOTHING_AWAITED)
    return ALLOWED


def may_redirect(actor: Actor, application: Application, *, now: datetime) -> Verdict:
    """Open a linked application in another call, once the file was deposited (PRODUCT rule 4): officers and deciders,
    and the platform for the projects of public record.
    """
    if actor.kind != "platform" and not instructs(actor, application.call_id):
        return refused(OFFICERS_ONLY)
    if application.state not in {ApplicationState.SUBMITTED, ApplicationState.COMPLETING}:
        return refused(_("Seule une candidature déposée peut être réorientée. Rien n’a été changé."))
    return ALLOWED


def may_redirect_to(actor: Actor, application: Application, call: Call, *, now: datetime) -> Verdict:
    """The same, towards this call: another one, with rules."""
    if call.pk == application.call_id:
        return refused(_("Choisissez un autre appel : la candidature est déjà dans celui-ci."))
    if call.current_version_id is None:
        return refused(_("Cet appel n’a pas encore de règles publiées. Rien n’a été créé."))
    return may_redirect(actor, application, now=now)
