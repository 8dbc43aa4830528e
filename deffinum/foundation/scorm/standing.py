"""What an attempt's values say, in the same words for every version: status, score, interactions, objectives."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation

from deffinum.foundation.scorm.model import DataModel, read_place
from deffinum.foundation.scorm.times import read_interval, read_timespan

Values = Mapping[str, str]


@dataclass(frozen=True)
class Score:
    """A score; None: not said. `scaled` from -1 to 1."""

    scaled: Decimal | None = None
    raw: Decimal | None = None
    low: Decimal | None = None
    high: Decimal | None = None

    @property
    def is_said(self) -> bool:
        """Is there a score, and not only its bounds?"""
        return self.scaled is not None or self.raw is not None


@dataclass(frozen=True)
class Standing:
    """Where a SCO or an objective stands; None: not known. `progress` from 0 to 1."""

    completion: bool | None = None
    success: bool | None = None
    score: Score = Score()
    progress: Decimal | None = None


@dataclass(frozen=True)
class Interaction:
    """What was asked and answered. `result` as the model writes it ('correct', '0.5'…); '' for what was not said."""

    id: str
    kind: str
    response: str | None
    result: str
    patterns: tuple[str, ...]
    latency: int | None
    """Milliseconds."""
    moment: str
    description: str


def standing(model: DataModel, values: Values, at: str) -> Standing:
    """The standing at a place: 'cmi' of SCORM 2004, 'cmi.core' of 1.2, or an objective ('cmi.objectives.0')."""
    if not model.is_2004:
        status = values.get(f"{at}.lesson_status" if at == "cmi.core" else f"{at}.status", "")
        return Standing(_completion_12(status), _success(status), _score_12(values, f"{at}.score"))
    return Standing(
        completion={"completed": True, "incomplete": False}.get(values.get(f"{at}.completion_status", "")),
        success=_success(values.get(f"{at}.success_status", "")),
        score=Score(*(_number(values, f"{at}.score.{each}") for each in ("scaled", "raw", "min", "max"))),
        progress=_number(values, f"{at}.progress_measure"),
    )


def root_of(model: DataModel) -> str:
    """Where the SCO's own standing stands."""
    return "cmi" if model.is_2004 else "cmi.core"


def objectives(model: DataModel, values: Values) -> dict[str, Standing]:
    """The standing of each objective that has an id, by this id."""
    found = {}
    for place in _lists(values)["cmi.objectives"]:
        if name := values.get(f"{place}.id"):
            found[name] = standing(model, values, place)
    return found


def interactions(model: DataModel, values: Values) -> dict[int, Interaction]:
    """Each interaction that has an id and a type, by its place in the list."""
    read = read_interval if model.is_2004 else read_timespan
    response = "learner_response" if model.is_2004 else "student_response"
    found = {}
    lists = _lists(values)
    for place in lists["cmi.interactions"]:
        name, kind = values.get(f"{place}.id"), values.get(f"{place}.type")
        if name and kind:
            latency = values.get(f"{place}.latency")
            found[int(place.rpartition(".")[2])] = Interaction(
                id=name,
                kind=kind,
                response=values.get(f"{place}.{response}"),
                result=values.get(f"{place}.result", ""),
                patterns=tuple(
                    values[f"{each}.pattern"]
                    for each in lists[f"{place}.correct_responses"]
                    if f"{each}.pattern" in values
                ),
                latency=read(latency) if latency else None,
                moment=values.get(f"{place}.timestamp", ""),
                description=values.get(f"{place}.description", ""),
            )
    return found


def comments(model: DataModel, values: Values) -> dict[str, str]:
    """What the learner wrote, by the element that holds it."""
    if not model.is_2004:
        told = values.get("cmi.comments", "")
        return {"cmi.comments": told} if told else {}
    held = (f"{each}.comment" for each in _lists(values)["cmi.comments_from_learner"])
    return {each: values[each] for each in held if values.get(each)}


def session_time(model: DataModel, values: Values) -> int | None:
    """Milliseconds of the session, when the content said them."""
    told = values.get("cmi.session_time" if model.is_2004 else "cmi.core.session_time")
    if not told:
        return None
    return read_interval(told) if model.is_2004 else read_timespan(told)


def is_suspended(model: DataModel, values: Values) -> bool:
    """Did the content ask to come back to this attempt?"""
    return values.get("cmi.exit" if model.is_2004 else "cmi.core.exit") == "suspend"


def _lists(values: Values) -> dict[str, list[str]]:
    """The places of each list (`cmi.objectives`: `cmi.objectives.0`…), in order."""
    found: dict[str, set[int]] = defaultdict(set)
    for each in values:
        for name, index in read_place(each).lists:
            found[name].add(index)
    return defaultdict(list, {name: [f"{name}.{each}" for each in sorted(held)] for name, held in found.items()})


def _completion_12(status: str) -> bool | None:
    """Passed means completed too (SCORM 1.2 RTE, 3.4.4, lesson_status); failed does not say."""
    return {"passed": True, "completed": True, "incomplete": False}.get(status)


def _success(status: str) -> bool | None:
    return {"passed": True, "failed": False}.get(status)


def _score_12(values: Values, at: str) -> Score:
    """The raw score is said out of 100 (SCORM 1.2 RTE, 3.4.4; SCORM Profile, 6, Score)."""
    raw = _number(values, f"{at}.raw")
    scaled = None if raw is None else raw / 100
    return Score(scaled, raw, _number(values, f"{at}.min"), _number(values, f"{at}.max"))


def _number(values: Values, name: str) -> Decimal | None:
    try:
        return Decimal(values.get(name, ""))
    except InvalidOperation:
        return None
