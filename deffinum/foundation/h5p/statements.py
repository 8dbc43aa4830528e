"""An event of an H5P content as a statement: what it did is told, who did it and on what is the platform's to say.

Pure functions. H5P has no published profile of xAPI; its events are kept in the shape that H5P gives them, with
addresses of the platform's own: the content is the resource's version, a part of it stands under that address.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID, uuid5

from django.utils.translation import gettext as _

from deffinum.foundation.errors import DomainError
from deffinum.foundation.h5p.vocabulary import (
    ANSWERED,
    COMPLETED,
    COURSE,
    DISPLAYS,
    INTERACTION,
    LESSON,
    LIBRARIES,
    PASSED,
    SUB_CONTENT,
)
from deffinum.foundation.packages.refusal import shown
from deffinum.foundation.xapi.checking import InvalidStatement, check_statements, is_language_tag
from deffinum.foundation.xapi.instants import written_instant

Json = Any

LONGEST_NAME, LONGEST_TEXT, LONGEST_RESPONSE = 200, 2_000, 10_000
"""Characters; what is longer is cut."""
MOST_ITEMS = 100
"""Of a list in a question: its choices, its right answers."""
_PART = re.compile(r"[A-Za-z0-9_-]{1,64}")
_DURATION = re.compile(r"PT[0-9]{1,9}(\.[0-9]{1,6})?S")
_INTERACTIONS = frozenset(
    {"true-false", "choice", "fill-in", "long-fill-in", "matching", "performance", "sequencing", "likert", "numeric"}
    | {"other"}
)
_LISTS = {
    "choice": ("choices",),
    "sequencing": ("choices",),
    "likert": ("scale",),
    "matching": ("source", "target"),
    "performance": ("steps",),
}
"""The lists that a kind of question has (xAPI 1.0.3 data, appendix C)."""


class NotTaken(DomainError):
    """The event says something that no H5P content has to say here; the sentence names it."""

    status = 400


@dataclass(frozen=True)
class Frame:
    """Whose attempt it is, and on which content."""

    actor: Mapping[str, Json]
    registration: UUID
    """The attempt, which statement ids are made of too."""
    content: str
    """Address of the content; its player was told to name itself so."""
    part: Callable[[str], str]
    """Address of a part of the content, by its sub-content id."""
    title: str
    language: str
    """Of the content: a language tag, or 'und'."""
    libraries: frozenset[str]
    """Names of the libraries of the package: 'H5P.TrueFalse-1.6'."""
    opening: int
    """The number of this opening of the attempt."""


@dataclass(frozen=True)
class Event:
    """What the content said, as it said it. `rank`: its number in this opening, the same when it is sent again."""

    rank: int
    said: Mapping[str, Json]


def statement_of(frame: Frame, event: Event, *, now: datetime) -> dict[str, Json]:
    """The statement (xAPI 1.0.3), checked; its id is that of the event: sent again, it is the same. Raises NotTaken."""
    verb = _text(_at(event.said, "verb", "id"), LONGEST_NAME)
    if verb not in DISPLAYS:
        raise NotTaken(_("Verbe inconnu d’un contenu H5P : « %(verb)s ».") % {"verb": shown(verb)})
    part = _part_told(frame, _at(event.said, "object"))
    statement: dict[str, Json] = {
        "id": str(uuid5(frame.registration, f"h5p {frame.opening} {event.rank}")),
        "actor": dict(frame.actor),
        "verb": {"id": verb, "display": DISPLAYS[verb]},
        "object": _activity(frame, part, _at(event.said, "object", "definition")),
        "context": _context(frame, part, _at(event.said, "context", "contextActivities")),
        "timestamp": written_instant(now),
    }
    if result := _result(_at(event.said, "result")):
        statement["result"] = result
    try:
        check_statements([statement], second=False)
    except InvalidStatement as error:
        raise NotTaken(str(error)) from None
    return statement


def statements_of_whole(frame: Frame, statement: Mapping[str, Json], *, now: datetime) -> list[dict[str, Json]]:
    """What the answer to a content that is one question says of the whole: `completed`, and `passed` when it is right.

    H5P itself takes such an answer for the end of the content (core, `H5P.xAPICompletedListener`), and says no more.
    Once for an attempt, by ids made of the attempt and the verb.
    """
    if statement["verb"]["id"] != ANSWERED or statement["object"]["id"] != frame.content:
        return []
    verbs = [(COMPLETED, {"completion": True})]
    if statement.get("result", {}).get("success") is True:
        verbs.append((PASSED, {"success": True}))
    return [
        {
            "id": str(uuid5(frame.registration, f"h5p {verb}")),
            "actor": dict(frame.actor),
            "verb": {"id": verb, "display": DISPLAYS[verb]},
            "object": _activity(frame, "", None),
            "result": result,
            "context": {"registration": str(frame.registration)},
            "timestamp": written_instant(now),
        }
        for verb, result in verbs
    ]


def _at(value: Json, *path: str) -> Json:
    """What stands at a path of objects; None when there is nothing, or something else on the way."""
    for each in path:
        value = value.get(each) if isinstance(value, Mapping) else None
    return value


def _text(value: Json, longest: int) -> str:
    """A text without what no database keeps, cut; '' for anything else."""
    return value.replace("\0", "")[:longest] if isinstance(value, str) else ""


def _part_told(frame: Frame, told: Json) -> str:
    """The sub-content of which an event speaks, '' for the whole; its address must be the one that follows from it."""
    part = _at(told, "definition", "extensions", SUB_CONTENT)
    if part is None:
        part = ""
    elif not isinstance(part, str) or not _PART.fullmatch(part):
        raise NotTaken(_("Une partie de contenu H5P a un identifiant qui n’en est pas un."))
    if _at(told, "id") != (f"{frame.content}?subContentId={part}" if part else frame.content):
        raise NotTaken(
            _("Un contenu H5P ne parle que de lui-même, et non de « %(id)s ».") % {"id": shown(str(_at(told, "id")))}
        )
    return part


def _activity(frame: Frame, part: str, told: Json) -> dict[str, Json]:
    definition: dict[str, Json] = {"type": LESSON if part else COURSE}
    name = frame.title if not part else _first_text(_at(told, "name"), LONGEST_NAME)
    if name:
        definition["name"] = {_language(frame): name}
    if description := _first_text(_at(told, "description"), LONGEST_TEXT):
        definition["description"] = {_language(frame): description}
    kind = _at(told, "interactionType")
    if isinstance(kind, str) and kind in _INTERACTIONS:
        definition |= {"type": INTERACTION, "interactionType": kind, **_question(frame, kind, told)}
    return {
        "objectType": "Activity",
        "id": frame.part(part) if part else frame.content,
        "definition": definition,
    }


def _question(frame: Frame, kind: str, told: Json) -> dict[str, Json]:
    """The right answers and the lists that this kind of question has (xAPI 1.0.3 data, 2.4.4.1)."""
    found: dict[str, Json] = {}
    patterns = _list(_at(told, "correctResponsesPattern"))
    if patterns and all(isinstance(each, str) for each in patterns):
        found["correctResponsesPattern"] = [_text(each, LONGEST_RESPONSE) for each in patterns]
    for name in _LISTS.get(kind, ()):
        items = [_item(frame, each) for each in _list(_at(told, name))]
        if items and all(each["id"] for each in items) and len({each["id"] for each in items}) == len(items):
            found[name] = items
    return found


def _item(frame: Frame, told: Json) -> dict[str, Json]:
    item: dict[str, Json] = {"id": _text(_at(told, "id"), LONGEST_NAME)}
    if description := _first_text(_at(told, "description"), LONGEST_TEXT):
        item["description"] = {_language(frame): description}
    return item


def _list(value: Json) -> list[Json]:
    return value if isinstance(value, list) and len(value) <= MOST_ITEMS else []


def _first_text(told: Json, longest: int) -> str:
    """The text of a language map: H5P writes the content's own language under 'en-US'."""
    texts = [_text(each, longest) for each in told.values()] if isinstance(told, Mapping) else []
    return next((each.strip() for each in texts if each.strip()), "")


def _language(frame: Frame) -> str:
    return frame.language if is_language_tag(frame.language) else "und"


def _context(frame: Frame, part: str, told: Json) -> dict[str, Json]:
    groups: dict[str, Json] = {}
    if part:
        above = _at(_first(_at(told, "parent")), "id")
        told_part = above.partition("?subContentId=")[2] if isinstance(above, str) else ""
        is_part = _PART.fullmatch(told_part) is not None and told_part != part
        groups["parent"] = [{"objectType": "Activity", "id": frame.part(told_part) if is_part else frame.content}]
        if is_part:
            groups["grouping"] = [{"objectType": "Activity", "id": frame.content}]
    library = _at(_first(_at(told, "category")), "id")
    if isinstance(library, str) and library.removeprefix(LIBRARIES) in frame.libraries:
        groups["category"] = [{"objectType": "Activity", "id": library}]
    context: dict[str, Json] = {"registration": str(frame.registration)}
    return {**context, "contextActivities": groups} if groups else context


def _first(told: Json) -> Json:
    return told[0] if isinstance(told, list) and told else None


def _result(told: Json) -> dict[str, Json]:
    result: dict[str, Json] = {}
    for name in ("completion", "success"):
        if isinstance(_at(told, name), bool):
            result[name] = told[name]
    if score := _score(_at(told, "score")):
        result["score"] = score
    if isinstance(_at(told, "response"), str):
        result["response"] = _text(told["response"], LONGEST_RESPONSE)
    if isinstance(_at(told, "duration"), str) and _DURATION.fullmatch(told["duration"]):
        result["duration"] = told["duration"]
    return result


def _score(told: Json) -> dict[str, float]:
    """As xAPI takes it (1.0.3 data, 2.4.5.1): bounds that contradict the score, or each other, are left out."""
    score = {
        name: value
        for name in ("raw", "min", "max", "scaled")
        if isinstance(value := _at(told, name), int | float) and not isinstance(value, bool) and abs(value) < 10**9
    }
    if abs(score.get("scaled", 0)) > 1:
        del score["scaled"]
    low, high, raw = score.get("min"), score.get("max"), score.get("raw")
    is_wrong = low is not None and high is not None and low >= high
    is_wrong = is_wrong or (raw is not None and ((low is not None and raw < low) or (high is not None and raw > high)))
    return {name: value for name, value in score.items() if not (is_wrong and name in ("min", "max"))}
