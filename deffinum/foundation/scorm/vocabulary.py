"""Identifiers of the xAPI SCORM Profile (ADL, https://w3id.org/xapi/scorm, sections 3.2 and 6, appendix)."""

from __future__ import annotations

_VERBS = "http://adlnet.gov/expapi/verbs/"
_TYPES = "http://adlnet.gov/expapi/activities/"

INITIALIZED = f"{_VERBS}initialized"
RESUMED = f"{_VERBS}resumed"
SUSPENDED = f"{_VERBS}suspended"
TERMINATED = f"{_VERBS}terminated"
COMPLETED = f"{_VERBS}completed"
PASSED = f"{_VERBS}passed"
FAILED = f"{_VERBS}failed"
SCORED = f"{_VERBS}scored"
PROGRESSED = f"{_VERBS}progressed"
RESPONDED = f"{_VERBS}responded"
COMMENTED = f"{_VERBS}commented"

DISPLAYS = {
    INITIALIZED: {"fr": "a ouvert", "en": "initialized"},
    RESUMED: {"fr": "a repris", "en": "resumed"},
    SUSPENDED: {"fr": "a suspendu", "en": "suspended"},
    TERMINATED: {"fr": "a quitté", "en": "terminated"},
    COMPLETED: {"fr": "a terminé", "en": "completed"},
    PASSED: {"fr": "a réussi", "en": "passed"},
    FAILED: {"fr": "a échoué à", "en": "failed"},
    SCORED: {"fr": "a obtenu un score à", "en": "scored"},
    PROGRESSED: {"fr": "a avancé dans", "en": "progressed"},
    RESPONDED: {"fr": "a répondu à", "en": "responded"},
    COMMENTED: {"fr": "a commenté", "en": "commented"},
}

COURSE = f"{_TYPES}course"
LESSON = f"{_TYPES}lesson"
"""The type of a SCO."""
ATTEMPT = f"{_TYPES}attempt"
INTERACTION = f"{_TYPES}interaction"
OBJECTIVE = f"{_TYPES}objective"
PROFILE_TYPE = f"{_TYPES}profile"

PROFILE = "https://w3id.org/xapi/scorm"
ACTIVITY_STATE = f"{PROFILE}/activity-state"
ATTEMPT_STATE = f"{PROFILE}/attempt-state"
"""Names of the two state documents: the attempts of a SCO, and what an attempt keeps."""
