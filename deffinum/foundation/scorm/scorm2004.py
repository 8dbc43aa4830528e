"""The data models of SCORM 2004, 3rd and 4th edition (Run-Time Environment, section 4.2).

Lengths are the smallest permitted maximums (SPM) of the text, after which a platform may cut: here longer values are
refused, so that nothing is lost in silence. Two are wider: lists hold ten times their SPM, as content that keeps a
journal adds an interaction at each answer; and the 3rd edition's suspend_data takes the 64,000 characters of the 4th,
as tools of its time write more than its 4,000.
"""

from __future__ import annotations

from deffinum.foundation.scorm import kinds
from deffinum.foundation.scorm.model import Access, DataModel, Element

_ID = kinds.identifier(4_000)
_REAL, _SCALED, _PART = kinds.number(), kinds.number(-1, 1), kinds.number(0, 1)
_COMPLETION = kinds.one_of("completed", "incomplete", "not attempted", "unknown")
_SUCCESS = kinds.one_of("passed", "failed", "unknown")
INTERACTION_TYPES = (
    "true-false", "choice", "fill-in", "long-fill-in", "matching", "performance", "sequencing", "likert", "numeric",
    "other",
)  # fmt: skip
_LIMIT_ACTIONS = ("exit,message", "continue,message", "exit,no message", "continue,no message")
_RESPONSE = kinds.text(40_000)
"""Its form follows the type of the interaction (`responses`); this is the most that ten parts can hold."""
_READ, _WRITE = Access.READ, Access.WRITE

_SCO = {
    "cmi._version": Element(kinds.text(250), _READ),
    "cmi.completion_status": Element(_COMPLETION),
    "cmi.completion_threshold": Element(_PART, _READ),
    "cmi.credit": Element(kinds.one_of("credit", "no-credit"), _READ),
    "cmi.entry": Element(kinds.one_of("ab-initio", "resume", ""), _READ),
    "cmi.exit": Element(kinds.one_of("time-out", "suspend", "logout", "normal", ""), _WRITE),
    "cmi.launch_data": Element(kinds.text(4_000), _READ),
    "cmi.learner_id": Element(_ID, _READ),
    "cmi.learner_name": Element(kinds.localized(250), _READ),
    "cmi.learner_preference.audio_level": Element(kinds.number(0)),
    "cmi.learner_preference.language": Element(kinds.either(kinds.LANGUAGE, kinds.one_of(""))),
    "cmi.learner_preference.delivery_speed": Element(kinds.number(0)),
    "cmi.learner_preference.audio_captioning": Element(kinds.one_of("-1", "0", "1")),
    "cmi.location": Element(kinds.text(1_000)),
    "cmi.max_time_allowed": Element(kinds.INTERVAL, _READ),
    "cmi.mode": Element(kinds.one_of("browse", "normal", "review"), _READ),
    "cmi.progress_measure": Element(_PART),
    "cmi.scaled_passing_score": Element(_SCALED, _READ),
    "cmi.score.scaled": Element(_SCALED),
    "cmi.score.raw": Element(_REAL),
    "cmi.score.min": Element(_REAL),
    "cmi.score.max": Element(_REAL),
    "cmi.session_time": Element(kinds.INTERVAL, _WRITE),
    "cmi.success_status": Element(_SUCCESS),
    "cmi.suspend_data": Element(kinds.text(64_000)),
    "cmi.time_limit_action": Element(kinds.one_of(*_LIMIT_ACTIONS), _READ),
    "cmi.total_time": Element(kinds.INTERVAL, _READ),
}
_COMMENTS = {
    "cmi.comments_from_learner.n.comment": Element(kinds.localized(4_000)),
    "cmi.comments_from_learner.n.location": Element(kinds.text(250)),
    "cmi.comments_from_learner.n.timestamp": Element(kinds.MOMENT),
    "cmi.comments_from_lms.n.comment": Element(kinds.localized(4_000), _READ),
    "cmi.comments_from_lms.n.location": Element(kinds.text(250), _READ),
    "cmi.comments_from_lms.n.timestamp": Element(kinds.MOMENT, _READ),
}
_OBJECTIVES = {
    "cmi.objectives.n.id": Element(_ID),
    "cmi.objectives.n.score.scaled": Element(_SCALED),
    "cmi.objectives.n.score.raw": Element(_REAL),
    "cmi.objectives.n.score.min": Element(_REAL),
    "cmi.objectives.n.score.max": Element(_REAL),
    "cmi.objectives.n.success_status": Element(_SUCCESS),
    "cmi.objectives.n.completion_status": Element(_COMPLETION),
    "cmi.objectives.n.progress_measure": Element(_PART),
    "cmi.objectives.n.description": Element(kinds.localized(250)),
}
_INTERACTIONS = {
    "cmi.interactions.n.id": Element(_ID),
    "cmi.interactions.n.type": Element(kinds.one_of(*INTERACTION_TYPES)),
    "cmi.interactions.n.objectives.n.id": Element(_ID),
    "cmi.interactions.n.timestamp": Element(kinds.MOMENT),
    "cmi.interactions.n.correct_responses.n.pattern": Element(_RESPONSE),
    "cmi.interactions.n.weighting": Element(_REAL),
    "cmi.interactions.n.learner_response": Element(_RESPONSE),
    "cmi.interactions.n.result": Element(
        kinds.either(kinds.one_of("correct", "incorrect", "unanticipated", "neutral"), _REAL)
    ),
    "cmi.interactions.n.latency": Element(kinds.INTERVAL),
    "cmi.interactions.n.description": Element(kinds.localized(250)),
}
_REQUESTS = kinds.one_of(
    "continue", "previous", "exit", "exitAll", "abandon", "abandonAll", "suspendAll", "_none_"
)  # fmt: skip


def _navigation(*, jumps: bool) -> dict[str, Element]:
    """Requests of the content (SCORM 2004 Sequencing and Navigation, 5.6); `jumps`: the 4th edition's."""
    ends = ("}choice", "}jump") if jumps else ("}choice",)

    def is_targeted(value: str) -> bool:
        return value.startswith("{target=") and value.endswith(ends) and kinds.is_text(value, 4_000)

    return {"adl.nav.request": Element(kinds.either(_REQUESTS, kinds.Kind(is_targeted, lambda: "{target=…}choice")))}


_LISTS = {
    "cmi.comments_from_learner": 2_500,
    "cmi.comments_from_lms": 1_000,
    "cmi.objectives": 1_000,
    "cmi.interactions": 2_500,
    "cmi.interactions.n.objectives": 100,
    "cmi.interactions.n.correct_responses": 100,
}
_FIRST = {"cmi.objectives": "id", "cmi.interactions": "id"}
_BOTH = {**_SCO, **_COMMENTS, **_OBJECTIVES, **_INTERACTIONS}

SCORM_2004_3 = DataModel(
    name="SCORM 2004 3rd Edition",
    elements={**_BOTH, **_navigation(jumps=False)},
    lists=_LISTS,
    first=_FIRST,
    is_2004=True,
)
SCORM_2004_4 = DataModel(
    name="SCORM 2004 4th Edition",
    elements={
        **_BOTH,
        **_navigation(jumps=True),
        "adl.data.n.id": Element(_ID, _READ),
        "adl.data.n.store": Element(kinds.text(64_000)),
    },
    lists={**_LISTS, "adl.data": 1_000},
    first=_FIRST,
    is_2004=True,
)
"""The 4th edition adds data shared between units (4.3) and jumps."""
