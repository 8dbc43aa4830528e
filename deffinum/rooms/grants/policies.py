"""Who may do what with awards, agreements and money: one Verdict for the button, the page and the API."""

from __future__ import annotations

import uuid
from datetime import datetime

from django.db.models import Exists, OuterRef, Q
from django.utils.translation import gettext_lazy as _

from deffinum.foundation.policies import ALLOWED, Actor, Verdict, refused
from deffinum.foundation.values import Money
from deffinum.rooms.grants.models import Agreement, AgreementParty, Award, AwardShare, Deliverable, LedgerEntry, Tranche
from deffinum.rooms.grants.models.agreement import AgreementQuerySet
from deffinum.rooms.grants.words import AgreementState, DeliverableState, LedgerKind, Side
from deffinum.rooms.people.public import MandateKind, Role, Scope

OFFICERS_ONLY = _(
    "Cette page est réservée aux agents instructeurs de l’appel. Rien n’a été changé. "
    "Si vous suivez cette aide, demandez le rôle à l’administration de la plateforme."
)
NOT_A_PARTY = _("Seules les parties à la convention y ont accès. Rien n’a été changé.")


_PLATFORM_SCOPES = (Scope.EVERYWHERE, Scope.PLAN)


def holds(actor: Actor, role: str, call_id: uuid.UUID) -> bool:
    """Holds the role on this call, on the plan or everywhere."""
    return any(
        grant.role == role and (grant.scope in _PLATFORM_SCOPES or grant.scope_id == call_id) for grant in actor.grants
    )


def follows(actor: Actor, award: Award) -> bool:
    """Officers and deciders of the call, and the platform itself."""
    call_id = award.application.call_id
    return actor.kind == "platform" or holds(actor, Role.OFFICER, call_id) or holds(actor, Role.DECIDER, call_id)


def instructs(actor: Actor, award: Award) -> bool:
    """Officers of the call: those who prepare, pay and examine."""
    return holds(actor, Role.OFFICER, award.application.call_id)


def visible_agreements(actor: Actor) -> AgreementQuerySet:
    """Officers and deciders: those of their calls; members and their tokens: their own; others: none."""
    if actor.kind == "platform":
        return Agreement.objects.all()
    held = [each for each in actor.grants if each.role in (Role.OFFICER, Role.DECIDER)]
    if any(each.scope in _PLATFORM_SCOPES for each in held):
        return Agreement.objects.all()
    calls = [each.scope_id for each in held if each.scope == Scope.CALL]
    own = AwardShare.objects.filter(award=OuterRef("award"), organisation_id__in=actor.organisation_ids)
    return Agreement.objects.filter(Q(award__application__call_id__in=calls) | Q(Exists(own)))


def benefits(actor: Actor, award: Award) -> bool:
    """Acts for a member of the consortium (reads `award.shares`)."""
    return any(actor.belongs_to(each.organisation_id) for each in award.shares.all())


def may_prepare_agreement(actor: Actor, agreement: Agreement, *, now: datetime) -> Verdict:
    """Change the draft: dates, deliverables, expected payments; send it to sign."""
    if not instructs(actor, agreement.award):
        return refused(OFFICERS_ONLY)
    if agreement.state != AgreementState.DRAFT:
        return refused(_("La convention est figée depuis son envoi à la signature. Rien n’a été changé."))
    return ALLOWED


def may_read_agreement(actor: Actor, agreement: Agreement, *, now: datetime) -> Verdict:
    """Read the agreement and its annexes."""
    if follows(actor, agreement.award) or benefits(actor, agreement.award):
        return ALLOWED
    return refused(NOT_A_PARTY)


def may_take_back(actor: Actor, agreement: Agreement, *, signed: bool, now: datetime) -> Verdict:
    """Bring the text back to a draft, while nobody has signed (`signed`: at least one party did)."""
    if not instructs(actor, agreement.award):
        return refused(OFFICERS_ONLY)
    if agreement.state != AgreementState.TO_SIGN:
        return refused(_("Cette convention n’est pas à la signature. Rien n’a été changé."))
    if signed:
        return refused(
            _(
                "Une partie a déjà signé ce texte : il ne peut plus changer. Rien n’a été changé ; "
                "abandonnez la convention."
            )
        )
    return ALLOWED


def may_cancel(actor: Actor, agreement: Agreement, *, now: datetime) -> Verdict:
    """Abandon an agreement that is not in force."""
    if not instructs(actor, agreement.award):
        return refused(OFFICERS_ONLY)
    if agreement.state not in (AgreementState.DRAFT, AgreementState.TO_SIGN):
        return refused(_("Une convention en vigueur ne s’abandonne pas. Rien n’a été changé."))
    return ALLOWED


def may_revive(actor: Actor, agreement: Agreement, *, stands: bool, now: datetime) -> Verdict:
    """Prepare anew an agreement that was abandoned (`stands`: a decision in force retains the project)."""
    if not instructs(actor, agreement.award):
        return refused(OFFICERS_ONLY)
    if agreement.state != AgreementState.CANCELLED:
        return refused(_("Cette convention n’est pas abandonnée : il n’y en a pas d’autre à préparer."))
    if stands:
        return ALLOWED
    return refused(
        _(
            "La décision en vigueur ne retient pas ce projet, ou le groupement a retiré sa candidature : il n’y a pas "
            "de convention à préparer. Rien n’a été changé."
        )
    )


def withdrawal_verdict(application_id: uuid.UUID) -> Verdict:
    """May the application still be withdrawn? No longer once its agreement was signed (the calls room asks; one query).

    The last signature is written under the application's lock: both never pass.
    """
    if not Award.objects.published().filter(application_id=application_id).exists():
        return ALLOWED
    return refused(
        _(
            "La convention de ce projet est signée par toutes les parties : la candidature ne se retire plus. Rien n’a "
            "été changé. Pour renoncer à l’aide, écrivez à l’équipe du plan : c’est par la convention que l’abandon se "
            "règle."
        )
    )


def may_end(actor: Actor, agreement: Agreement, *, now: datetime) -> Verdict:
    """Close an agreement once everything is done."""
    if not instructs(actor, agreement.award):
        return refused(OFFICERS_ONLY)
    if agreement.state != AgreementState.SIGNED:
        return refused(_("Seule une convention en vigueur peut être soldée. Rien n’a été changé."))
    return ALLOWED


def may_sign(actor: Actor, party: AgreementParty, *, now: datetime) -> Verdict:
    """Sign for a party: a decider of the call for the grantor, a representative for a member."""
    agreement = party.agreement
    if agreement.state != AgreementState.TO_SIGN:
        return refused(_("Cette convention n’est pas à la signature. Rien n’a été enregistré."))
    if party.side == Side.GRANTOR:
        if actor.kind == "person" and holds(actor, Role.DECIDER, agreement.award.application.call_id):
            return ALLOWED
        return refused(_("Seule une personne habilitée à décider signe pour le financeur. Rien n’a été enregistré."))
    if actor.kind != "person" or not actor.has(MandateKind.REPRESENTATIVE, party.organisation_id):
        return refused(
            _(
                "Seul un représentant habilité de l’organisation peut signer pour elle. Rien n’a été enregistré : "
                "demandez-lui de se connecter, ou de vous donner un mandat de représentant."
            )
        )
    return ALLOWED


def may_record_commitment(actor: Actor, agreement: Agreement, *, missing: Money, now: datetime) -> Verdict:
    """Commit again what a cancelled commitment left uncovered (`missing`: the aid less what is committed)."""
    if not instructs(actor, agreement.award):
        return refused(OFFICERS_ONLY)
    if agreement.state != AgreementState.SIGNED:
        return refused(_("L’aide s’engage avec la dernière signature de la convention. Rien n’a été écrit."))
    return ALLOWED if missing.cents > 0 else refused(_("L’aide est déjà engagée en entier. Rien n’a été écrit."))


def may_record_payment(actor: Actor, tranche: Tranche, *, now: datetime) -> Verdict:
    """Record that a tranche was paid, in whole or in part."""
    if not instructs(actor, tranche.agreement.award):
        return refused(OFFICERS_ONLY)
    if tranche.agreement.state != AgreementState.SIGNED:
        return refused(_("La convention n’est pas signée par toutes les parties : rien ne peut être payé."))
    if tranche.payable_since is None:
        return refused(
            _("La condition de cette tranche n’est pas encore remplie : elle n’est pas à payer. Rien n’a été écrit.")
        )
    return ALLOWED


def may_reverse(actor: Actor, entry: LedgerEntry, *, now: datetime) -> Verdict:
    """Cancel a row of the ledger by a row of opposite amount."""
    if not instructs(actor, entry.award):
        return refused(OFFICERS_ONLY)
    if entry.kind == LedgerKind.REVERSAL:
        return refused(_("Une annulation ne s’annule pas : enregistrez une nouvelle écriture. Rien n’a été écrit."))
    return ALLOWED


def may_hand_in(actor: Actor, deliverable: Deliverable, *, now: datetime) -> Verdict:
    """Hand in a deliverable for the consortium."""
    if actor.kind != "person" or not benefits(actor, deliverable.agreement.award):
        return refused(NOT_A_PARTY)
    if deliverable.agreement.state != AgreementState.SIGNED:
        return refused(_("La convention n’est pas en vigueur : rien n’est attendu. Rien n’a été enregistré."))
    if deliverable.state not in (DeliverableState.DUE, DeliverableState.TO_REDO):
        return refused(_("Ce livrable est déjà remis. Rien n’a été changé."))
    return ALLOWED


def may_examine_deliverable(actor: Actor, deliverable: Deliverable, *, now: datetime) -> Verdict:
    """Accept a deliverable or ask for changes."""
    if not instructs(actor, deliverable.agreement.award):
        return refused(OFFICERS_ONLY)
    if deliverable.state != DeliverableState.HANDED_IN:
        return refused(_("Ce livrable n’attend pas d’examen. Rien n’a été changé."))
    return ALLOWED


def may_open_list(actor: Actor, *, now: datetime) -> Verdict:
    """Open the officers' list of agreements (each row has its own rule)."""
    return ALLOWED if actor.has_any(Role.OFFICER, Role.DECIDER) else refused(OFFICERS_ONLY)
