"""The tracking document of the Deffinum plugin for Moodle, read as xAPI statements.

The document holds `cmi` (the whole: completion_status, progress_measure, session_time, score) and
`detailed_progress.structure`, a tree of chapters, sequences, quizzes, groups of scenes, scenes and components; a quiz
holds its questions with their choices and the learner's answers. Source: Edunao/moodle-mod_deffinum, report/detailed.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import Any
from urllib.parse import quote
from uuid import UUID, uuid5

import orjson
from django.utils.translation import gettext as _

from deffinum.foundation.values import readable
from deffinum.foundation.xapi.checking import InvalidStatement, is_iri
from deffinum.rooms.records.queries.tracking_questions import interaction_of, read_questions
from deffinum.rooms.records.queries.tracking_values import (
    Scale,
    as_list,
    as_object,
    duration_of,
    optional_number,
    score_of,
    session_time,
    status_of,
    text_at,
)

Json = Any

NAMESPACE = UUID("6a1f6f5c-3c1e-5b0e-9c58-0f6f0a4d2f11")
"""Of the ids of the statements made here: the same saying, the same id."""
ADL = "http://adlnet.gov/expapi"
TYPES = {
    "chapter": f"{ADL}/activities/module",
    "sequence": f"{ADL}/activities/lesson",
    "quiz": f"{ADL}/activities/assessment",
    "scenesGroup": f"{ADL}/activities/module",
    "scene": f"{ADL}/activities/simulation",
    "component": f"{ADL}/activities/interaction",
}
PROGRESS = "https://w3id.org/xapi/cmi5/result/extensions/progress"
"""A whole number from 0 to 100 (cmi5, section 9.5.5.1)."""
VERBS = {
    "passed": ("passed", {"fr": "a réussi", "en": "passed"}),
    "failed": ("failed", {"fr": "a échoué", "en": "failed"}),
    "completed": ("completed", {"fr": "a terminé", "en": "completed"}),
    "incomplete": ("progressed", {"fr": "a avancé", "en": "progressed"}),
    "answered": ("answered", {"fr": "a répondu", "en": "answered"}),
}
DEEPEST, MOST = 20, 5000
"""Levels of the tree, and its nodes and questions."""


@dataclass(frozen=True)
class TrackedLearning:
    """Whose document it is, about what, and (when known) the instant at which it was written, as xAPI writes it."""

    actor: dict[str, Json]
    activity: str
    registration: str
    timestamp: str | None
    home: str
    """The platform's address, under which the extension of the number of attempts is named."""

    @cached_property
    def attempts_extension(self) -> str:
        """IRI of "how many attempts"."""
        return f"{self.home.rstrip('/')}/xapi/extensions/essais"


def statements_of(document: Json, learning: TrackedLearning) -> list[dict[str, Json]]:
    """Statements for the resource and each attempted node and question: parts first, the whole last.

    Their ids come from what they say (the instant left out), so that a document sent twice says nothing twice.
    Raises InvalidStatement, whose path is that of the document: `document.detailed_progress.structure[0].score`.
    """
    whole = as_object(document, "document")
    cmi = as_object(whole.get("cmi", {}), "document.cmi")
    detailed = as_object(whole.get("detailed_progress", {}), "document.detailed_progress")
    where = "document.detailed_progress.structure"
    structure = as_list(detailed.get("structure", []), where)
    reader = _Reader(learning, Scale.of(structure))
    found = [*reader.nodes(structure, where, (learning.activity,)), *reader.whole(cmi, "document.cmi")]
    if not found:
        raise InvalidStatement("document", _("rien n’y a été tenté : il n’y a rien à enregistrer."))
    return found


@dataclass
class _Reader:
    learning: TrackedLearning
    scale: Scale
    seen: int = 0

    def nodes(self, nodes: list[Json], where: str, line: tuple[str, ...]) -> Iterator[dict[str, Json]]:
        """`line`: IRIs from the resource down to the parent of these nodes."""
        if len(line) > DEEPEST:
            raise InvalidStatement(where, _("l’arbre a plus de %(most)s niveaux.") % {"most": DEEPEST})
        names: set[str] = set()
        for position, each in enumerate(nodes):
            yield from self._node(as_object(each, f"{where}[{position}]"), f"{where}[{position}]", line, names)

    def whole(self, cmi: dict[str, Json], where: str) -> Iterator[dict[str, Json]]:
        """The resource itself."""
        status = status_of(cmi.get("completion_status", "not attempted"), f"{where}.completion_status")
        if status == "not attempted":
            return
        score = as_object(cmi.get("score", {}), f"{where}.score")
        result = self._result(
            status,
            score_of(score.get("raw"), score.get("max"), f"{where}.score.raw", f"{where}.score.max"),
            session_time(cmi.get("session_time"), f"{where}.session_time"),
            Scale(whole=1).percent(cmi.get("progress_measure"), f"{where}.progress_measure"),
        )
        yield self._statement(status, {"id": self.learning.activity}, result, ())

    def _node(
        self, node: dict[str, Json], where: str, line: tuple[str, ...], names: set[str]
    ) -> Iterator[dict[str, Json]]:
        iri = self._named(node, where, line, names)
        kind = node.get("type")
        if not isinstance(kind, str) or kind not in TYPES:
            raise InvalidStatement(
                f"{where}.type", _("il faut l’un de ces types : %(types)s.") % {"types": ", ".join(TYPES)}
            )
        below, inner = (*line, iri), set[str]()
        for question, place in read_questions(node, where):
            yield from self._question(question, place, below, inner)
        children = node.get("children")
        yield from self.nodes(
            as_list([] if children is None else children, f"{where}.children"), f"{where}.children", below
        )
        status = status_of(node.get("completed", "not attempted"), f"{where}.completed")
        result = self._result(
            status,
            score_of(node.get("score"), node.get("scoremax"), f"{where}.score", f"{where}.scoremax"),
            duration_of(node.get("timespent"), f"{where}.timespent"),
            self.scale.percent(node.get("progress"), f"{where}.progress"),
        )
        attempts = optional_number(node.get("nbtry"), f"{where}.nbtry", low=0, high=1_000_000)
        if status == "not attempted":
            return
        if attempts is not None:
            result.setdefault("extensions", {})[self.learning.attempts_extension] = attempts
        yield self._statement(status, {"id": iri, "definition": _definition(node, where, TYPES[kind])}, result, line)

    def _question(
        self, question: dict[str, Json], where: str, line: tuple[str, ...], names: set[str]
    ) -> Iterator[dict[str, Json]]:
        iri = self._named(question, where, line, names)
        status = status_of(question.get("completed", "not attempted"), f"{where}.completed")
        described, response = interaction_of(question, where)
        duration = duration_of(question.get("timespent"), f"{where}.timespent")
        if status == "not attempted" and not response:
            return
        result: dict[str, Json] = {"response": response}
        if status in ("passed", "failed"):
            result["success"] = status == "passed"
        if duration:
            result["duration"] = duration
        definition = {**_definition(question, where, f"{ADL}/activities/cmi.interaction"), **described}
        yield self._statement("answered", {"id": iri, "definition": definition}, result, line)

    def _named(self, node: dict[str, Json], where: str, line: tuple[str, ...], names: set[str]) -> str:
        self.seen += 1
        if self.seen > MOST:
            raise InvalidStatement(where, _("le document a plus de %(most)s éléments.") % {"most": MOST})
        name = text_at(node.get("id"), f"{where}.id", longest=200)
        if not name or name in names:
            raise InvalidStatement(f"{where}.id", _("il faut un « id », différent de celui de ses voisins."))
        names.add(name)
        # "." and ".." would be walked by whoever resolves the address: their dots are written out.
        return f"{line[-1]}/{quote(name, safe='') if name.strip('.') else name.replace('.', '%2E')}"

    def _result(
        self, status: str, score: dict[str, Json] | None, duration: str | None, percent: int | None
    ) -> dict[str, Json]:
        result: dict[str, Json] = {}
        if score:
            result["score"] = score
        if status in ("passed", "failed"):
            result["success"] = status == "passed"
        result["completion"] = status in ("passed", "completed")
        if duration:
            result["duration"] = duration
        if status == "incomplete" and percent is not None:
            result["extensions"] = {PROGRESS: percent}
        return result

    def _statement(
        self, verb: str, thing: dict[str, Json], result: dict[str, Json], line: tuple[str, ...]
    ) -> dict[str, Json]:
        name, display = VERBS[verb]
        context: dict[str, Json] = {"registration": self.learning.registration}
        if line:
            parent, above = line[-1], line[:-1] or line
            context["contextActivities"] = {"parent": [{"id": parent}], "grouping": [{"id": each} for each in above]}
        said = {
            "actor": self.learning.actor,
            "verb": {"id": f"{ADL}/verbs/{name}", "display": display},
            "object": {"objectType": "Activity", **thing},
            "result": result,
            "context": context,
        }
        identifier = uuid5(NAMESPACE, orjson.dumps(said, option=orjson.OPT_SORT_KEYS).decode())
        dated = {"timestamp": self.learning.timestamp} if self.learning.timestamp else {}
        return {"id": str(identifier), **said, **dated}


def _definition(node: dict[str, Json], where: str, kind: str) -> dict[str, Json]:
    definition: dict[str, Json] = {"type": kind}
    if title := readable(text_at(node.get("title", ""), f"{where}.title", longest=2000)):
        definition["name"] = {"fr": title}
    asset = as_object({} if node.get("asset") is None else node["asset"], f"{where}.asset")
    for each, place in ((node.get("link"), f"{where}.link"), (asset.get("url"), f"{where}.asset.url")):
        address = text_at("" if each is None else each, place, longest=2000)
        if address and is_iri(address):
            definition.setdefault("moreInfo", address)
    return definition
