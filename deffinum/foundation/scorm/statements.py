"""What an attempt on a SCO leaves as xAPI statements, by the xAPI SCORM Profile (ADL, https://w3id.org/xapi/scorm).

Pure functions. Where the profile leaves a choice: an attempt, an objective and an interaction are addresses under the
SCO's own; a response is told again each time it changes; `passed` and `failed` carry the score that is known then, and
`terminated` or `suspended` the whole result (section 5).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from urllib.parse import quote
from uuid import UUID, uuid5

from deffinum.foundation.scorm.kinds import is_number
from deffinum.foundation.scorm.model import DataModel
from deffinum.foundation.scorm.responses import xapi_pattern, xapi_response
from deffinum.foundation.scorm.standing import (
    Interaction,
    Score,
    Standing,
    Values,
    comments,
    interactions,
    is_suspended,
    objectives,
    root_of,
    session_time,
    standing,
)
from deffinum.foundation.scorm.times import read_moment, written_interval
from deffinum.foundation.scorm.vocabulary import (
    ATTEMPT,
    COMMENTED,
    COMPLETED,
    COURSE,
    DISPLAYS,
    FAILED,
    INITIALIZED,
    INTERACTION,
    LESSON,
    OBJECTIVE,
    PASSED,
    PROFILE,
    PROFILE_TYPE,
    PROGRESSED,
    RESPONDED,
    RESUMED,
    SCORED,
    SUSPENDED,
    TERMINATED,
)
from deffinum.foundation.xapi.checking import is_language_tag
from deffinum.foundation.xapi.instants import written_instant

Json = Any


@dataclass(frozen=True)
class Thing:
    """A course or a SCO: its address, and its title by language."""

    iri: str
    title: Mapping[str, str]


@dataclass(frozen=True)
class Frame:
    """Whose attempt it is and on what. The SCO's address stands under the course's.

    `session`: the number of this opening of the attempt. `sequence`: the number of this commit in that opening, the
    same when it is sent again. Statement ids are made of the attempt, the SCO and these two, so that nothing is written
    twice and nothing is taken for something else: each opening counts its commits from one.
    """

    actor: Mapping[str, Json]
    registration: UUID
    course: Thing
    sco: Thing
    attempt_id: UUID
    session: int
    sequence: int
    model: DataModel

    @property
    def attempt_iri(self) -> str:
        """The attempt as an activity."""
        return f"{self.sco.iri}/attempts/{self.attempt_id}"


def statement_of_opening(frame: Frame, *, resumed: bool, now: datetime) -> dict[str, Json]:
    """`initialized`, or `resumed` for an attempt that was suspended (sections 5 and 6)."""
    return _statement(frame, "open", RESUMED if resumed else INITIALIZED, now=now)


def statements_of_commit(frame: Frame, before: Values, after: Values, *, now: datetime) -> list[dict[str, Json]]:
    """What changed between the values kept before a commit and after it (both checked), as statements in order.

    The same values again give none. `now` is written in UTC.
    """
    writer = _Writer(frame, now)
    _tell_interactions(writer, before, after)
    known = objectives(frame.model, before)
    for name, reached in objectives(frame.model, after).items():
        _tell_standing(writer, f"objective {name}", known.get(name, Standing()), reached, _objective(frame, name))
    root = root_of(frame.model)
    _tell_standing(writer, "sco", standing(frame.model, before, root), standing(frame.model, after, root), None)
    said = comments(frame.model, before)
    for element, comment in comments(frame.model, after).items():
        if said.get(element) != comment:
            writer.write(f"comment {element}", COMMENTED, {"response": comment})
    return writer.written


def statement_of_ending(frame: Frame, values: Values, *, now: datetime) -> dict[str, Json]:
    """`suspended` when the content asked to come back, else `terminated`; with the SCO's result and the time spent."""
    reached = standing(frame.model, values, root_of(frame.model))
    result: dict[str, Json] = {}
    if reached.success is not None:
        result["success"] = reached.success
    if reached.completion is not None:
        result["completion"] = reached.completion
    if score := _score(reached.score):
        result["score"] = score
    if (spent := session_time(frame.model, values)) is not None:
        result["duration"] = written_interval(spent)
    verb = SUSPENDED if is_suspended(frame.model, values) else TERMINATED
    return _statement(frame, "end", verb, result=result, now=now)


def statement_of_course(frame: Frame, verb: str, *, now: datetime) -> dict[str, Json]:
    """`completed` or `passed` about the whole course: once for an attempt, by an id made of the attempt and the verb.

    Not of the profile, which speaks of SCOs alone, and so without its category.
    """
    result = {"completion": True} if verb == COMPLETED else {"success": True}
    return {
        "id": str(uuid5(frame.registration, f"course {verb}")),
        "actor": dict(frame.actor),
        "verb": {"id": verb, "display": DISPLAYS[verb]},
        "object": _activity(frame.course.iri, COURSE, frame.course.title),
        "result": result,
        "context": {"registration": str(frame.registration)},
        "timestamp": written_instant(now),
    }


@dataclass
class _Writer:
    frame: Frame
    now: datetime

    def __post_init__(self) -> None:
        self.written: list[dict[str, Json]] = []

    def write(
        self,
        what: str,
        verb: str,
        result: dict[str, Json],
        thing: dict[str, Json] | None = None,
        *,
        at: datetime | None = None,
    ) -> None:
        name = f"commit-{self.frame.sequence} {what} {verb}"
        self.written.append(_statement(self.frame, name, verb, result=result, thing=thing, now=at or self.now))


def _tell_interactions(writer: _Writer, before: Values, after: Values) -> None:
    model = writer.frame.model
    known = interactions(model, before)
    for place, each in interactions(model, after).items():
        if (each.response is not None or each.result) and known.get(place) != each:
            writer.write(
                f"interaction {place}",
                RESPONDED,
                _answer(each, model),
                _question(writer.frame, each),
                at=_said_at(each.moment, writer.now),
            )


def _tell_standing(
    writer: _Writer, what: str, before: Standing, after: Standing, thing: dict[str, Json] | None
) -> None:
    score = _score(after.score)
    if score and after.score != before.score and after.score.is_said:
        writer.write(what, SCORED, {"score": score}, thing)
    if after.progress is not None and after.progress != before.progress:
        writer.write(what, PROGRESSED, {"score": {"scaled": float(after.progress)}}, thing)
    if after.completion and not before.completion:
        writer.write(what, COMPLETED, {"completion": True}, thing)
    if after.success is not None and after.success != before.success:
        result: dict[str, Json] = {"success": after.success, **({"score": score} if score else {})}
        writer.write(what, PASSED if after.success else FAILED, result, thing)


def _statement(
    frame: Frame,
    what: str,
    verb: str,
    *,
    now: datetime,
    result: dict[str, Json] | None = None,
    thing: dict[str, Json] | None = None,
) -> dict[str, Json]:
    """One statement; `thing`: an activity inside the SCO, None for the SCO itself."""
    groups: dict[str, Json] = {
        "grouping": [
            _activity(frame.course.iri, COURSE, frame.course.title),
            _activity(frame.attempt_iri, ATTEMPT, frame.sco.title),
        ],
        "category": [{"objectType": "Activity", "id": PROFILE, "definition": {"type": PROFILE_TYPE}}],
    }
    sco = _activity(frame.sco.iri, LESSON, frame.sco.title)
    if thing is not None:
        groups["parent"] = [sco]
    statement: dict[str, Json] = {
        "id": str(uuid5(frame.attempt_id, f"{frame.sco.iri} session-{frame.session} {what}")),
        "actor": dict(frame.actor),
        "verb": {"id": verb, "display": DISPLAYS[verb]},
        "object": thing or sco,
        "context": {"registration": str(frame.registration), "contextActivities": groups},
        "timestamp": written_instant(now),
    }
    return {**statement, "result": result} if result else statement


def _activity(iri: str, kind: str, title: Mapping[str, str]) -> dict[str, Json]:
    return {"objectType": "Activity", "id": iri, "definition": {"name": dict(title), "type": kind}}


def _objective(frame: Frame, name: str) -> dict[str, Json]:
    iri = f"{frame.sco.iri}/objectives/{quote(name, safe='')}"
    return {"objectType": "Activity", "id": iri, "definition": {"name": {"und": name}, "type": OBJECTIVE}}


def _question(frame: Frame, asked: Interaction) -> dict[str, Json]:
    """The interaction as an activity of xAPI (1.0.3 data, 2.4.4.1 and appendix C)."""
    is_2004 = frame.model.is_2004
    definition: dict[str, Json] = {
        "name": {"und": asked.id},
        "type": INTERACTION,
        "interactionType": asked.kind,
    }
    if asked.description:
        definition["description"] = _said(asked.description)
    if asked.patterns:
        definition["correctResponsesPattern"] = [
            xapi_pattern(asked.kind, each, is_2004=is_2004) for each in asked.patterns
        ]
    iri = f"{frame.sco.iri}/interactions/{quote(asked.id, safe='')}"
    return {"objectType": "Activity", "id": iri, "definition": definition}


def _answer(asked: Interaction, model: DataModel) -> dict[str, Json]:
    result: dict[str, Json] = {}
    if asked.response is not None:
        result["response"] = xapi_response(asked.kind, asked.response, is_2004=model.is_2004)
    if asked.result in ("correct", "incorrect", "wrong"):
        result["success"] = asked.result == "correct"
    elif is_number(asked.result):
        result["score"] = {"raw": float(asked.result)}
    if asked.latency is not None:
        result["duration"] = written_interval(asked.latency)
    return result


def _score(score: Score) -> dict[str, float]:
    """As xAPI takes it (1.0.3 data, 2.4.5.1): bounds that contradict the score, or each other, are left out."""
    if not score.is_said:
        return {}
    low, high, raw = score.low, score.high, score.raw
    if low is not None and high is not None and low >= high:
        low = high = None
    if raw is not None and ((low is not None and raw < low) or (high is not None and raw > high)):
        low = high = None
    told = {"scaled": score.scaled, "raw": raw, "min": low, "max": high}
    return {name: float(value) for name, value in told.items() if value is not None}


def _said(text: str) -> dict[str, str]:
    """A localized_string_type as a language map."""
    if text.startswith("{lang="):
        language, _end, told = text[6:].partition("}")
        return {language if is_language_tag(language) else "und": told}
    return {"und": text}


def _said_at(moment: str, now: datetime) -> datetime:
    """When the content says that it happened, if it says its offset and is not ahead of the platform's clock."""
    if not moment:
        return now
    said, has_offset = read_moment(moment)
    return said if has_offset and said <= now else now
