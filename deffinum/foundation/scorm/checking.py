"""Check what a content commits, element by element: what is refused, by its name, and what may be kept.

Sources: SCORM 1.2 Run-Time Environment, sections 3.4.3 and 3.4.4; SCORM 2004 Run-Time Environment, sections 3.1.7
(errors) and 4.2. The browser's copy of these rules is the content's own: only this one is believed.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from deffinum.foundation.scorm.model import Access, DataModel, Place, pattern_of, read_place
from deffinum.foundation.scorm.responses import is_response

_LONGEST_NAME = 120
_SHOWN = 60
"""Characters of a refused value that are shown again."""
_OF_THE_API = ("_children", "_version")
"""Keywords that the API answers by itself; a copy of them in a commit says nothing."""


@dataclass(frozen=True)
class Problem:
    """A refused element and why."""

    element: str
    sentence: str


@dataclass(frozen=True)
class CheckedCommit:
    """What may be kept, and what was refused."""

    accepted: dict[str, str]
    problems: tuple[Problem, ...]


def check_commit(
    model: DataModel, values: Mapping[str, Any], *, before: Mapping[str, str] | None = None
) -> CheckedCommit:
    """Check the values of a commit, by full element name (`cmi.interactions.0.id`); numbers and booleans are refused.

    `before`: what is kept already, the platform's own values included. An element that only the platform writes passes
    when it says that again, and is refused otherwise. Lists are counted with what was before, without a gap. An empty
    value of an element that has no empty value says that it was never set: it is left out. What is accepted is to be
    laid over `before`; nothing of it depends on a refused element.
    """
    known = before or {}
    problems: list[Problem] = []
    accepted: dict[str, str] = {}
    for name, value in values.items():
        refusal = _refusal(model, name, value, known)
        if refusal is not None:
            problems.append(Problem(str(name)[:_LONGEST_NAME], refusal))
        elif not _says_nothing(model, name, value, known):
            accepted[name] = value
    while refused := _gaps(model, accepted, known) or _unfounded(model, accepted, known):
        problems += refused.values()
        for each in refused:
            del accepted[each]
    return CheckedCommit(accepted, tuple(problems))


def _refusal(model: DataModel, name: Any, value: Any, known: Mapping[str, str]) -> str | None:
    if not isinstance(name, str) or len(name) > _LONGEST_NAME:
        return _("cet élément n’existe pas dans %(model)s.") % {"model": model.name}
    if not isinstance(value, str):
        return _("toute valeur est un texte.")
    *_path, last = name.split(".")
    if last in _OF_THE_API or (last == "_count" and _is_list(model, name)):
        return None
    element = model.elements.get(pattern_of(name))
    if element is None:
        return _("cet élément n’existe pas dans %(model)s.") % {"model": model.name}
    if element.access is Access.READ:
        return None if value in ("", known.get(name)) else _("seule la plateforme écrit cet élément.")
    if element.kind.takes(value) or value == "":
        return None
    return _("il faut %(what)s ; reçu : « %(value)s ».") % {"what": element.kind.words(), "value": value[:_SHOWN]}


def _says_nothing(model: DataModel, name: str, value: str, known: Mapping[str, str]) -> bool:
    element = model.elements.get(pattern_of(name))
    if element is None or element.access is Access.READ:
        return True
    return value == "" and (name not in known or not element.kind.takes(""))


def _is_list(model: DataModel, name: str) -> bool:
    return pattern_of(name).removesuffix("._count") in model.lists


def _gaps(model: DataModel, accepted: Mapping[str, str], known: Mapping[str, str]) -> dict[str, Problem]:
    """Elements whose index leaves a gap in its list, or passes its end."""
    there: dict[str, set[int]] = defaultdict(set)
    places = [read_place(each) for each in accepted]
    for place in [*places, *map(read_place, known)]:
        for name, index in place.lists:
            there[name].add(index)
    ends = {name: next(each for each in range(len(found) + 1) if each not in found) for name, found in there.items()}
    return {place.name: found for place in places if (found := _gap(model, place, ends)) is not None}


def _gap(model: DataModel, place: Place, ends: Mapping[str, int]) -> Problem | None:
    for name, index in place.lists:
        most = model.lists[pattern_of(f"{name}.")[:-1]]
        if index >= most:
            sentence = _("la liste %(name)s ne dépasse pas %(most)s éléments.") % {"name": name, "most": most}
            return Problem(place.name, sentence)
        if index > ends[name]:
            sentence = _("les numéros de %(name)s se suivent depuis 0 : il manque le %(index)s.")
            return Problem(place.name, sentence % {"name": name, "index": ends[name]})
    return None


def _unfounded(model: DataModel, accepted: Mapping[str, str], known: Mapping[str, str]) -> dict[str, Problem]:
    """Elements that need another one first, or whose form follows another one, and ids said twice (SCORM 2004)."""
    told = {**known, **accepted}
    found: dict[str, Problem] = {}
    for name, value in accepted.items():
        first = model.first.get(".".join(name.split(".")[:2]))
        if first is None:
            continue
        item = ".".join(name.split(".")[:3])
        if f"{item}.{first}" not in told:
            found[name] = Problem(name, _("il faut d’abord %(first)s.") % {"first": f"{item}.{first}"})
        elif name.endswith((".learner_response", ".pattern")) and (
            refusal := _refused_response(name, value, f"{item}.type", told)
        ):
            found[name] = Problem(name, refusal)
    if model.first:
        found |= _ids_said_twice(accepted, known)
    return found


def _refused_response(name: str, value: str, typed: str, told: Mapping[str, str]) -> str | None:
    kind = told.get(typed)
    if kind is None:
        return _("il faut d’abord %(first)s.") % {"first": typed}
    if is_response(kind, value, pattern=name.endswith(".pattern")):
        return None
    words = {"value": value[:_SHOWN], "kind": kind}
    return _("« %(value)s » n’est pas une réponse de type %(kind)s.") % words


def _ids_said_twice(accepted: Mapping[str, str], known: Mapping[str, str]) -> dict[str, Problem]:
    """The id of an objective is its own (SCORM 2004 RTE, 4.2.17.1): the first one keeps it."""
    kept = {value: name for name, value in known.items() if name not in accepted and _is_objective_id(name)}
    found: dict[str, Problem] = {}
    for name, value in accepted.items():
        if _is_objective_id(name) and kept.setdefault(value, name) != name:
            sentence = _("un autre objectif porte déjà l’identifiant « %(id)s ».") % {"id": value[:_SHOWN]}
            found[name] = Problem(name, sentence)
    return found


def _is_objective_id(name: str) -> bool:
    return pattern_of(name) == "cmi.objectives.n.id"
