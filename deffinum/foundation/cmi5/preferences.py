"""What a learner prefers of every unit: languages and sound, in one document of their agent (cmi5, section 11)."""

from __future__ import annotations

import re
from typing import Any

import orjson
from django.utils.translation import gettext as _

from deffinum.foundation.errors import DomainError

PREFERENCES = "cmi5LearnerPreferences"
"""Name of the document of the agent."""
LANGUAGE = "languagePreference"
AUDIO = "audioPreference"
_TAGS = re.compile(r"[A-Za-z]{1,8}(-[A-Za-z0-9]{1,8})*(,[A-Za-z]{1,8}(-[A-Za-z0-9]{1,8})*)*")
_SPOKEN = ("fr", "en")


class ForbiddenPreferences(DomainError):
    """The document is not what every unit may rely on (403)."""

    status = 403


def check_preferences(content: bytes, content_type: str) -> None:
    """Refuse what is no JSON object with both preferences as cmi5 writes them. Raises ForbiddenPreferences."""
    told: Any = None
    if content_type.partition(";")[0].strip().lower() == "application/json":
        try:
            told = orjson.loads(content)
        except orjson.JSONDecodeError:
            told = None
    if not isinstance(told, dict) or not {LANGUAGE, AUDIO} <= told.keys():
        raise ForbiddenPreferences(
            _("« %(name)s » est un objet JSON qui contient « %(language)s » et « %(audio)s ». Rien n’a été changé.")
            % {"name": PREFERENCES, "language": LANGUAGE, "audio": AUDIO}
        )
    if not isinstance(told[LANGUAGE], str) or not _TAGS.fullmatch(told[LANGUAGE]):
        raise ForbiddenPreferences(
            _("« %(name)s » est une liste de langues séparées par des virgules, comme fr-FR,en. Rien n’a été changé.")
            % {"name": LANGUAGE}
        )
    if told[AUDIO] not in ("on", "off"):
        raise ForbiddenPreferences(_("« %(name)s » vaut on ou off. Rien n’a été changé.") % {"name": AUDIO})


def first_preferences(language: str) -> bytes:
    """What a learner who chose nothing prefers: their own language first, then the platform's others, and sound."""
    languages = [language, *(each for each in _SPOKEN if each != language)]
    return orjson.dumps({LANGUAGE: ",".join(languages), AUDIO: "on"})
