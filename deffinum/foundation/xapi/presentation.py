"""How a statement is given back: exact, with identifiers only, or canonical (xAPI 1.0.3 communication, 2.1.3)."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from typing import Any

from deffinum.foundation.xapi.schema import CONTEXT_KINDS, IDENTIFIERS

_WEIGHT = re.compile(r"q=([01])(?:\.([0-9]{0,3}))?")

Json = Any
Shape = Callable[[dict[str, Json]], dict[str, Json]]


def identifiers_only(statement: dict[str, Json]) -> dict[str, Json]:
    """The least that identifies agents, activities, verbs and groups."""
    return _reshape(statement, activity=_bare_activity, actor=_bare_actor, words=None)


def canonical(
    statement: dict[str, Json], *, languages: Sequence[str], definition_of: Callable[[str], dict[str, Json] | None]
) -> dict[str, Json]:
    """One language a map, and the store's own definition of each activity.

    `languages`: the reader's, best first. `definition_of`: the merged definition of an activity id, or None.
    """

    def words(languages_map: dict[str, str]) -> dict[str, str]:
        return chosen_language(languages_map, languages)

    def activity(thing: dict[str, Json]) -> dict[str, Json]:
        definition = definition_of(thing["id"]) or thing.get("definition")
        return thing if definition is None else {**thing, "definition": _in_one_language(definition, words)}

    return _reshape(statement, activity=activity, actor=lambda actor: actor, words=words)


def chosen_language(texts: dict[str, str], languages: Sequence[str]) -> dict[str, str]:
    """The map cut to the one text that suits the reader best: exact tag, then same language, then the first."""
    if len(texts) <= 1:
        return texts
    known = {tag.lower(): tag for tag in texts}
    for wanted in (each.lower() for each in languages):
        if wanted in known:
            return {known[wanted]: texts[known[wanted]]}
        prefix = wanted.split("-")[0]
        for lower, tag in known.items():
            if lower.split("-")[0] == prefix:
                return {tag: texts[tag]}
    first = next(iter(texts))
    return {first: texts[first]}


def accepted_languages(header: str) -> list[str]:
    """The tags of an Accept-Language header, best first; '*' and those of weight 0 are left out."""
    weighed: list[tuple[int, int, str]] = []
    for position, each in enumerate(header[:1000].split(",")):
        tag, _, weight = (part.strip() for part in each.partition(";"))
        found = _WEIGHT.fullmatch(weight)
        thousandths = int(found[1] + (found[2] or "").ljust(3, "0")) if found else (0 if weight else 1000)
        if tag and tag != "*" and thousandths:
            weighed.append((-thousandths, position, tag))
    return [tag for _weight, _position, tag in sorted(weighed)]


def _in_one_language(definition: dict[str, Json], words: Shape) -> dict[str, Json]:
    shown = dict(definition)
    for name in ("name", "description"):
        if name in shown:
            shown[name] = words(shown[name])
    return shown


def _bare_activity(thing: dict[str, Json]) -> dict[str, Json]:
    return {"id": thing["id"]}


def _bare_actor(actor: dict[str, Json]) -> dict[str, Json]:
    bare = {each: actor[each] for each in ("objectType", *IDENTIFIERS) if each in actor}
    if "member" in actor and not any(each in actor for each in IDENTIFIERS):
        bare["member"] = [_bare_actor(each) for each in actor["member"]]
    return bare


def _reshape(statement: dict[str, Json], *, activity: Shape, actor: Shape, words: Shape | None) -> dict[str, Json]:
    shown = dict(statement)
    shown["actor"] = actor(shown["actor"])
    verb = shown["verb"]
    if words is None:
        shown["verb"] = {"id": verb["id"]}
    elif "display" in verb:
        shown["verb"] = {**verb, "display": words(verb["display"])}
    thing = shown["object"]
    kind = thing.get("objectType", "Activity")
    if kind == "Activity":
        shown["object"] = activity(thing)
    elif kind in ("Agent", "Group"):
        shown["object"] = actor(thing)
    elif kind == "SubStatement":
        shown["object"] = _reshape(thing, activity=activity, actor=actor, words=words)
    if "authority" in shown:
        shown["authority"] = actor(shown["authority"])
    if context := shown.get("context"):
        shown["context"] = _reshape_context(context, activity=activity, actor=actor)
    return shown


def _reshape_context(context: dict[str, Json], *, activity: Shape, actor: Shape) -> dict[str, Json]:
    shown = dict(context)
    for name in ("instructor", "team"):
        if name in shown:
            shown[name] = actor(shown[name])
    for name, who in (("contextAgents", "agent"), ("contextGroups", "group")):
        if name in shown:
            shown[name] = [{**each, who: actor(each[who])} for each in shown[name]]
    if groups := shown.get("contextActivities"):
        shown["contextActivities"] = {
            name: [activity(each) for each in groups[name]] for name in CONTEXT_KINDS if name in groups
        }
    return shown
