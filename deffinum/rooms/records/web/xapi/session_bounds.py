"""What the token of a launched unit reaches: its learner, its registration, its activity, and nothing else."""

from __future__ import annotations

from dataclasses import replace
from uuid import UUID

import orjson
from django.utils.translation import gettext as _

from deffinum.foundation.cmi5.preferences import PREFERENCES
from deffinum.foundation.cmi5.vocabulary import LAUNCH_DATA
from deffinum.foundation.xapi.identity import activity_key, agent_key
from deffinum.rooms.records.queries.documents import DocumentPlace
from deffinum.rooms.records.queries.find_statements import Filters
from deffinum.rooms.records.queries.open_key import OpenKey
from deffinum.rooms.records.web.xapi.exchange import NotAllowed
from deffinum.rooms.records.words import DocumentKind


def bound_filters(key: OpenKey, filters: Filters) -> Filters:
    """Only statements of the session's learner in its registration are found. Raises NotAllowed."""
    if key.session is None:
        return filters
    frame = key.session.frame
    if filters.agent not in (None, frame.learner) or filters.registration not in (None, frame.registration):
        raise _elsewhere()
    return replace(filters, agent=frame.learner, registration=frame.registration)


def may_see(key: OpenKey, body: str) -> bool:
    """May the key read this statement, asked for by its id?"""
    if key.session is None:
        return True
    statement = orjson.loads(body)
    frame = key.session.frame
    registration = statement.get("context", {}).get("registration")
    return (
        registration is not None
        and UUID(registration) == frame.registration
        and agent_key(statement["actor"]) == frame.learner
    )


def bound_place(key: OpenKey, place: DocumentPlace, *, writes: bool, deletes: bool = False) -> DocumentPlace:
    """The place itself, when the session reaches it. Raises NotAllowed."""
    if key.session is None:
        return place
    frame = key.session.frame
    if place.kind != DocumentKind.ACTIVITY_PROFILE and place.agent_key != frame.learner:
        raise _elsewhere()
    if place.kind == DocumentKind.STATE and place.registration not in (None, frame.registration):
        raise _elsewhere()
    own = {activity_key(frame.activity_id), activity_key(frame.publisher_id)}
    if place.kind == DocumentKind.ACTIVITY_PROFILE and place.activity_key not in own:
        raise _elsewhere()
    if deletes and place.kind == DocumentKind.AGENT_PROFILE and place.name in (None, PREFERENCES):
        raise NotAllowed(_("Les préférences de l’apprenant se changent et ne s’effacent pas. Rien n’a été changé."))
    if writes and place.kind == DocumentKind.STATE and place.name in (None, LAUNCH_DATA):
        raise NotAllowed(
            _("Les données de lancement (%(name)s) restent comme la plateforme les a écrites. Rien n’a été changé.")
            % {"name": LAUNCH_DATA}
        )
    return place


def _elsewhere() -> NotAllowed:
    return NotAllowed(
        _("Le jeton d’une session n’ouvre que son apprenant, son inscription et son unité. Rien n’a été fait.")
    )
