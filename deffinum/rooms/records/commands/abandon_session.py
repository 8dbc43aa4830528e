"""End a session that was left without saying so."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.utils.translation import gettext as _

from deffinum.foundation.cmi5.writing import Writer
from deffinum.foundation.commands import command
from deffinum.foundation.errors import DomainError
from deffinum.foundation.policies import Actor
from deffinum.rooms.records.commands.store_statements import Json, write_statements
from deffinum.rooms.records.models import Registration, Session
from deffinum.rooms.records.policies import may_follow
from deffinum.rooms.records.queries.consents import hold_learner_of, withdrawn_among
from deffinum.rooms.records.queries.learners import agent_of
from deffinum.rooms.records.queries.left_sessions import registration_of_session
from deffinum.rooms.records.queries.open_key import platform_key


class SessionOver(DomainError):
    """The session has said its end, or was abandoned before (409)."""


@command("records.abandon_session")
def abandon_session(*, session_id: UUID, by: Actor, now: datetime) -> None:
    """Close the session and write `abandoned`; its token opens nothing any more (cmi5, 9.3.6).

    Of a learner who withdrew their consent nothing is written: the session is closed all the same. Raises Refused,
    SessionOver, and LearnerGone or DoesNotExist when the learner was erased meanwhile: then nothing is left to close.
    """
    if (registration_id := registration_of_session(session_id=session_id)) is not None:
        hold_learner_of(registration_id=registration_id)
    registration = (
        Registration.objects.select_for_update(of=("self",), no_key=True)
        .select_related("course__store", "learner")
        .get(sessions=session_id)
    )
    store, learner, purpose = registration.course.store, registration.learner, registration.course.purpose
    may_follow(by, store.organisation_id, learner.account_id, now=now).require()
    session = Session.objects.select_related("unit__course").get(pk=session_id)
    if session.ended_at is not None or session.abandoned_at is not None:
        raise SessionOver(_("Cette session est déjà finie. Rien n’a changé."))
    statement = note_abandonment(session=session, registration=registration, by=by, now=now)
    if withdrawn_among(store_id=store.pk, purpose=purpose, agent_keys={learner.agent_key.hex}):
        return
    own = platform_key(store, purpose=purpose)
    write_statements(key=own, statements=[statement], parts={}, second=False, by=by, now=now)


def note_abandonment(*, session: Session, registration: Registration, by: Actor, now: datetime) -> Json:
    """Mark an open session; the statement that says so, to be stored in the same transaction.

    It lasted from its launch to the last statement of the unit (cmi5, 9.5.4.2).
    """
    session.abandoned_at = now
    session.save(update_fields=["abandoned_at"])
    writer = Writer(agent_of(registration.learner.name), registration.pk, session.pk, now)
    spent = (session.latest_at or session.launched_at) - session.launched_at
    return writer.abandoned(session.unit.subject(), spent)
