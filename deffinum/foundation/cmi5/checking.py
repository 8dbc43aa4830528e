"""Check what a unit writes in a session: whose it is, its context, its result (cmi5, sections 9 and 10.2.1)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _

from deffinum.foundation.cmi5.progress import ForbiddenStatement
from deffinum.foundation.cmi5.vocabulary import (
    CATEGORY,
    COMPLETED,
    FAILED,
    MASTERY_SCORE,
    MOVE_ON_CATEGORY,
    OF_A_UNIT,
    PASSED,
    PROGRESS,
    SESSION_ID,
    TERMINATED,
)
from deffinum.foundation.xapi.checking import instant_of
from deffinum.foundation.xapi.identity import agent_key
from deffinum.foundation.xapi.schema import VOIDED

Json = Any


@dataclass(frozen=True)
class SessionFrame:
    """What every statement of a session must carry."""

    session_id: UUID
    registration: UUID
    learner: UUID
    """The key of the learner's agent."""
    activity_id: str
    publisher_id: str
    mastery_score: Decimal | None


def is_defined(statement: Mapping[str, Json]) -> bool:
    """Is it one of the statements that cmi5 defines (it bears cmi5's category)?"""
    return CATEGORY in _activities(statement, "category")


def check_session_statement(statement: Mapping[str, Json], frame: SessionFrame, *, where: str) -> None:
    """Check one statement of a unit that already is valid xAPI.

    Raises ForbiddenStatement: it is right as xAPI and wrong as cmi5, so that the answer is 403 whatever the rule.
    """
    if agent_key(statement["actor"]) != frame.learner or statement["actor"].get("objectType", "Agent") != "Agent":
        raise ForbiddenStatement(
            _("%(where)s.actor : cette session n’écrit que pour son apprenant. Rien n’a été enregistré.")
            % {"where": where}
        )
    if statement["verb"]["id"] == VOIDED:
        raise ForbiddenStatement(_("Une activité n’annule pas de trace. Rien n’a été enregistré."))
    for name in ("id", "timestamp"):
        if name not in statement:
            raise _broken(where, _("cmi5 demande « %(name)s ».") % {"name": name})
    said = statement["timestamp"].upper()
    if not said.endswith(("Z", "+00:00", "+0000", "+00")):
        raise _broken(f"{where}.timestamp", _("cmi5 demande un instant en UTC (Z)."))
    instant_of(statement["timestamp"])
    _check_context(statement, frame, f"{where}.context")
    if is_defined(statement):
        _check_defined(statement, frame, where)
    elif MOVE_ON_CATEGORY in _activities(statement, "category"):
        raise _broken(f"{where}.context", _("la catégorie « moveon » est réservée aux traces que cmi5 définit."))


def _check_context(statement: Mapping[str, Json], frame: SessionFrame, where: str) -> None:
    context = statement.get("context", {})
    registration = context.get("registration")
    session = context.get("extensions", {}).get(SESSION_ID)
    if registration is None:
        raise _broken(f"{where}.registration", _("cmi5 demande l’inscription donnée au lancement."))
    if UUID(registration) != frame.registration:
        raise ForbiddenStatement(
            _("%(where)s.registration : ce n’est pas l’inscription de cette session. Rien n’a été enregistré.")
            % {"where": where}
        )
    if session is None:
        raise _broken(f"{where}.extensions", _("cmi5 demande l’extension « sessionid » du modèle de contexte."))
    if session != str(frame.session_id):
        raise ForbiddenStatement(
            _("%(where)s.extensions : ce n’est pas la session de cette clé. Rien n’a été enregistré.")
            % {"where": where}
        )
    if frame.publisher_id not in _activities(statement, "grouping"):
        raise _broken(
            f"{where}.contextActivities.grouping", _("il manque l’activité du modèle de contexte (contextTemplate).")
        )


def _check_defined(statement: Mapping[str, Json], frame: SessionFrame, where: str) -> None:
    verb = statement["verb"]["id"]
    if verb not in OF_A_UNIT:
        raise ForbiddenStatement(
            _("%(where)s.verb : une activité n’écrit pas cette trace dans la catégorie cmi5. Rien n’a été enregistré.")
            % {"where": where}
        )
    if (
        statement["object"].get("objectType", "Activity") != "Activity"
        or statement["object"]["id"] != frame.activity_id
    ):
        raise _broken(f"{where}.object", _("l’objet est l’activité donnée au lancement (activityId)."))
    result = statement.get("result", {})
    judged = "success" in result or "completion" in result
    if judged != (MOVE_ON_CATEGORY in _activities(statement, "category")):
        raise _broken(
            f"{where}.context",
            _("la catégorie « moveon » va avec un résultat de réussite ou d’achèvement, et seulement avec lui."),
        )
    _check_flag(result, "success", {PASSED: True, FAILED: False}.get(verb), where)
    _check_flag(result, "completion", True if verb == COMPLETED else None, where)
    if verb in (TERMINATED, COMPLETED, PASSED, FAILED) and "duration" not in result:
        raise _broken(f"{where}.result", _("cmi5 demande la durée (duration)."))
    _check_score(statement, frame, verb, where)
    progress = result.get("extensions", {}).get(PROGRESS, 0)
    if isinstance(progress, bool) or not isinstance(progress, int) or not 0 <= progress <= 100:
        raise _broken(f"{where}.result.extensions", _("« progress » est un nombre entier de 0 à 100."))


def _check_flag(result: Mapping[str, Json], name: str, wanted: bool | None, where: str) -> None:  # noqa: FBT001
    if result.get(name) is not wanted:
        sentence = (
            _("« %(name)s » ne va pas avec ce verbe.")
            if wanted is None
            else _("« %(name)s » n’a pas la valeur que ce verbe demande.")
        )
        raise _broken(f"{where}.result", sentence % {"name": name})


def _check_score(statement: Mapping[str, Json], frame: SessionFrame, verb: str, where: str) -> None:
    score = statement.get("result", {}).get("score")
    if score is None:
        return
    if verb not in (PASSED, FAILED):
        raise _broken(f"{where}.result", _("seules « passed » et « failed » portent une note (score)."))
    if "raw" in score and not {"min", "max"} <= score.keys():
        raise _broken(f"{where}.result.score", _("une note brute (raw) va avec son minimum et son maximum."))
    if "scaled" not in score:
        return
    scaled = Decimal(str(score["scaled"]))
    if scaled < 0:
        raise _broken(f"{where}.result.score.scaled", _("cmi5 demande un nombre de 0 à 1."))
    if frame.mastery_score is None:
        return
    told = statement["context"]["extensions"].get(MASTERY_SCORE)
    if isinstance(told, bool) or not isinstance(told, int | float) or Decimal(str(told)) != frame.mastery_score:
        raise _broken(
            f"{where}.context.extensions", _("l’extension « masteryscore » n’est pas celle des données de lancement.")
        )
    if (scaled >= frame.mastery_score) != (verb == PASSED):
        raise ForbiddenStatement(
            _("La note %(score)s et le seuil %(mastery)s contredisent ce verbe. Rien n’a été enregistré.")
            % {"score": scaled, "mastery": frame.mastery_score.normalize()}
        )


def _activities(statement: Mapping[str, Json], kind: str) -> set[str]:
    found = statement.get("context", {}).get("contextActivities", {}).get(kind, [])
    return {each["id"] for each in (found if isinstance(found, list) else [found])}


def _broken(where: str, sentence: str) -> ForbiddenStatement:
    return ForbiddenStatement(f"{where} : {sentence} " + _("Rien n’a été enregistré."))
