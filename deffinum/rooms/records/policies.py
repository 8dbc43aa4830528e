"""Who may do what with learning records."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from deffinum.foundation.policies import ALLOWED, Actor, Verdict, refused
from deffinum.rooms.people.public import MandateKind


def _is_member(actor: Actor, organisation_id: UUID) -> bool:
    return actor.kind == "platform" or (actor.kind == "person" and actor.belongs_to(organisation_id))


def _is_learner(actor: Actor, account_id: UUID | None) -> bool:
    """Is the actor the person of this account (the learner's; None: a learner without one, or no learner)?"""
    return actor.kind == "person" and account_id is not None and actor.account_id == account_id


def may_see_records(actor: Actor, organisation_id: UUID, *, now: datetime) -> Verdict:
    """The pages of the store: the organisation's own people."""
    if _is_member(actor, organisation_id):
        return ALLOWED
    return refused(_("Cette page est réservée aux personnes mandatées par l’organisme."))


def may_open_keys(actor: Actor, organisation_id: UUID, *, now: datetime) -> Verdict:
    """The organisation's own people open and close the keys of its tools."""
    if _is_member(actor, organisation_id):
        return ALLOWED
    return refused(_("Seules les personnes mandatées par l’organisme ouvrent l’accès à ses traces."))


def may_forward(actor: Actor, organisation_id: UUID, *, now: datetime) -> Verdict:
    """The organisation's own people, who open keys too, have its statements sent on to another store."""
    if _is_member(actor, organisation_id):
        return ALLOWED
    return refused(_("Seules les personnes mandatées par l’organisme transmettent ses traces."))


def may_enrol(actor: Actor, organisation_id: UUID, *, now: datetime) -> Verdict:
    """The organisation's own people (its trainers among them) enrol its learners."""
    if _is_member(actor, organisation_id):
        return ALLOWED
    return refused(_("Seules les personnes mandatées par l’organisme inscrivent ses apprenants."))


def may_export_learner(actor: Actor, organisation_id: UUID, account_id: UUID | None, *, now: datetime) -> Verdict:
    """Take a learner's records away: the organisation's own people, and the learner (`account_id`: the learner's)."""
    if _is_member(actor, organisation_id) or _is_learner(actor, account_id):
        return ALLOWED
    return refused(_("Seuls l’apprenant et les personnes mandatées par l’organisme exportent ses traces."))


def may_erase_learner(actor: Actor, organisation_id: UUID, *, now: datetime) -> Verdict:
    """It cannot be undone: a representative of the organisation (or the platform, when an account is erased)."""
    if actor.kind == "platform" or (actor.kind == "person" and actor.has(MandateKind.REPRESENTATIVE, organisation_id)):
        return ALLOWED
    return refused(_("Seul un représentant de l’organisme efface un apprenant. Rien n’a été changé."))


def may_record_consent(actor: Actor, organisation_id: UUID, account_id: UUID | None, *, now: datetime) -> Verdict:
    """Give or withdraw a consent: the learner, or the organisation's people who heard them."""
    if may_export_learner(actor, organisation_id, account_id, now=now):
        return ALLOWED
    return refused(_("Seuls l’apprenant et les personnes mandatées par l’organisme notent son accord."))


def may_set_retention(actor: Actor, organisation_id: UUID, *, now: datetime) -> Verdict:
    """What is deleted is gone: a representative of the organisation."""
    if may_erase_learner(actor, organisation_id, now=now):
        return ALLOWED
    return refused(_("Seul un représentant de l’organisme fixe la durée de garde. Rien n’a été changé."))


def may_pair(actor: Actor, organisation_id: UUID, learner_account_id: UUID | None, *, now: datetime) -> Verdict:
    """A headset is paired, seen and revoked by the organisation's own people, or by the learner that it writes for.

    `learner_account_id`: of the one learner in question; None for those of the whole organisation.
    """
    if _is_member(actor, organisation_id) or _is_learner(actor, learner_account_id):
        return ALLOWED
    return refused(_("Seuls l’apprenant et les personnes mandatées par l’organisme jumellent ses appareils."))


def may_teach(actor: Actor, organisation_id: UUID, *, now: datetime) -> Verdict:
    """The organisation's own people import courses, register learners and waive units."""
    if _is_member(actor, organisation_id):
        return ALLOWED
    return refused(_("Seules les personnes mandatées par l’organisme gèrent ses cours et ses inscriptions."))


def may_follow(actor: Actor, organisation_id: UUID, learner_account_id: UUID | None, *, now: datetime) -> Verdict:
    """The learner opens their own registration; so do the organisation's people, beside the learner."""
    if _is_learner(actor, learner_account_id) or may_teach(actor, organisation_id, now=now):
        return ALLOWED
    return refused(_("Cette inscription est celle d’une autre personne."))


def may_play(actor: Actor, organisation_id: UUID, learner_account_id: UUID | None, *, now: datetime) -> Verdict:
    """The learner opens a resource for their own records; so do the organisation's people, beside the learner."""
    if _is_learner(actor, learner_account_id) or _is_member(actor, organisation_id):
        return ALLOWED
    return refused(_("Seuls l’apprenant et les personnes mandatées par l’organisme ouvrent une ressource en son nom."))


def may_write_play(actor: Actor, organisation_id: UUID, learner_account_id: UUID | None, *, now: datetime) -> Verdict:
    """Who may open it, and the token that its opening gave."""
    if actor.kind == "token" and organisation_id in actor.organisation_ids:
        return ALLOWED
    return may_play(actor, organisation_id, learner_account_id, now=now)


def may_see_figures(actor: Actor, organisation_id: UUID, *, now: datetime) -> Verdict:
    """Figures in which nobody can be told (small groups are hidden): the organisation's people and its tokens."""
    if actor.kind in ("person", "token") and actor.belongs_to(organisation_id):
        return ALLOWED
    return refused(_("Ces chiffres sont réservés à l’organisme qui les tient de ses apprenants."))


def may_follow_learners(actor: Actor, organisation_id: UUID, *, now: datetime) -> Verdict:
    """Who is where, by name: the organisation's own people, never one of its tokens."""
    if _is_member(actor, organisation_id):
        return ALLOWED
    return refused(_("Seules les personnes mandatées par l’organisme suivent ses apprenants par leur nom."))


def may_see_progress(actor: Actor, organisation_id: UUID, account_id: UUID | None, *, now: datetime) -> Verdict:
    """One learner's progress: the learner (`account_id`: theirs), and the organisation's people."""
    if _is_learner(actor, account_id) or may_follow_learners(actor, organisation_id, now=now):
        return ALLOWED
    return refused(_("Cette progression est celle d’une autre personne."))
