"""Who may do what with awards, agreements and money: one Verdict for the button, the page and the API."""

from __future__ import annotations

from datetime import datetime

from django.utils.translation import gettext_lazy as _

from deffinum.foundation.policies import ALLOWED, Actor, Verdict, refused
from deffinum.rooms.grants.models import Agreement, AgreementParty, Award, Deliverable, LedgerEntry, Tranche
from deffinum.rooms.grants.words import AgreementState, DeliverableState, LedgerKind
from deffinum.rooms.people.public import Role

OFFICERS_ONLY = _(
    "Cette page est réservée aux agents instructeurs de l’appel. Rien n’a été changé. "
    "Si vous suivez cette aide, demandez le rôle à l’administration de la plateforme."
)
NOT_A_PARTY = _("Seules les parties à la convention y ont accès. Rien n’a été changé.")


def follows(actor: Actor, award: Award) -> bool:
    """Officers and deciders of the call, and the platform itself."""
    call_id = award.application.call_id
    return actor.kind == "platform" or actor.has(Role.OFFICER, call_id) or actor.has(Role.DECIDER, call_id)


def benefits(actor: Actor, award: Award) -> bool:
    """Acts for a member of the consortium (reads `award.shares`)."""
    return any(actor.belongs_to(each.organisation_id) for each in award.shares.all())


def may_prepare_agreement(actor: Actor, agreement: Agreement, *, now: datetime) -> Verdict:
    """Change the draft: dates, deliverables, expected payments."""
    if not follows(actor, agreement.award):
        return refused(OFFICERS_ONLY)
    if agreement.state != AgreementState.DRAFT:
        return refused(_("La convention est figée depuis son envoi à la signature. Rien n’a été changé."))
    return ALLOWED


def may_read_agreement(actor: Actor, agreement: Agreement, *, now: datetime) -> Verdict:
    """Read the agreement and its annexes."""
    if follows(actor, agreement.award) or benefits(actor, agreement.award):
        return ALLOWED
    return refused(NOT_A_PARTY)


def may_sign(actor: Actor, party: AgreementParty, *, represents: bool, now: datetime) -> Verdict:
    """Sign for a party. `represents`: the person holds a representative's mandate for the organisation in force."""
    agreement = party.agreement
    if agreement.state != AgreementState.TO_SIGN:
        return refused(_("Cette convention n’est pas à la signature. Rien n’a été enregistré."))
    if party.side == "grantor":
        if actor.kind == "person" and actor.has(Role.DECIDER, agreement.award.application.call_id):
            return ALLOWED
        return refused(_("Seule une personne habilitée à décider signe pour le financeur. Rien n’a été enregistré."))
    if actor.kind != "person" or not represents:
        return refused(
            _(
                "Seul un représentant habilité de l’organisation peut signer pour elle. Rien n’a été enregistré : "
                "demandez-lui de se connecter, ou de vous donner un mandat de représentant."
            )
        )
    return ALLOWED


def may_record_payment(actor: Actor, tranche: Tranche, *, now: datetime) -> Verdict:
    """Record that a tranche was paid, in whole or in part."""
    if not follows(actor, tranche.agreement.award):
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
    if not follows(actor, entry.award):
        return refused(OFFICERS_ONLY)
    if entry.kind == LedgerKind.REVERSAL:
        return refused(_("Une annulation ne s’annule pas : enregistrez une nouvelle écriture. Rien n’a été écrit."))
    return ALLOWED


def may_hand_in(actor: Actor, deliverable: Deliverable, *, now: datetime) -> Verdict:
    """Hand in a deliverable for the consortium."""
    if not benefits(actor, deliverable.agreement.award):
        return refused(NOT_A_PARTY)
    if deliverable.agreement.state != AgreementState.SIGNED:
        return refused(_("La convention n’est pas en vigueur : rien n’est attendu. Rien n’a été enregistré."))
    if deliverable.state not in (DeliverableState.DUE, DeliverableState.TO_REDO):
        return refused(_("Ce livrable est déjà remis. Rien n’a été changé."))
    return ALLOWED


def may_examine_deliverable(actor: Actor, deliverable: Deliverable, *, now: datetime) -> Verdict:
    """Accept a deliverable or ask for changes."""
    if not follows(actor, deliverable.agreement.award):
        return refused(OFFICERS_ONLY)
    if deliverable.state != DeliverableState.HANDED_IN:
        return refused(_("Ce livrable n’attend pas d’examen. Rien n’a été changé."))
    return ALLOWED
