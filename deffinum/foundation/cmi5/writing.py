"""What the platform itself writes: its statements about a registration, and the data of a launch (cmi5, 9 and 10)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any
from urllib.parse import urlencode, urlsplit, urlunsplit
from uuid import UUID, uuid4

import orjson

from deffinum.foundation.cmi5.progress import LaunchMode
from deffinum.foundation.cmi5.vocabulary import (
    ABANDONED,
    BLOCK_TYPE,
    CATEGORY,
    COURSE_TYPE,
    LAUNCH_MODE,
    LAUNCH_PARAMETERS,
    LAUNCH_URL,
    LAUNCHED,
    MASTERY_SCORE,
    MOVE_ON,
    MOVE_ON_CATEGORY,
    REASON,
    SATISFIED,
    SESSION_ID,
    WAIVED,
)
from deffinum.foundation.xapi.instants import written_instant

Json = Any


@dataclass(frozen=True)
class Subject:
    """What a statement is about: the activity as the platform names it, and its id in the course structure."""

    activity_id: str
    publisher_id: str
    title: Mapping[str, str]
    type: str = ""

    def activity(self) -> dict[str, Json]:
        """As the object of a statement."""
        definition: dict[str, Json] = {"name": dict(self.title)}
        if self.type:
            definition["type"] = self.type
        return {"objectType": "Activity", "id": self.activity_id, "definition": definition}


@dataclass(frozen=True)
class Writer:
    """Writes about one learner in one registration and session."""

    actor: Mapping[str, Json]
    registration: UUID
    session_id: UUID
    now: datetime

    def context(self, subject: Subject) -> dict[str, Json]:
        """The context that every statement of the session carries (contextTemplate, 10.2.1)."""
        return {
            "registration": str(self.registration),
            "contextActivities": {"grouping": [{"objectType": "Activity", "id": subject.publisher_id}]},
            "extensions": {SESSION_ID: str(self.session_id)},
        }

    def launched(self, subject: Subject, data: LaunchData) -> dict[str, Json]:
        """The unit was launched (9.3.1)."""
        told: dict[str, Json] = {
            LAUNCH_MODE: data.mode.value, LAUNCH_URL: data.url, MOVE_ON: data.move_on,
        }  # fmt: skip
        if data.mastery_score is not None:
            told[MASTERY_SCORE] = float(data.mastery_score)
        if data.launch_parameters:
            told[LAUNCH_PARAMETERS] = data.launch_parameters
        return self._statement(LAUNCHED, {"en": "launched", "fr": "a été lancée"}, subject, extensions=told)

    def abandoned(self, subject: Subject, duration: timedelta) -> dict[str, Json]:
        """The session ended without saying so (9.3.6)."""
        return self._statement(
            ABANDONED, {"en": "abandoned", "fr": "a été abandonnée"}, subject, result={"duration": written(duration)}
        )

    def waived(self, subject: Subject, reason: str) -> dict[str, Json]:
        """The unit need not be done (9.3.7)."""
        result = {"success": True, "completion": True, "extensions": {REASON: reason}}
        return self._statement(WAIVED, {"en": "waived", "fr": "a été dispensée"}, subject, result=result)

    def satisfied(self, subject: Subject) -> dict[str, Json]:
        """Every unit of the block or of the course is satisfied (9.3.9)."""
        return self._statement(SATISFIED, {"en": "satisfied", "fr": "est satisfait"}, subject)

    def _statement(
        self,
        verb: str,
        display: dict[str, str],
        subject: Subject,
        *,
        result: dict[str, Json] | None = None,
        extensions: dict[str, Json] | None = None,
    ) -> dict[str, Json]:
        context = self.context(subject)
        context["contextActivities"]["category"] = [{"objectType": "Activity", "id": CATEGORY}]
        if result is not None and "success" in result:
            context["contextActivities"]["category"].append({"objectType": "Activity", "id": MOVE_ON_CATEGORY})
        context["extensions"] |= extensions or {}
        statement: dict[str, Json] = {
            "id": str(uuid4()),
            "actor": dict(self.actor),
            "verb": {"id": verb, "display": display},
            "object": subject.activity(),
            "context": context,
            "timestamp": written_instant(self.now),
        }
        return statement if result is None else {**statement, "result": result}


@dataclass(frozen=True)
class LaunchData:
    """What the platform tells a unit before its launch."""

    mode: LaunchMode
    url: str
    """Of the unit, without the launch parameters."""
    move_on: str
    mastery_score: Decimal | None
    launch_parameters: str
    entitlement_key: str
    return_url: str

    def document(self, template: Mapping[str, Json]) -> bytes:
        """The state document LMS.LaunchData (10.2), as JSON; `template` is the context of the session."""
        told: dict[str, Json] = {
            "contextTemplate": dict(template),
            "launchMode": self.mode.value,
            "moveOn": self.move_on,
            "returnURL": self.return_url,
        }
        if self.mastery_score is not None:
            told["masteryScore"] = float(self.mastery_score)
        if self.launch_parameters:
            told["launchParameters"] = self.launch_parameters
        if self.entitlement_key:
            told["entitlementKey"] = {"courseStructure": self.entitlement_key}
        return orjson.dumps(told)


def block(activity_id: str, publisher_id: str, title: Mapping[str, str]) -> Subject:
    """A block as a subject."""
    return Subject(activity_id, publisher_id, title, BLOCK_TYPE)


def course(activity_id: str, publisher_id: str, title: Mapping[str, str]) -> Subject:
    """A course as a subject."""
    return Subject(activity_id, publisher_id, title, COURSE_TYPE)


def launch_address(url: str, parameters: Mapping[str, str]) -> str:
    """The unit's address with the launch parameters after those of its own query (8.1)."""
    scheme, place, path, query, fragment = urlsplit(url)
    joined = "&".join(each for each in (query, urlencode(parameters)) if each)
    return urlunsplit((scheme, place, path, joined, fragment))


def written(duration: timedelta) -> str:
    """As ISO 8601, to the hundredth of a second; never negative."""
    hundredths = max(duration, timedelta()) // timedelta(milliseconds=10)
    return f"PT{hundredths // 100}.{hundredths % 100:02d}S"
