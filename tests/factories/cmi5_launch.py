"""A course of a learner, and its launched units as programs: all that a unit knows, it reads from its address."""

from __future__ import annotations

import base64
import uuid
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import parse_qs, urlsplit

import orjson
from django.test import Client

from deffinum.foundation.cmi5.preferences import PREFERENCES
from deffinum.foundation.cmi5.progress import LaunchMode
from deffinum.foundation.cmi5.vocabulary import (
    CATEGORY,
    COMPLETED,
    FAILED,
    INITIALIZED,
    MOVE_ON_CATEGORY,
    PASSED,
    SESSION_ID,
)
from deffinum.foundation.policies import PLATFORM
from deffinum.rooms.records.commands.enrol_learner import enrol_learner
from deffinum.rooms.records.commands.import_course import import_course
from deffinum.rooms.records.commands.launch_unit import launch_unit
from deffinum.rooms.records.commands.open_store import make_key
from deffinum.rooms.records.commands.register_learner import register_learner
from deffinum.rooms.records.models import CourseUnit, Statement
from deffinum.rooms.records.words import KeyScope
from tests.factories.cmi5 import HERE, block, course, unit
from tests.factories.people import OrganisationFactory

CALLS = {"X-Experience-API-Version": "1.0.3"}
EXPERIENCED = "http://adlnet.gov/expapi/verbs/experienced"


@dataclass
class Unit:
    """A launched unit: all that it knows, it reads from its address, as content does."""

    address: str
    token: str = ""
    context: dict[str, Any] | None = None
    data: dict[str, Any] | None = None
    clock: datetime = datetime(2026, 11, 22, 9, tzinfo=UTC)

    @property
    def told(self) -> dict[str, str]:
        return {name: values[0] for name, values in parse_qs(urlsplit(self.address).query).items()}

    def fetch(self) -> dict[str, str]:
        answer = Client(enforce_csrf_checks=True).post(urlsplit(self.told["fetch"]).path)
        assert (answer.status_code, answer["Content-Type"]) == (200, "application/json")
        found: dict[str, str] = answer.json()
        return found

    def start(self) -> Unit:
        self.token = self.fetch()["auth-token"]
        answer = self.call("GET", "activities/state", **self.place("LMS.LaunchData"))
        assert answer.status_code == 200, answer.content
        self.data = answer.json()
        self.context = self.data["contextTemplate"]
        assert self.preferences("GET").status_code == 200
        return self

    def preferences(self, method: str, body: Any = None, **words: Any) -> Any:
        """Call the document of what the learner prefers."""
        return self.call(method, "agents/profile", body, agent=self.told["actor"], profileId=PREFERENCES, **words)

    def place(self, name: str) -> dict[str, str]:
        told = self.told
        return {
            "activityId": told["activityId"], "agent": told["actor"],
            "registration": told["registration"], "stateId": name,
        }  # fmt: skip

    def call(
        self, method: str, resource: str, body: Any = None, *, media: str = "application/json",
        headers: dict[str, str] | None = None, **query: str,
    ) -> Any:  # fmt: skip
        data = body if isinstance(body, bytes) else b"" if body is None else orjson.dumps(body)
        return Client().generic(
            method, f"/xapi/{resource}", data=data, content_type=media, query_params=query,
            headers={**CALLS, "Authorization": f"Basic {self.token}", **(headers or {})},
        )  # fmt: skip

    def statement(self, verb: str, *, defined: bool = True, **changes: Any) -> dict[str, Any]:
        """A right statement of the unit, a second after the one before."""
        self.clock += timedelta(seconds=1)
        result: dict[str, Any] = {} if verb == INITIALIZED or not defined else {"duration": "PT5S"}
        result |= {PASSED: {"success": True}, FAILED: {"success": False}, COMPLETED: {"completion": True}}.get(
            verb if defined else "", {}
        )
        context = orjson.loads(orjson.dumps(self.context))
        if defined:
            kinds = [CATEGORY, *([MOVE_ON_CATEGORY] if {"success", "completion"} & result.keys() else [])]
            context["contextActivities"]["category"] = [{"id": each} for each in kinds]
        statement = {
            "id": str(uuid.uuid4()), "actor": orjson.loads(self.told["actor"]), "verb": {"id": verb},
            "object": {"id": self.told["activityId"]}, "context": context,
            "timestamp": self.clock.isoformat().replace("+00:00", "Z"), "result": result,
        }  # fmt: skip
        return statement | changes

    def session(self) -> str:
        """The id of the session, as the launch told it."""
        assert self.context is not None
        return str(self.context["extensions"][SESSION_ID])

    def send(self, *verbs: str) -> None:
        for verb in verbs:
            answer = self.call("POST", "statements", self.statement(verb))
            assert answer.status_code == 200, answer.content

    def refused(self, statement: dict[str, Any], status: int) -> None:
        before = Statement.objects.count()
        answer = self.call("POST", "statements", statement)
        assert answer.status_code == status, answer.content
        assert answer.json()["detail"]
        assert Statement.objects.count() == before


COURSE = course(
    block(
        "gestes",
        unit("a", moveOn="CompletedAndPassed", masteryScore="0.8", url=f"{HERE}/a.html?taille=2#haut"),
        block("pose", unit("b", moveOn="Completed", launchMethod="OwnWindow")),
    ),
    unit("c"),
)


class Room:
    """A course with a learner, and the units of its registration."""

    def __init__(
        self, xml: bytes = COURSE, learner: str = "Zélie (exemple)", *, base_address: str = "",
        files: frozenset[str] | None = None,
    ) -> None:  # fmt: skip
        self.organisation = OrganisationFactory()
        self.now = datetime.now(UTC)
        words: dict[str, Any] = {"by": PLATFORM, "now": self.now}
        self.words = words
        self.course = import_course(
            organisation_id=self.organisation.pk, package=xml, base_address=base_address, files=files, **words
        )
        self.learner = enrol_learner(organisation_id=self.organisation.pk, label=learner, account_id=None, **words)
        self.registration = self.register(self.learner.id)

    def register(self, learner_id: uuid.UUID) -> uuid.UUID:
        return register_learner(course_id=self.course, learner_id=learner_id, **self.words)

    def reading_key(self) -> str:
        """The pair of a key that reads the whole store, ready for Basic authentication."""
        made = make_key(
            organisation_id=self.organisation.pk, label="Lecture (exemple)", scopes=[KeyScope.READ], expires_at=None,
            **self.words,
        )  # fmt: skip
        return base64.b64encode(f"{made.id}:{made.secret}".encode()).decode()

    def unit(self, place: int) -> CourseUnit:
        return CourseUnit.objects.get(course_id=self.course, place=place)

    def launch(self, place: int = 0, mode: LaunchMode = LaunchMode.NORMAL) -> Unit:
        launch = launch_unit(
            registration_id=self.registration, unit_id=self.unit(place).pk, mode=mode,
            return_url="https://exemple.invalid/retour", **self.words,
        )  # fmt: skip
        return Unit(launch.address)


def said(verb: str) -> list[dict[str, Any]]:
    """The stored statements of a verb, in their order."""
    bodies = [orjson.loads(each) for each in Statement.objects.order_by("stored").values_list("body", flat=True)]
    return [each for each in bodies if each["verb"]["id"] == verb]
