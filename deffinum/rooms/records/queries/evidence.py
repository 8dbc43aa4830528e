"""What one statement proves: about which resource, which step of it, with which outcome, score and time.

A pure function of the statement, so that any order of arrival gives the same figures. The rules are those of
docs/decisions/0011.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from math import isfinite
from typing import Any

from deffinum.foundation.cmi5.vocabulary import CATEGORY, COURSE_TYPE, SESSION_ID, WAIVED
from deffinum.foundation.xapi.durations import milliseconds_of
from deffinum.foundation.xapi.identity import identifier_of

Json = Any

_ADL = "http://adlnet.gov/expapi"
_W3ID = "https://w3id.org/xapi/adl/verbs"


class DimensionType(StrEnum):
    """Types of the activities of `grouping` that say in which version, path or place something was learnt."""

    VERSION = "urn:deffinum:xapi:type:resource-version"
    PATH = "urn:deffinum:xapi:type:path"
    PLACE = "urn:deffinum:xapi:type:place"


RESOURCE_TYPES = frozenset({f"{_ADL}/activities/course", f"{_ADL}/activities/lesson", COURSE_TYPE})
_PLATFORM_TYPES = frozenset(
    f"http://id.tincanapi.com/activitytype/{name}" for name in ("lms", "site", "source", "tutor-session")
)
"""Of activities that stand for the tool itself: never a resource."""
DIMENSIONS = frozenset(DimensionType)
_SAYS_ENDED = frozenset(
    {f"{_ADL}/verbs/terminated", f"{_ADL}/verbs/suspended", f"{_ADL}/verbs/exited", f"{_W3ID}/abandoned"}
)
"""The end of a session says again how the learner stands: that is no further try."""
_SAYS_ATTEMPTED = frozenset({f"{_ADL}/verbs/attempted", f"{_ADL}/verbs/initialized"})
_SAYS_COMPLETED = frozenset({f"{_ADL}/verbs/completed", f"{_W3ID}/satisfied"})
_SAYS_PASSED = frozenset({f"{_ADL}/verbs/passed", f"{_ADL}/verbs/mastered"})
_SAYS_FAILED = f"{_ADL}/verbs/failed"
_SAYS_PROGRESS = f"{_ADL}/verbs/progressed"
"""Its `score.scaled` is how far the learner got, not how well (xAPI SCORM Profile)."""
_SAYS_NOTHING = frozenset({f"{_ADL}/verbs/voided", WAIVED})
_TRIES = "/xapi/extensions/essais"
"""How the extension "how many tries" ends, whatever the platform's address (`TrackedLearning.attempts_extension`)."""
_MOST_TRIES = 1_000_000


@dataclass(slots=True)
class Evidence:
    """What a statement says; IRIs are '' where it names none."""

    resource: str
    step: str
    title: str
    """The activity whose definition names the resource: its own, but in a session of cmi5 the launched one."""
    version: str
    path: str
    place: str
    completed: bool
    passed: bool
    failed: bool
    attempted: bool
    judged: bool
    tries: int
    """As the tool itself counted them; 0: it did not."""
    score: int | None
    """In ten-thousandths."""
    ended_ms: int | None
    """What an ended session lasted."""
    told_ms: int | None
    """A duration that another statement gives."""


def evidence_of(statement: dict[str, Json]) -> Evidence | None:
    """What it proves; None when it tells nothing of one learner about an activity."""
    thing, actor, verb = statement["object"], statement["actor"], statement["verb"]["id"]
    if (
        thing.get("objectType", "Activity") != "Activity"
        or verb in _SAYS_NOTHING
        or actor.get("objectType", "Agent") != "Agent"
        or identifier_of(actor) is None
    ):
        return None
    around, dimensions = _around(statement)
    resource, is_whole = _resource_of(statement, around)
    result = statement.get("result") or {}
    success = result.get("success")
    duration = milliseconds_of(result["duration"]) if "duration" in result else None
    ended = verb in _SAYS_ENDED
    return Evidence(
        resource=resource,
        step="" if is_whole else thing["id"],
        title=thing["id"] if is_whole else resource,
        version=dimensions.get(DimensionType.VERSION.value, ""),
        path=dimensions.get(DimensionType.PATH.value, ""),
        place=dimensions.get(DimensionType.PLACE.value, ""),
        completed=bool(result.get("completion", verb in _SAYS_COMPLETED)),
        passed=verb in _SAYS_PASSED if success is None else success,
        failed=not ended and (verb == _SAYS_FAILED if success is None else not success),
        attempted=verb in _SAYS_ATTEMPTED,
        judged=not ended and (success is not None or verb in _SAYS_PASSED or verb == _SAYS_FAILED),
        tries=_tries_in(result),
        score=None if verb == _SAYS_PROGRESS else _score_in(result),
        ended_ms=duration if ended else None,
        told_ms=None if ended else duration,
    )


def _around(statement: dict[str, Json]) -> tuple[list[dict[str, Json]], dict[str, str]]:
    """The activities that may be the resource, parents first, and the dimensions."""
    groups = statement.get("context", {}).get("contextActivities")
    if not groups:
        return [], {}
    found: list[dict[str, Json]] = []
    dimensions: dict[str, str] = {}
    for each in (*_listed(groups, "parent"), *_listed(groups, "grouping")):
        kind = each["definition"].get("type", "") if "definition" in each else ""
        if kind in DIMENSIONS:
            dimensions.setdefault(kind, each["id"])
        elif kind not in _PLATFORM_TYPES:
            found.append(each)
    return found, dimensions


def _listed(groups: dict[str, Json], name: str) -> Iterator[dict[str, Json]]:
    found = groups.get(name, ())
    yield from [found] if isinstance(found, dict) else found


def _resource_of(statement: dict[str, Json], around: list[dict[str, Json]]) -> tuple[str, bool]:
    """The IRI of the resource, and whether the statement is about all of it (False: about a step)."""
    thing = statement["object"]
    iri: str = thing["id"]
    if not around:
        return iri, True
    context = statement["context"]
    if SESSION_ID in context.get("extensions", ()):
        groups = context["contextActivities"]
        published = next((each["id"] for each in _listed(groups, "grouping") if each in around), "")
        if published:
            return published, any(each["id"] == CATEGORY for each in _listed(groups, "category"))
    holders = [each["id"] for each in around if _holds(each["id"], iri)]
    if holders:
        return str(min(holders, key=len)), False
    if _type_of(thing) in RESOURCE_TYPES:
        return iri, True
    typed = next((each["id"] for each in around if _type_of(each) in RESOURCE_TYPES), "")
    if typed:
        return typed, typed == iri
    parent = next((each["id"] for each in _listed(context["contextActivities"], "parent") if each in around), iri)
    return parent, parent == iri


def _holds(holder: str, iri: str) -> bool:
    """Is the activity a part of the other one (its IRI, then "/" or "#")? An address without a path holds nothing."""
    return (
        len(iri) > len(holder)
        and iri.startswith(holder)
        and iri[len(holder)] in "/#"
        and (not holder.startswith(("http://", "https://")) or _has_path(holder))
    )


def _has_path(address: str) -> bool:
    """Read without `urlsplit`, which raises on addresses that are valid IRIs here."""
    bare = address.partition("#")[0].partition("?")[0]
    return bool(bare.partition("://")[2].partition("/")[2])


def _type_of(activity: dict[str, Json]) -> str:
    return str(activity["definition"].get("type", "")) if "definition" in activity else ""


def _tries_in(result: dict[str, Json]) -> int:
    for name, value in result.get("extensions", {}).items():
        if name.endswith(_TRIES) and type(value) is int and 0 < value <= _MOST_TRIES:
            return int(value)
    return 0


def _score_in(result: dict[str, Json]) -> int | None:
    """`scaled`, else where `raw` stands between `min` (0 when not said) and `max`; never below zero or above one.

    None as well for numbers too large, or too close to each other, to be told apart.
    """
    score = result.get("score")
    if not score:
        return None
    if "scaled" in score:
        scaled = score["scaled"]
    elif "raw" in score and "max" in score:
        raw, low, high = score["raw"], score.get("min", 0), score["max"]
        span = high - low
        if not isfinite(span) or span <= 0:
            return None
        scaled = (raw - low) / span
    else:
        return None
    return round(max(0, min(1, scaled)) * 10_000) if isfinite(scaled) else None
