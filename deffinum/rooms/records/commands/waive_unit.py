"""Say that a unit need not be done, and why."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID, uuid4

from django.utils.translation import gettext as _

from deffinum.foundation.cmi5.writing import Writer
from deffinum.foundation.commands import command
from deffinum.foundation.errors import DomainError
from deffinum.foundation.policies import Actor
from deffinum.rooms.records.commands.satisfy_blocks import satisfy_blocks
from deffinum.rooms.records.commands.store_statements import write_statements
from deffinum.rooms.records.models import CourseUnit, Registration, UnitState
from deffinum.rooms.records.policies import may_teach
from deffinum.rooms.records.queries.consents import hold_learner_of
from deffinum.rooms.records.queries.learners import agent_of
from deffinum.rooms.records.queries.open_key import platform_key
from deffinum.rooms.records.words import WaiveReason


class AlreadyWaived(DomainError):
    """A unit is waived once a registration (cmi5, 9.3.7)."""


@command("records.waive_unit")
def waive_unit(*, registration_id: UUID, unit_id: UUID, reason: WaiveReason, by: Actor, now: datetime) -> None:
    """Waive a unit for a registration; blocks and the course that this satisfies are said at once.

    Raises Refused, AlreadyWaived, ConsentWithdrawn.
    """
    hold_learner_of(registration_id=registration_id)
    registration = (
        Registration.objects.select_for_update(of=("self",), no_key=True)
        .select_related("course__store", "learner")
        .get(pk=registration_id)
    )
    may_teach(by, registration.course.store.organisation_id, now=now).require()
    unit = CourseUnit.objects.select_related("course").get(pk=unit_id, course=registration.course)
    state, _made = UnitState.objects.get_or_create(registration=registration, unit=unit)
    if state.waived_at is not None:
        raise AlreadyWaived(_("Cette unité est déjà dispensée pour cette inscription. Rien n’a changé."))
    state.waived_at, state.waived_for = now, reason.value
    state.save(update_fields=["waived_at", "waived_for"])
    actor = agent_of(registration.learner.name)
    waived = Writer(actor, registration.pk, uuid4(), now).waived(unit.subject(), reason.value)
    satisfied = satisfy_blocks(
        registration=registration, writer=Writer(actor, registration.pk, uuid4(), now), by=by, now=now
    )
    write_statements(
        key=platform_key(registration.course.store, purpose=registration.course.purpose),
        statements=[waived, *satisfied],
        parts={},
        second=False,
        by=by,
        now=now,
    )
