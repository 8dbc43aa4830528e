"""Who may do what with learning records."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from deffinum.foundation.policies import ALLOWED, Actor, Verdict, refused


def may_open_keys(actor: Actor, organisation_id: UUID, *, now: datetime) -> Verdict:
    """The organisation's own people open and close the keys of its tools."""
    if actor.kind == "platform" or (actor.kind == "person" and actor.belongs_to(organisation_id)):
        return ALLOWED
    return refused(_("Seules les personnes mandatées par l’organisme ouvrent l’accès à ses traces."))


def may_enrol(actor: Actor, organisation_id: UUID, *, now: datetime) -> Verdict:
    """The organisation's own people (its trainers among them) enrol its learners."""
    if actor.kind == "platform" or (actor.kind == "person" and actor.belongs_to(organisation_id)):
        return ALLOWED
    return refused(_("Seules les personnes mandatées par l’organisme inscrivent ses apprenants."))


def may_pair(actor: Actor, organisation_id: UUID, learner_account_id: UUID | None, *, now: datetime) -> Verdict:
    """A headset is paired, seen and revoked by the organisation's own people, or by the learner that it writes for.

    `learner_account_id`: of the one learner in question; None for those of the whole organisation.
    """
    if actor.kind == "platform" or (actor.kind == "person" and actor.belongs_to(organisation_id)):
        return ALLOWED
    if actor.kind == "person" and learner_account_id is not None and actor.account_id == learner_account_id:
        return ALLOWED
    return refused(_("Seuls l’apprenant et les personnes mandatées par l’organisme jumellent ses appareils."))


def may_teach(actor: Actor, organisation_id: UUID, *, now: datetime) -> Verdict:
    """The organisation's own people import courses, register learners and waive units."""
    if actor.kind == "platform" or (actor.kind == "person" and actor.belongs_to(organisation_id)):
        return ALLOWED
    return refused(_("Seules les personnes mandatées par l’organisme gèrent ses cours et ses inscriptions."))


def may_follow(actor: Actor, organisation_id: UUID, learner_account_id: UUID | None, *, now: datetime) -> Verdict:
    """The learner opens their own registration; so do the organisation's people, beside the learner."""
    if actor.kind == "person" and actor.account_id is not None and actor.account_id == learner_account_id:
        return ALLOWED
    if may_teach(actor, organisation_id, now=now):
        return ALLOWED
    return refused(_("Cette inscription est celle d’une autre personne."))
