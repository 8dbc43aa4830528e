"""What does a SCORM item find when it starts? The values of its data model: the platform's, and what it had kept.

Sources: SCORM 1.2 Run-Time Environment, section 3.4; SCORM 2004 Run-Time Environment (4th edition), section 4.2.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote
from uuid import UUID

from django.conf import settings

from deffinum.foundation.packages.words import PackageFormat
from deffinum.foundation.scorm.model import Access, DataModel, pattern_of
from deffinum.foundation.scorm.scorm12 import SCORM_12
from deffinum.foundation.scorm.scorm2004 import SCORM_2004_3, SCORM_2004_4
from deffinum.foundation.scorm.standing import is_suspended, session_time
from deffinum.foundation.scorm.times import LONGEST_MILLISECONDS, written_interval, written_timespan
from deffinum.rooms.commons.models import ItemState, ResourceVersion

Values = dict[str, str]
BROWSE, NORMAL = "browse", "normal"
_OF_A_SESSION = ("cmi.core.exit", "cmi.core.session_time", "cmi.exit", "cmi.session_time", "adl.nav.request")
"""What the last session said of itself; the next one starts without."""


@dataclass(frozen=True)
class Player:
    """Who plays, and how: `name` is opaque, and the content learns nothing else of the person."""

    name: str
    mode: str
    """BROWSE: nothing is kept; NORMAL."""


def model_of(version: ResourceVersion) -> DataModel:
    """The data model that the contents of a version speak."""
    if version.format == PackageFormat.SCORM_12:
        return SCORM_12
    return SCORM_2004_4 if version.outline.get("edition") == "4th" else SCORM_2004_3


def activity_of(version_id: UUID, item: str = "") -> str:
    """The address that statements give to a version, or to one of its items."""
    course = f"{settings.SITE_URL}/ressources/versions/{version_id}"
    return f"{course}/activites/{quote(item, safe='')}" if item else course


def items_of(version: ResourceVersion) -> Iterator[dict[str, Any]]:
    """The items of the default organization, in the order of the table of contents."""

    def walk(items: list[dict[str, Any]]) -> Iterator[dict[str, Any]]:
        for each in items:
            yield each
            yield from walk(each["children"])

    return walk(version.outline["organizations"][0]["items"])


def total_milliseconds(model: DataModel, state: ItemState) -> int:
    """Time spent in an item, its latest session included; it stays at ten years, whatever the content says."""
    return min(int(state.earlier_milliseconds + (session_time(model, state.values) or 0)), LONGEST_MILLISECONDS)


def kept_values(model: DataModel, state: ItemState) -> tuple[Values, str]:
    """What an item takes up of its last session, and its `entry`: 'resume', 'ab-initio' or ''.

    A tab that was closed before the content ended counts as a suspension. After a proper end without one, SCORM 2004
    begins a new attempt (RTE 4.2.8), and SCORM 1.2 goes on with what there is.
    """
    if not state.values:
        return {}, "ab-initio"
    if not state.is_ended or is_suspended(model, state.values):
        entry = "resume"
    elif model.is_2004:
        return {}, "ab-initio"
    else:
        entry = ""
    return {name: value for name, value in state.values.items() if name not in _OF_A_SESSION}, entry


def starting_values(model: DataModel, item: Mapping[str, Any], state: ItemState | None, player: Player) -> Values:
    """The values with which an item starts; `state` None: it was never opened."""
    known, entry = kept_values(model, state) if state is not None else ({}, "ab-initio")
    total = total_milliseconds(model, state) if state is not None else 0
    return known | (_platform_2004 if model.is_2004 else _platform_12)(item, entry, total, player)


def _platform_12(item: Mapping[str, Any], entry: str, total: int, player: Player) -> Values:
    return _told(
        {
            "cmi.core.student_id": player.name,
            "cmi.core.credit": "credit" if player.mode == NORMAL else "no-credit",
            "cmi.core.entry": entry,
            "cmi.core.lesson_mode": player.mode,
            "cmi.core.total_time": written_timespan(total),
            "cmi.launch_data": item["launch_data"],
            "cmi.student_data.mastery_score": item["mastery_score"],
            "cmi.student_data.max_time_allowed": item["max_time_allowed"],
            "cmi.student_data.time_limit_action": item["time_limit_action"],
        },
        SCORM_12,
    )


def _platform_2004(item: Mapping[str, Any], entry: str, total: int, player: Player) -> Values:
    rules = item["sequencing"] or {}
    objective = rules.get("primaryObjective", {})
    measure = objective.get("minNormalizedMeasure", 1) if objective.get("satisfiedByMeasure") else ""
    return _told(
        {
            "cmi.learner_id": player.name,
            "cmi.credit": "credit" if player.mode == NORMAL else "no-credit",
            "cmi.entry": entry,
            "cmi.mode": player.mode,
            "cmi.total_time": written_interval(total),
            "cmi.launch_data": item["launch_data"],
            "cmi.completion_threshold": item["completion_threshold"],
            "cmi.max_time_allowed": rules.get("attemptAbsoluteDurationLimit", ""),
            "cmi.scaled_passing_score": str(measure),
            "cmi.time_limit_action": item["time_limit_action"],
        },
        SCORM_2004_4,
    )


def _told(values: Values, model: DataModel) -> Values:
    """Those that have a value that the model takes: a manifest may say anything."""
    return {name: value for name, value in values.items() if value and model.elements[name].kind.takes(value)}


def written_by_content(model: DataModel, values: Mapping[str, Any]) -> dict[str, Any]:
    """Without the elements that only the platform writes: a whole data model comes back with each commit."""
    found = {name: model.elements.get(pattern_of(str(name))) for name in values}
    return {
        name: value
        for name, value in values.items()
        if (element := found[name]) is None or element.access is not Access.READ
    }


def status_of(model: DataModel, state: ItemState | None) -> str:
    """'passed', 'failed', 'completed', 'incomplete' or 'not attempted', for the table of contents."""
    if state is None or not state.values:
        return "not attempted"
    if not model.is_2004:
        return str(state.values.get("cmi.core.lesson_status", "incomplete"))
    success = state.values.get("cmi.success_status", "unknown")
    completion = state.values.get("cmi.completion_status", "incomplete")
    return str(success if success in ("passed", "failed") else completion)
