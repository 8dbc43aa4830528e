"""Who may do what with digital commons."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from deffinum.foundation.policies import ALLOWED, Actor, Verdict, refused
from deffinum.rooms.commons.models import Resource
from deffinum.rooms.people.public import Role


def _is_member(actor: Actor, organisation_id: UUID) -> bool:
    return actor.kind == "platform" or (actor.kind == "person" and actor.belongs_to(organisation_id))


def visible_resources(actor: Actor) -> QuerySet[Resource]:
    """The resources of the organisations that the actor belongs to."""
    if actor.kind == "platform":
        return Resource.objects.all()
    return Resource.objects.of_organisations(actor.organisation_ids if actor.kind == "person" else frozenset())


def may_see_resources(actor: Actor, organisation_id: UUID, *, now: datetime) -> Verdict:
    """The list of an organisation's resources: its own people."""
    if _is_member(actor, organisation_id):
        return ALLOWED
    return refused(_("Cette page est réservée aux personnes mandatées par l’organisme."))


def may_deposit(actor: Actor, organisation_id: UUID, *, now: datetime) -> Verdict:
    """Deposit a resource, or a new version of one: the organisation's own people."""
    if _is_member(actor, organisation_id):
        return ALLOWED
    return refused(_("Seules les personnes mandatées par l’organisme déposent ses ressources. Rien n’a été conservé."))


def may_preview(actor: Actor, organisation_id: UUID, *, now: datetime) -> Verdict:
    """Open a version without leaving a trace: the organisation's own people."""
    if _is_member(actor, organisation_id):
        return ALLOWED
    return refused(_("Seules les personnes mandatées par l’organisme essaient ses ressources."))


def may_open_file(actor: Actor, organisation_id: UUID, *, is_learner: bool, now: datetime) -> Verdict:
    """Open a resource in its player: the organisation's own people, and who is enrolled there (`is_learner`)."""
    if is_learner or _is_member(actor, organisation_id):
        return ALLOWED
    return refused(_("Cette ressource s’ouvre aux apprenants de l’organisme et à ses personnes mandatées."))


def may_attempt(actor: Actor, learner_account_id: UUID | None, *, now: datetime) -> Verdict:
    """Play a version as a learner: the person of the learner's account, and nobody in their place."""
    if actor.kind == "person" and learner_account_id is not None and actor.account_id == learner_account_id:
        return ALLOWED
    return refused(_("Ce parcours est celui d’une autre personne."))


def may_allow_libraries(actor: Actor, *, now: datetime) -> Verdict:
    """Let a program run in the browsers of all learners: officers and administrators of the whole platform."""
    if actor.kind == "person" and (actor.has(Role.OFFICER) or actor.has(Role.ADMINISTRATOR)):
        return ALLOWED
    return refused(_("Seuls les agents de la plateforme permettent une bibliothèque H5P. Rien n’a été changé."))
