"""Verbs of H5P events, and the names that H5P writes in them.

Source: what `H5P.XAPIEvent` of H5P core writes, and the verbs of its published content types.
"""

from __future__ import annotations

_VERBS = "http://adlnet.gov/expapi/verbs/"

ANSWERED = f"{_VERBS}answered"
COMPLETED = f"{_VERBS}completed"
PASSED = f"{_VERBS}passed"

DISPLAYS = {
    f"{_VERBS}attempted": {"fr": "a commencé", "en": "attempted"},
    f"{_VERBS}interacted": {"fr": "a manipulé", "en": "interacted"},
    ANSWERED: {"fr": "a répondu à", "en": "answered"},
    f"{_VERBS}progressed": {"fr": "a avancé dans", "en": "progressed"},
    COMPLETED: {"fr": "a terminé", "en": "completed"},
    PASSED: {"fr": "a réussi", "en": "passed"},
    f"{_VERBS}failed": {"fr": "a échoué à", "en": "failed"},
    f"{_VERBS}mastered": {"fr": "maîtrise", "en": "mastered"},
    f"{_VERBS}experienced": {"fr": "a parcouru", "en": "experienced"},
    "http://activitystrea.ms/schema/1.0/consume": {"fr": "a consulté", "en": "consumed"},
}
"""The verbs that are taken; what a content says with any other one is left aside."""

COURSE = "http://adlnet.gov/expapi/activities/course"
LESSON = "http://adlnet.gov/expapi/activities/lesson"
INTERACTION = "http://adlnet.gov/expapi/activities/cmi.interaction"

SUB_CONTENT = "http://h5p.org/x-api/h5p-subContentId"
"""The extension in which an event says of which part of the content it speaks."""
LIBRARIES = "http://h5p.org/libraries/"
"""Addresses of libraries in the category of a statement: 'http://h5p.org/libraries/H5P.TrueFalse-1.6'."""
