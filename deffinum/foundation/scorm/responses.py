"""Responses of a learner and patterns of right ones: checked by the type of the interaction, and said as xAPI does.

Sources: SCORM 2004 Run-Time Environment, section 4.1.1.6 and 4.2.9.2; SCORM 1.2 Run-Time Environment, 3.4.4
(interactions); xAPI 1.0.3 data, appendix C. xAPI took SCORM 2004's forms as they were; 1.2's are turned into
them.
"""

from __future__ import annotations

import re
from itertools import pairwise

from deffinum.foundation.scorm.kinds import is_localized, is_number, is_text

_OPTIONS = re.compile(r"(?:\{(?:order_matters|case_matters)=(?:true|false)\})*")
_PARTS = {"choice": 360, "sequencing": 360, "matching": 360, "performance": 1_250, "fill-in": 100}
"""How many parts a response may hold: ten times the SPM of the text."""
_TRUE = {"true", "t", "1"}
_FALSE = {"false", "f", "0"}


def is_response(kind: str, value: str, *, pattern: bool) -> bool:
    """Is it a learner's response (or a pattern of right ones) to an interaction of this type, in SCORM 2004's form?"""
    if kind == "true-false":
        return value in ("true", "false")
    if kind == "numeric":
        return _is_range(value) if pattern else is_number(value)
    if kind == "likert":
        return _is_short_id(value)
    if kind == "long-fill-in":
        return is_localized(_without_options(value) if pattern else value, 4_000)
    if kind not in _PARTS:
        return is_text(value, 4_000)
    told = _without_options(value) if pattern else value
    parts = told.split("[,]") if told else []
    return len(parts) <= _PARTS[kind] and _are_parts(kind, parts)


def xapi_response(kind: str, value: str, *, is_2004: bool) -> str:
    """The learner's response as xAPI writes it."""
    return value if is_2004 else _from_12(kind, value)


def xapi_pattern(kind: str, value: str, *, is_2004: bool) -> str:
    """A pattern of right responses as xAPI writes it; a lone number of SCORM 1.2 is the range from it to itself."""
    if is_2004:
        return value
    if kind == "numeric" and is_number(value.strip()):
        return f"{value.strip()}[:]{value.strip()}"
    return _from_12(kind, value)


def _from_12(kind: str, value: str) -> str:
    told = value.strip()
    if kind == "true-false" and told.lower() in _TRUE | _FALSE:
        return "true" if told.lower() in _TRUE else "false"
    if kind == "performance":
        return f"[.]{told}"
    if kind not in ("choice", "sequencing", "matching"):
        return told
    inner = told[1:-1] if told.startswith("{") and told.endswith("}") else told
    parts = [each.strip() for each in inner.split(",")]
    if kind == "matching":
        parts = ["[.]".join(each.split(".", 1)) for each in parts]
    return "[,]".join(parts)


def _are_parts(kind: str, parts: list[str]) -> bool:
    if kind == "fill-in":
        return all(is_localized(each, 250) for each in parts)
    if kind == "performance":
        return all(each.count("[.]") == 1 and is_text(each, 503) for each in parts)
    if kind == "matching":
        return all(each.count("[.]") == 1 and all(map(_is_short_id, each.split("[.]"))) for each in parts)
    distinct = kind == "sequencing" or len(set(parts)) == len(parts)
    return distinct and all(map(_is_short_id, parts))


def _is_range(value: str) -> bool:
    low, separator, high = value.partition("[:]")
    if not separator:
        return is_number(value)
    given = [each for each in (low, high) if each]
    return all(map(is_number, given)) and all(float(one) <= float(other) for one, other in pairwise(given))


def _is_short_id(value: str) -> bool:
    """A short_identifier_type of 250 characters; spaces are taken, as real content writes some."""
    return 1 <= len(value) <= 250 and value.isprintable()


def _without_options(value: str) -> str:
    options = _OPTIONS.match(value)
    return value if options is None else value[options.end() :]
