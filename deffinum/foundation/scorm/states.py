"""What is no statement but support data: the two state documents of the xAPI SCORM Profile (appendix)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from deffinum.foundation.scorm.model import DataModel
from deffinum.foundation.scorm.standing import Values
from deffinum.foundation.scorm.times import read_interval, read_timespan, written_interval

Json = Any

_NAMES_12 = {
    "credit": "cmi.core.credit",
    "mode": "cmi.core.lesson_mode",
    "location": "cmi.core.lesson_location",
    "total_time": "cmi.core.total_time",
    "audio_level": "cmi.student_preference.audio",
    "language": "cmi.student_preference.language",
    "delivery_speed": "cmi.student_preference.speed",
    "audio_captioning": "cmi.student_preference.text",
}
_NAMES_2004 = {
    "credit": "cmi.credit",
    "mode": "cmi.mode",
    "location": "cmi.location",
    "total_time": "cmi.total_time",
    "audio_level": "cmi.learner_preference.audio_level",
    "language": "cmi.learner_preference.language",
    "delivery_speed": "cmi.learner_preference.delivery_speed",
    "audio_captioning": "cmi.learner_preference.audio_captioning",
}
_NUMBERS = ("audio_level", "delivery_speed")


def activity_state(attempts: Sequence[str]) -> dict[str, Json]:
    """The attempts on a SCO (their addresses), the first one first; kept under `vocabulary.ACTIVITY_STATE`."""
    return {"attempts": list(attempts)}


def attempt_state(model: DataModel, values: Values) -> dict[str, Json]:
    """What an attempt keeps, without the content's own suspend data; kept under `vocabulary.ATTEMPT_STATE`.

    Preferences below zero (sound off in SCORM 1.2) are left out, as the profile has no word for them.
    """
    names: Mapping[str, str] = _NAMES_2004 if model.is_2004 else _NAMES_12
    told = {name: values[element] for name, element in names.items() if values.get(element)}
    found: dict[str, Json] = {each: told[each] for each in ("credit", "mode", "location") if each in told}
    if "total_time" in told:
        read = read_interval if model.is_2004 else read_timespan
        found["total_time"] = written_interval(read(told["total_time"]))
    preferences: dict[str, Json] = {
        each: float(told[each]) for each in _NUMBERS if each in told and float(told[each]) >= 0
    }
    if "language" in told:
        preferences["language"] = told["language"]
    if "audio_captioning" in told:
        preferences["audio_captioning"] = int(told["audio_captioning"])
    return {**found, "preferences": preferences} if preferences else found
