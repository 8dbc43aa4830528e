"""Register a learner to a course."""

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
from deffinum.rooms.records.models import CourseStructure, Learner, Registration
from deffinum.rooms.records.policies import may_teach
from deffinum.rooms.records.queries.consents import hold_learner
from deffinum.rooms.records.queries.learners import agent_of
from deffinum.rooms.records.queries.open_key import platform_key


class LearnerOfAnotherStore(DomainError):
    """The learner is not enrolled in the organisation whose course it is."""

    status = 422


@command("records.register_learner")
def register_learner(*, course_id: UUID, learner_id: UUID, by: Actor, now: datetime) -> UUID:
    """Register an enrolled learner; each call is a new registration (a course may be taken again).

    What needs nothing to be satisfied (moveOn NotApplicable) is satisfied at once (cmi5, 9.6.1). Raises Refused,
    LearnerOfAnotherStore, LearnerGone, ConsentWithdrawn.
    """
    hold_learner(learner_id=learner_id, purpose="")
    course = CourseStructure.objects.select_related("store").get(pk=course_id)
    may_teach(by, course.store.organisation_id, now=now).require()
    learner = Learner.objects.filter(pk=learner_id, store_id=course.store_id).first()
    if learner is None:
        raise LearnerOfAnotherStore(_("Choisissez un apprenant inscrit dans cet organisme."), field="learner")
    registration = Registration.objects.create(course=course, learner=learner, registered_at=now)
    writer = Writer(agent_of(learner.name), registration.pk, uuid4(), now)
    if statements := satisfy_blocks(registration=registration, writer=writer, by=by, now=now):
        own = platform_key(course.store, purpose=course.purpose)
        write_statements(key=own, statements=statements, parts={}, second=False, by=by, now=now)
    return registration.pk
