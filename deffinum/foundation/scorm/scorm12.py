"""The data model of SCORM 1.2 (Run-Time Environment, sections 3.4.3 and 3.4.4).

Lengths are those of the text, which are limits there. A response is any text of 255 characters: the text asks for
single letters, tools write words, and a refused response would lose what the learner did.
"""

from __future__ import annotations

from deffinum.foundation.scorm import kinds
from deffinum.foundation.scorm.model import Access, DataModel, Element

_SHORT, _LONG = kinds.text(255), kinds.text(4_096)
_ID = kinds.identifier(255)
_SCORE = kinds.either(kinds.number(0, 100), kinds.one_of(""))
_STATUSES = ("passed", "completed", "failed", "incomplete", "browsed", "not attempted")
_STATUS = kinds.one_of(*_STATUSES)
_TYPES = (
    "true-false", "choice", "fill-in", "matching", "performance", "sequencing", "likert", "numeric",
)  # fmt: skip
_LIMIT_ACTIONS = ("exit,message", "exit,no message", "continue,message", "continue,no message", "")
_READ, _WRITE = Access.READ, Access.WRITE

_CORE = {
    "cmi.core.student_id": Element(_ID, _READ),
    "cmi.core.student_name": Element(_SHORT, _READ),
    "cmi.core.lesson_location": Element(_SHORT),
    "cmi.core.credit": Element(kinds.one_of("credit", "no-credit"), _READ),
    "cmi.core.lesson_status": Element(_STATUS),
    "cmi.core.entry": Element(kinds.one_of("ab-initio", "resume", ""), _READ),
    "cmi.core.score.raw": Element(_SCORE),
    "cmi.core.score.max": Element(_SCORE),
    "cmi.core.score.min": Element(_SCORE),
    "cmi.core.total_time": Element(kinds.TIMESPAN, _READ),
    "cmi.core.lesson_mode": Element(kinds.one_of("browse", "normal", "review"), _READ),
    "cmi.core.exit": Element(kinds.one_of("time-out", "suspend", "logout", ""), _WRITE),
    "cmi.core.session_time": Element(kinds.TIMESPAN, _WRITE),
}
_AROUND = {
    "cmi.suspend_data": Element(_LONG),
    "cmi.launch_data": Element(_LONG, _READ),
    "cmi.comments": Element(_LONG),
    "cmi.comments_from_lms": Element(_LONG, _READ),
    "cmi.student_data.mastery_score": Element(_SCORE, _READ),
    "cmi.student_data.max_time_allowed": Element(kinds.TIMESPAN, _READ),
    "cmi.student_data.time_limit_action": Element(kinds.one_of(*_LIMIT_ACTIONS), _READ),
    "cmi.student_preference.audio": Element(kinds.integer(-1, 100)),
    "cmi.student_preference.language": Element(_SHORT),
    "cmi.student_preference.speed": Element(kinds.integer(-100, 100)),
    "cmi.student_preference.text": Element(kinds.integer(-1, 1)),
}
_OBJECTIVES = {
    "cmi.objectives.n.id": Element(_ID),
    "cmi.objectives.n.score.raw": Element(_SCORE),
    "cmi.objectives.n.score.max": Element(_SCORE),
    "cmi.objectives.n.score.min": Element(_SCORE),
    "cmi.objectives.n.status": Element(_STATUS),
}
_INTERACTIONS = {
    "cmi.interactions.n.id": Element(_ID, _WRITE),
    "cmi.interactions.n.objectives.n.id": Element(_ID, _WRITE),
    "cmi.interactions.n.time": Element(kinds.CLOCK, _WRITE),
    "cmi.interactions.n.type": Element(kinds.one_of(*_TYPES), _WRITE),
    "cmi.interactions.n.correct_responses.n.pattern": Element(_SHORT, _WRITE),
    "cmi.interactions.n.weighting": Element(kinds.number(), _WRITE),
    "cmi.interactions.n.student_response": Element(_SHORT, _WRITE),
    "cmi.interactions.n.result": Element(
        kinds.either(kinds.one_of("correct", "wrong", "unanticipated", "neutral"), kinds.number()), _WRITE
    ),
    "cmi.interactions.n.latency": Element(kinds.TIMESPAN, _WRITE),
}

SCORM_12 = DataModel(
    name="SCORM 1.2",
    elements={**_CORE, **_AROUND, **_OBJECTIVES, **_INTERACTIONS},
    lists={
        "cmi.objectives": 1_000,
        "cmi.interactions": 2_500,
        "cmi.interactions.n.objectives": 100,
        "cmi.interactions.n.correct_responses": 100,
    },
    first={},
    is_2004=False,
)
"""Lists have no length in the text: these are ours, ten times what SCORM 2004 makes every platform take."""
