"""After a unit was completed, passed or waived: which blocks, and is the course, satisfied by now?"""

from __future__ import annotations

from datetime import datetime
from typing import Any

from deffinum.foundation.cmi5.progress import MoveOn, UnitProgress, satisfied_blocks
from deffinum.foundation.cmi5.writing import Writer
from deffinum.foundation.policies import Actor
from deffinum.rooms.records.models import BlockSatisfaction, Registration, UnitState

Json = Any
NOTHING_YET = UnitProgress()


def satisfy_blocks(*, registration: Registration, writer: Writer, by: Actor, now: datetime) -> list[Json]:
    """Note what is satisfied from now on; returns the `satisfied` statements to store in the same transaction.

    Inside a command that holds the registration's row. Each block and the course are said once (cmi5, 9.3.9).
    """
    course = registration.course
    states = {each.unit_id: each for each in UnitState.objects.filter(registration=registration)}
    units = list(course.units.all())
    met = set()
    for unit in units:
        state = states.get(unit.pk)
        if (state.progress() if state else NOTHING_YET).meets(MoveOn(unit.move_on)):
            met.add(unit.place)
            if state is not None and state.satisfied_at is None:
                UnitState.objects.filter(pk=state.pk).update(satisfied_at=now)
    found = satisfied_blocks({unit.place: tuple(unit.around) for unit in units}, met)
    fresh = [
        each
        for each in course.blocks.select_related("course").exclude(satisfactions__registration=registration)
        if each.place in found
    ]
    BlockSatisfaction.objects.bulk_create(
        BlockSatisfaction(registration=registration, block=each, satisfied_at=now) for each in fresh
    )
    statements = [writer.satisfied(each.subject()) for each in reversed(fresh)]  # the innermost first
    if len(met) == len(units) and registration.satisfied_at is None:
        registration.satisfied_at = now
        registration.save(update_fields=["satisfied_at"])
        statements.append(writer.satisfied(course.subject()))
    return statements
