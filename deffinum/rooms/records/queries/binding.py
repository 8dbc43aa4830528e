"""What the token of a headset or of a browser's player reaches: one learner, one resource, one registration."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from hmac import compare_digest
from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _

from deffinum.foundation.errors import DomainError
from deffinum.foundation.xapi.identity import actors_of, agent_key
from deffinum.foundation.xapi.schema import VOIDED
from deffinum.rooms.records.models import DeviceToken, Play
from deffinum.rooms.records.queries.evidence import DIMENSIONS
from deffinum.rooms.records.queries.learners import agent_of
from deffinum.rooms.records.words import KeyScope

Json = Any

PLAY_SCOPES = frozenset({KeyScope.WRITE.value, KeyScope.READ_MINE.value, KeyScope.STATE.value})
DEVICE_SCOPES = PLAY_SCOPES | {KeyScope.DEFINE.value}
_HELD_CONTEXT = ("parent", "grouping", "other")
"""Context activities that must belong to the resource. A category names a profile of xAPI, which belongs to all."""
_FRESH = timedelta(minutes=1)


class OutsideBinding(DomainError):
    """The token writes or reads for someone or something else than what it was given for (403)."""

    status = 403


@dataclass(frozen=True)
class Binding:
    """The one learner and the one resource of a token.

    `describes`: its statements may describe the resource to the store, and nothing else. `notes_use`: the instant of
    its last call is kept.
    """

    learner_agent: dict[str, Json]
    learner_key: UUID
    activity: str
    registration: UUID
    describes: bool = False
    notes_use: bool = False
    last_used: datetime | None = None

    @classmethod
    def of_device(cls, device: DeviceToken) -> Binding:
        """Of a paired headset or simulator (its learner is loaded with it)."""
        return cls(
            learner_agent=agent_of(device.learner.name),
            learner_key=device.learner.agent_key,
            activity=device.activity,
            registration=device.registration,
            describes=True,
            notes_use=True,
            last_used=device.last_used_at,
        )

    @classmethod
    def of_play(cls, play: Play) -> Binding:
        """Of a browser's player (its learner is loaded with it); it lasts hours, and its calls are not noted."""
        return cls(
            learner_agent=agent_of(play.learner.name),
            learner_key=play.learner.agent_key,
            activity=play.activity,
            registration=play.registration,
        )

    def was_seen_before(self, now: datetime) -> bool:
        """Is its last use more than a minute old (so that it is worth writing down again)?"""
        return self.notes_use and (self.last_used is None or now - self.last_used > _FRESH)

    def holds(self, iri: str) -> bool:
        """Is the activity the resource, or a part of it (its IRI, then "/" or "#")?"""
        return iri == self.activity or iri.startswith((f"{self.activity}/", f"{self.activity}#"))

    def check_statement(self, statement: Json, *, where: str, authority: dict[str, Json]) -> None:
        """Refuse a statement (of valid shape) that is not the learner's about the resource.

        `authority`: the token's own, which a statement that is sent again may carry. Raises OutsideBinding.
        """
        self._check_people(where, statement, authority)
        self._check_activities(where, statement)
        registration = statement.get("context", {}).get("registration")
        if registration is None or UUID(registration) != self.registration:
            raise _outside(
                f"{where}.context.registration", _("il faut l’inscription reçue avec ce jeton (« registration »).")
            )

    def check_state(self, *, activity: str, agent: dict[str, Json], registration: UUID | None) -> None:
        """Refuse a state document of anyone or anything else. Raises OutsideBinding."""
        if agent_key(agent) != self.learner_key:
            raise _outside("agent", _("ce jeton n’ouvre que les traces de son apprenant."))
        if activity != self.activity:
            raise _outside("activityId", _("ce jeton n’ouvre que sa ressource."))
        if registration not in (None, self.registration):
            raise _outside("registration", _("il faut l’inscription reçue avec ce jeton (« registration »)."))

    def check_activity(self, iri: str) -> None:
        """Refuse an activity that is not of the resource. Raises OutsideBinding."""
        if not self.holds(iri):
            raise _outside("activityId", _("ce jeton n’ouvre que sa ressource."))

    def _check_people(self, where: str, statement: Json, authority: dict[str, Json]) -> None:
        actor = statement["actor"]
        if actor.get("objectType", "Agent") != "Agent" or agent_key(actor) != self.learner_key:
            raise _outside(f"{where}.actor", _("ce jeton n’écrit que pour l’apprenant reçu avec lui."))
        known = {self.learner_key, agent_key(authority)}
        if any(agent_key(each) not in known for each in actors_of(statement)):
            raise _outside(where, _("ce jeton ne nomme que l’apprenant reçu avec lui."))

    def _check_activities(self, where: str, statement: Json) -> None:
        thing = statement["object"]
        if thing.get("objectType", "Activity") != "Activity" or statement["verb"]["id"] == VOIDED:
            raise _outside(f"{where}.object", _("ce jeton n’écrit que sur une activité, et n’annule rien."))
        if not self.holds(thing["id"]):
            raise _outside(f"{where}.object.id", self._family())
        groups = statement.get("context", {}).get("contextActivities", {})
        for name in _HELD_CONTEXT:
            found = groups.get(name, ())
            for each in [found] if isinstance(found, dict) else found:
                if not self.holds(each["id"]) and not (name == "grouping" and _is_dimension(each)):
                    raise _outside(f"{where}.context.contextActivities.{name}", self._family())
        category = groups.get("category", ()) if self.describes else ()
        if any("definition" in each for each in ([category] if isinstance(category, dict) else category)):
            raise _outside(f"{where}.context.contextActivities.category", _("ce jeton ne décrit que sa ressource."))

    def may_describe(self, iri: str) -> bool:
        """Does the store keep what its statements say of the activity?"""
        return self.describes and self.holds(iri)

    def _family(self) -> str:
        return _("il faut la ressource de ce jeton (%(iri)s), ou une adresse qui la prolonge par « / » ou « # ».") % {
            "iri": self.activity
        }


def _is_dimension(activity: Json) -> bool:
    """Does it say in which version, path or place something was learnt, and nothing more (docs/decisions/0011)?"""
    definition = activity.get("definition", {})
    return definition.keys() == {"type"} and definition["type"] in DIMENSIONS


def open_device(*, token_id: UUID, digest: str, now: datetime) -> DeviceToken | None:
    """The token in force whose secret has this digest, or None."""
    found = DeviceToken.objects.select_related("store", "learner").filter(pk=token_id).first()
    if found is None or not compare_digest(found.secret_hash, digest) or not found.is_open(at=now):
        return None
    return found


def open_play_token(*, token_id: UUID, digest: str, now: datetime) -> Play | None:
    """The play in force whose secret has this digest, or None."""
    found = Play.objects.select_related("store", "learner").filter(pk=token_id).first()
    if found is None or not compare_digest(found.secret_hash, digest) or not found.is_open(at=now):
        return None
    return found


def _outside(where: str, sentence: str) -> OutsideBinding:
    return OutsideBinding(f"{where} : {sentence} " + _("Rien n’a été enregistré."))
