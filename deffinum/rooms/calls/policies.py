"""Who may do what in the calls room: one Verdict for the button, the page and the API."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from datetime import datetime

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from deffinum.foundation.policies import ALLOWED, Actor, Verdict, refused
from deffinum.rooms.calls.models import Application, Call, Partner, PieceRequest, Wave
from deffinum.rooms.calls.models.application import ApplicationQuerySet
from deffinum.rooms.calls.models.call import CallQuerySet
from deffinum.rooms.calls.words import ApplicationState, CallState, PartKind, PartnerState
from deffinum.rooms.people.public import Role, Scope

# --- calls ------------------------------------------------------------------------------------------------------

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


# --- applications -----------------------------------------------------------------------------------------------

NOT_YOURS = _(
    "Cette page est celle d’un groupement dont vous n’êtes pas membre. Rien n’a été changé. "
    "Connectez-vous avec le compte qui a reçu l’invitation, ou demandez au chef de file de vous inviter."
)
LEAD_ONLY = _(
    "Seul le chef de file peut faire cela. Rien n’a été changé : demandez-le à la personne qui dépose le dossier."
)
PART_OF_ANOTHER = _(
    "Cette partie est celle d’un autre membre du groupement : vous pouvez la lire, lui seul peut l’écrire. "
    "Rien n’a été changé."
)
DEPOSITED = _("Le dossier est déposé : il ne peut plus être modifié. Rien n’a été changé.")
WITHDRAWN = _("La candidature a été retirée : elle ne peut plus être modifiée. Rien n’a été changé.")
NOT_ASKED_FOR = _(
    "Le dossier est déposé : seules les pièces demandées par l’équipe du plan peuvent être changées. "
    "Rien n’a été changé."
)
TOO_LATE_TO_COMPLETE = _(
    "Le délai donné pour compléter le dossier est passé : ce qui a été déposé reste, rien n’a été changé. "
    "Écrivez à l’équipe du plan si un empêchement vous a retardé."
)
NOTHING_AWAITED = _("Aucune pièce n’est attendue pour cette candidature. Rien n’a été changé.")
PLATFORM_SCOPES = (Scope.EVERYWHERE, Scope.PLAN)


def instructs(actor: Actor, call_id: uuid.UUID) -> bool:
    """Holds the officer's or the decider's role on this call, on the plan or everywhere."""
    return any(
        grant.role in {Role.OFFICER, Role.DECIDER} and (grant.scope in PLATFORM_SCOPES or grant.scope_id == call_id)
        for grant in actor.grants
    )


def is_member(actor: Actor, application: Application) -> bool:
    """Acts for an active member of the consortium (reads `application.partners`, prefetched or not)."""
    return actor.belongs_to(application.lead_id) or any(
        each.is_active and actor.belongs_to(each.organisation_id) for each in application.partners.all()
    )


def visible_applications(actor: Actor) -> ApplicationQuerySet:
    """The actor's own consortia; for officers, every application deposited on their calls."""
    everything = Application.objects.all()
    if actor.kind == "platform":
        return everything
    seen = Q(pk__in=Application.objects.of_organisations(actor.organisation_ids).values("pk"))
    officer = [grant for grant in actor.grants if grant.role in {Role.OFFICER, Role.DECIDER}]
    deposited = Q(submitted_at__isnull=False) | Q(is_historical=True)
    if any(grant.scope in PLATFORM_SCOPES for grant in officer):
        seen |= deposited
    elif officer:
        seen |= deposited & Q(call_id__in=[grant.scope_id for grant in officer])
    return everything.filter(seen)


def may_see_application(actor: Actor, application: Application, *, now: datetime) -> Verdict:
    """Read the whole file: its consortium; officers of the call once it was deposited."""
    deposited = application.submitted_at is not None or application.is_historical
    if actor.kind == "platform" or is_member(actor, application):
        return ALLOWED
    return ALLOWED if deposited and instructs(actor, application.call_id) else refused(NOT_YOURS)


def may_start_application(actor: Actor, wave: Wave, organisation_id: uuid.UUID, *, now: datetime) -> Verdict:
    """Open an application on this wave for this organisation."""
    if not actor.is_known:
        return refused(_("Connectez-vous pour ouvrir une candidature."))
    if not actor.belongs_to(organisation_id):
        return refused(
            _(
                "Vous n’avez pas de mandat en cours pour cette organisation. Rien n’a été créé : demandez à son "
                "représentant de vous inviter."
            )
        )
    if wave.call.state != CallState.PUBLISHED or not wave.opens_at <= now < wave.closes_at:
        return refused(_("Cette vague n’est pas ouverte : aucune candidature ne peut y être commencée."))
    return ALLOWED


def open_request(application: Application) -> PieceRequest | None:
    """The request for pieces that waits for an answer (one query, only when the file is being completed)."""
    if application.state != ApplicationState.COMPLETING:
        return None
    return PieceRequest.objects.open().filter(application=application).first()


def _writable(
    application: Application, *, now: datetime, kind: PartKind, key: str, partner_id: uuid.UUID | None
) -> Verdict:
    """Is this part of the file open to changes in the state the application is in?"""
    if application.state == ApplicationState.DRAFT:
        return ALLOWED
    if application.state == ApplicationState.WITHDRAWN:
        return refused(WITHDRAWN)
    request = open_request(application)
    if request is None:
        return refused(DEPOSITED)
    wanted = {"kind": kind, "key": key, "partner_id": str(partner_id) if partner_id else None}
    if not any({name: item.get(name) for name in wanted} == wanted for item in request.items):
        return refused(NOT_ASKED_FOR)
    return ALLOWED if now < request.until else refused(TOO_LATE_TO_COMPLETE)


def _acts_for(actor: Actor, application: Application, partner: Partner) -> Verdict:
    """Acts for this very member."""
    if not is_member(actor, application):
        return refused(NOT_YOURS)
    return ALLOWED if partner.is_active and actor.belongs_to(partner.organisation_id) else refused(PART_OF_ANOTHER)


def may_edit_part(
    actor: Actor, application: Application, partner: Partner | None, *, now: datetime, kind: PartKind, key: str = ""
) -> Verdict:
    """Write a part: the consortium's own (`partner` None) by the lead, a member's by that member only.

    `key` is the section's or the piece's; '' for the identity, the budget and the financing plan.
    """
    verdict = _leads(actor, application) if partner is None else _acts_for(actor, application, partner)
    if not verdict:
        return verdict
    return _writable(application, now=now, kind=kind, key=key, partner_id=partner.pk if partner else None)


def _leads(actor: Actor, application: Application) -> Verdict:
    """Acts for the lead; the reason tells a partner from a stranger."""
    if not is_member(actor, application):
        return refused(NOT_YOURS)
    return ALLOWED if actor.belongs_to(application.lead_id) else refused(LEAD_ONLY)


def _lead_of_draft(actor: Actor, application: Application) -> Verdict:
    verdict = _leads(actor, application)
    if not verdict or application.state == ApplicationState.DRAFT:
        return verdict
    return refused(WITHDRAWN if application.state == ApplicationState.WITHDRAWN else DEPOSITED)


def may_rename_application(actor: Actor, application: Application, *, now: datetime) -> Verdict:
    """Change the title, the duration and the reach of the project."""
    return may_edit_part(actor, application, None, now=now, kind=PartKind.IDENTITY)


def may_invite_partner(actor: Actor, application: Application, *, now: datetime) -> Verdict:
    """Invite a member: the lead, as long as the file is a draft."""
    return _lead_of_draft(actor, application)


def may_remove_partner(actor: Actor, partner: Partner, *, now: datetime) -> Verdict:
    """Take a member out: the lead, as long as the file is a draft; never the lead itself."""
    verdict = _lead_of_draft(actor, partner.application)
    if verdict and partner.is_lead:
        return refused(
            _("Le chef de file ne peut pas être retiré : retirez plutôt la candidature, ou changez de groupement.")
        )
    return verdict


def _own_part(actor: Actor, partner: Partner) -> Verdict:
    verdict = _acts_for(actor, partner.application, partner)
    stopped = {ApplicationState.WITHDRAWN: WITHDRAWN, ApplicationState.SUBMITTED: DEPOSITED}
    reason = stopped.get(ApplicationState(partner.application.state)) if verdict else None
    return refused(reason) if reason else verdict


def may_sign_off_part(actor: Actor, partner: Partner, *, now: datetime) -> Verdict:
    """Validate one's own part."""
    verdict = _own_part(actor, partner)
    if verdict and partner.state == PartnerState.SIGNED_OFF:
        return refused(_("Votre partie est déjà validée. Rien n’a été changé."))
    return verdict


def may_reopen_part(actor: Actor, partner: Partner, *, now: datetime) -> Verdict:
    """Take back one's own validation."""
    verdict = _own_part(actor, partner)
    if verdict and partner.state != PartnerState.SIGNED_OFF:
        return refused(_("Votre partie n’est pas validée : elle est déjà ouverte."))
    return verdict


def may_submit(actor: Actor, application: Application, *, now: datetime) -> Verdict:
    """Deposit: the lead, a draft, on time (PRODUCT rule 6). Completeness is the command's matter."""
    verdict = _lead_of_draft(actor, application)
    if verdict and application.punctuality(now) is None:
        return refused(_("La vague est close : cette candidature ne peut plus être déposée."))
    return verdict


def may_submit_pieces(actor: Actor, application: Application, *, now: datetime) -> Verdict:
    """Send the completed file: the lead, before the request's deadline."""
    verdict = _leads(actor, application)
    if not verdict:
        return verdict
    request = open_request(application)
    if request is None:
        return refused(NOTHING_AWAITED)
    return ALLOWED if now < request.until else refused(TOO_LATE_TO_COMPLETE)


WithdrawalCheck = Callable[[uuid.UUID], Verdict]
"""May a deposited application (its id) still be withdrawn? A refusal says what to do instead."""
_WITHDRAWAL_CHECKS: dict[str, WithdrawalCheck] = {}


def register_withdrawal_check(key: str, check: WithdrawalCheck) -> None:
    """An upper room knows what stops a withdrawal: `register_withdrawal_check("grants.award", …)`, in `reactions.py`.

    The check reads under the lock of the application: what it refuses must be written under that lock too.
    """
    _WITHDRAWAL_CHECKS[key] = check


def may_withdraw(actor: Actor, application: Application, *, now: datetime) -> Verdict:
    """Give up: the lead, at any moment before withdrawal, unless an upper room refuses (the aid is signed for)."""
    verdict = _leads(actor, application)
    if not verdict:
        return verdict
    if application.state == ApplicationState.WITHDRAWN:
        return refused(WITHDRAWN)
    checks = _WITHDRAWAL_CHECKS.values() if application.state != ApplicationState.DRAFT else ()
    return next((verdict for verdict in (check(application.pk) for check in checks) if not verdict), ALLOWED)


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
