"""Ask an expert for a review."""

from __future__ import annotations

import uuid
from datetime import date, datetime
from typing import ClassVar

from django.utils.translation import gettext_lazy as _

from deffinum.foundation import events
from deffinum.foundation.clock.instants import day_of
from deffinum.foundation.commands import command
from deffinum.foundation.errors import DomainError
from deffinum.foundation.policies import Actor
from deffinum.rooms.calls.public import member_organisation_ids
from deffinum.rooms.people.public import Role, account_ids_of_role, actor_by_account_id, organisation_summaries
from deffinum.rooms.selection.events import ReviewAsked
from deffinum.rooms.selection.models import Assignment, Examination
from deffinum.rooms.selection.policies.examination import may_assign_expert


class ExpertRefused(DomainError):
    """This person cannot review this file; the sentence says why."""

    status: ClassVar[int] = 409


@command("selection.assign_expert")
def assign_expert(
    *, examination_id: uuid.UUID, expert_id: uuid.UUID, due_on: date, by: Actor, now: datetime
) -> Assignment:
    """Ask a holder of the expert's role who has no mandate in the consortium. Raises Refused, ExpertRefused."""
    examination = Examination.objects.locked().get(pk=examination_id)
    may_assign_expert(by, examination, now=now).require()
    _check_expert(examination, expert_id, now=now)
    if due_on <= day_of(now):
        raise ExpertRefused(_("La date de remise est déjà passée : choisissez une date à venir."), field="due_on")
    assignment = Assignment.objects.create(
        examination=examination, expert_id=expert_id, asked_by=by.account_id, asked_at=now, due_on=due_on
    )
    events.publish(ReviewAsked(assignment.pk))
    return assignment


def _check_expert(examination: Examination, expert_id: uuid.UUID, *, now: datetime) -> None:
    day = day_of(now)
    if expert_id not in account_ids_of_role(Role.EXPERT, day=day, scope_id=examination.application.call_id):
        raise ExpertRefused(
            _("Cette personne n’a pas le rôle d’expert sur cet appel. Rien n’a été demandé."), field="expert"
        )
    if examination.assignments.filter(expert_id=expert_id).exists():
        raise ExpertRefused(
            _("Cette personne a déjà été sollicitée pour ce dossier. Choisissez un autre expert."), field="expert"
        )
    if expert_id == examination.officer_id:
        raise ExpertRefused(
            _("Cette personne instruit le dossier : elle ne peut pas l’expertiser. Choisissez un autre expert."),
            field="expert",
        )
    shared = (
        member_organisation_ids(application_id=examination.application_id)
        & actor_by_account_id(account_id=expert_id, day=day).organisation_ids
    )
    if shared:
        names = ", ".join(each.name for each in organisation_summaries(shared).values())
        raise ExpertRefused(
            _(
                "Cette personne a un mandat dans un membre du groupement (%(names)s) : elle ne peut pas expertiser ce "
                "dossier. Rien n’a été demandé : choisissez un autre expert."
            )
            % {"names": names},
            field="expert",
        )
