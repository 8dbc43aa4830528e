"""Whatever the order, the cuts, the repetitions and the voidings: what is folded is what a naive count finds."""

from __future__ import annotations

import uuid
from collections import Counter, defaultdict
from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from typing import Any

import orjson
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from deffinum.foundation.policies import PLATFORM
from deffinum.foundation.xapi.identity import activity_key, agent_key
from deffinum.rooms.records.commands import fold_statements as folding_command
from deffinum.rooms.records.commands.fold_statements import fold_statements
from deffinum.rooms.records.commands.rebuild_figures import rebuild_figures
from deffinum.rooms.records.models import Attempt, Figure, Participation, Statement
from deffinum.rooms.records.models.attempt import NONE
from deffinum.rooms.records.queries.evidence import DimensionType, Evidence, evidence_of
from deffinum.rooms.records.queries.fold_state import foldable_until
from deffinum.rooms.records.words import Facet, Measure
from tests.factories.people import NOW
from tests.factories.records import HOME, VERBS, Tool, learner, statement, store_key, voiding

pytestmark = pytest.mark.django_db

BEGUN = datetime(2026, 3, 30, 12, tzinfo=UTC)
RESOURCES = [f"{HOME}/gestes/echelle", f"{HOME}/gestes/meuleuse"]
COUNTED = {
    Measure.LEARNERS, Measure.COMPLETED, Measure.PASSED, Measure.FAILED, Measure.STUCK, Measure.STOPPED,
    Measure.ATTEMPTS, Measure.TRIES, Measure.ERRORS, Measure.TIME, Measure.SCORES, Measure.SCORE,
}  # fmt: skip


@st.composite
def said(draw: st.DrawFn) -> dict[str, Any]:
    """A statement about a resource or one of its steps."""
    resource = draw(st.sampled_from(RESOURCES))
    step = draw(st.sampled_from(["", "/1", "/2"]))
    result: dict[str, Any] = {}
    if draw(st.booleans()):
        result["success"] = draw(st.booleans())
    if draw(st.booleans()):
        result["duration"] = f"PT{draw(st.integers(0, 90))}.5S"
    if draw(st.booleans()):
        result["score"] = {"scaled": draw(st.sampled_from([0, 0.25, 0.9]))}
    context: dict[str, Any] = {}
    if draw(st.booleans()):
        context["registration"] = str(uuid.UUID(int=draw(st.integers(1, 2))))
    grouping = [{"id": f"{HOME}/parcours", "definition": {"type": DimensionType.PATH}}] if draw(st.booleans()) else []
    context["contextActivities"] = {"parent": [{"id": resource}] if step else [], "grouping": grouping}
    verb = draw(st.sampled_from(["initialized", "completed", "passed", "failed", "answered", "terminated"]))
    return {
        "id": str(draw(st.uuids(version=4))),
        "actor": learner(draw(st.sampled_from("ab"))),
        "verb": {"id": f"{VERBS}{verb}"},
        "object": {"id": resource + step},
        "result": result,
        "context": context,
        "timestamp": (BEGUN + timedelta(hours=draw(st.integers(0, 48)))).isoformat(),
    }


@st.composite
def histories(draw: st.DrawFn) -> list[tuple[list[dict[str, Any]], int]]:
    """Batches as they arrive, some statements twice, some voided before or after; after each, how many are folded."""
    every = draw(st.lists(said(), min_size=1, max_size=12, unique_by=lambda each: each["id"]))
    voids = [voiding(each["id"]) for each in draw(st.lists(st.sampled_from(every), max_size=3, unique_by=id))]
    line = draw(st.permutations([*every, *voids]))
    cut = draw(st.integers(1, 5))
    batches = [line[start : start + cut] for start in range(0, len(line), cut)]
    if draw(st.booleans()):
        batches.append(draw(st.lists(st.sampled_from(every), min_size=1, max_size=3, unique_by=id)))
    return [(batch, draw(st.integers(0, 4))) for batch in batches]


def folded(store_id: uuid.UUID) -> dict[str, Any]:
    """Every folded row of a store."""
    return {
        each.__name__: sorted(map(repr, each.objects.filter(store_id=store_id).values_list(*_columns(each))))
        for each in (Attempt, Participation, Figure)
    }


def _columns(model: Any) -> list[str]:
    return [field.name for field in model._meta.concrete_fields if field.name not in ("pk", "kept")]


def naive(store_id: uuid.UUID) -> Counter[tuple[Any, ...]]:
    """Every figure, counted from the statements one by one, without any of the folding's own code."""
    attempts: dict[tuple[Any, ...], list[tuple[Evidence, Any]]] = defaultdict(list)
    for row in Statement.objects.filter(store_id=store_id, voided=False, voids=False).order_by("occurred", "id"):
        body = orjson.loads(row.body)
        proof = evidence_of(body)
        assert proof is not None
        attempts[(proof.resource, agent_key(body["actor"]), row.registration)].append((proof, row))
    counts: Counter[tuple[Any, ...]] = Counter()
    people: dict[tuple[Any, ...], set[Any]] = defaultdict(set)
    for (resource, who, _registration), proofs in attempts.items():
        key = activity_key(resource)
        whole = [proof for proof, _row in proofs if not proof.step]
        first = min(row.occurred for _proof, row in proofs) + timedelta(hours=2)  # summer time in Paris
        cells = [(key, NONE, Facet.ALL, NONE), (NONE, NONE, Facet.ALL, NONE)]
        cells.append((key, NONE, Facet.MONTH, uuid.UUID(f"{first.year * 100 + first.month:032d}")))
        if any(proof.path for proof, _row in proofs):
            cells.append((key, NONE, Facet.PATH, activity_key(f"{HOME}/parcours")))
        for cell in cells:
            add(counts, people, cell, who, whole, is_step=False)
        steps = [proof.step for proof, _row in proofs if proof.step]
        for step in set(steps):
            about = [proof for proof, _row in proofs if proof.step == step]
            add(counts, people, (key, activity_key(step), Facet.ALL, NONE), who, about, is_step=True)
        if steps and not any(each.completed or each.passed for each in whole):
            people[(key, activity_key(steps[-1]), Facet.ALL, NONE, Measure.STOPPED)].add(who)
    for cell, learners in people.items():
        counts[cell] = len(learners)
    return +counts


def add(counts: Any, people: Any, cell: tuple[Any, ...], who: Any, proofs: list[Evidence], *, is_step: bool) -> None:
    passed, failed = any(each.passed for each in proofs), sum(each.failed for each in proofs)
    completed = any(each.completed for each in proofs)
    outcomes = {
        Measure.LEARNERS: True,
        Measure.COMPLETED: completed or (is_step and passed),
        Measure.PASSED: passed,
        Measure.FAILED: failed and not passed,
        Measure.STUCK: is_step and failed >= 2 and not passed and not completed,
    }
    for measure, holds in outcomes.items():
        if holds:
            people[(*cell, measure)].add(who)
    counts[(*cell, Measure.ATTEMPTS)] += 1
    counts[(*cell, Measure.TRIES)] += max(sum(each.attempted for each in proofs), sum(each.judged for each in proofs))
    counts[(*cell, Measure.ERRORS)] += failed
    ended = [each.ended_ms for each in proofs if each.ended_ms is not None]
    told = [each.told_ms for each in proofs if each.told_ms is not None]
    counts[(*cell, Measure.TIME)] += sum(ended) if ended else max(told, default=0)
    scores = [each.score for each in proofs if each.score is not None]
    counts[(*cell, Measure.SCORES)] += bool(scores)
    counts[(*cell, Measure.SCORE)] += max(scores, default=0)


def stored_figures(store_id: uuid.UUID) -> Counter[tuple[Any, ...]]:
    rows = Figure.objects.filter(store_id=store_id, measure__in=COUNTED)
    names = ("resource_key", "step_key", "facet", "facet_key", "measure", "live")
    return +Counter({row[:5]: row[5] for row in rows.values_list(*names)})


def post(tool: Tool, batch: Iterable[dict[str, Any]]) -> None:
    answer = tool.call("POST", "statements", list(batch))
    assert answer.status_code == 200, answer.content


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(history=histories())
def test_what_is_folded_is_what_a_naive_count_finds(
    history: list[tuple[list[dict[str, Any]], int]], monkeypatch: pytest.MonkeyPatch
) -> None:
    tool = Tool(store_key())
    store = tool.key.store_id
    for batch, most in history:
        post(tool, batch)
        if most:
            monkeypatch.setattr(folding_command, "BATCH", most)
            fold_statements(store_id=store, until=foldable_until(), by=PLATFORM, now=NOW)
    while fold_statements(store_id=store, until=foldable_until(), by=PLATFORM, now=NOW):
        pass
    incremental = folded(store)
    assert stored_figures(store) == naive(store)
    rebuild_figures(store_id=store, until=foldable_until(), by=PLATFORM, now=NOW)
    rebuilt = folded(store)
    rebuilt["Figure"] = [each for each in rebuilt["Figure"] if not each.endswith(", 0)")]
    incremental["Figure"] = [each for each in incremental["Figure"] if not each.endswith(", 0)")]
    assert rebuilt == incremental


def test_a_batch_that_is_cut_short_is_folded_again_from_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    tool = Tool(store_key())
    post(tool, [statement(actor=learner(name)) for name in "abc"])

    def cut(**_words: Any) -> None:
        raise RuntimeError("the worker is killed here")

    with monkeypatch.context() as patch:
        patch.setattr(folding_command, "know_subjects", cut)
        with pytest.raises(RuntimeError):
            fold_statements(store_id=tool.key.store_id, until=foldable_until(), by=PLATFORM, now=NOW)
    assert folded(tool.key.store_id) == {"Attempt": [], "Participation": [], "Figure": []}
    assert fold_statements(store_id=tool.key.store_id, until=foldable_until(), by=PLATFORM, now=NOW) == 3
    assert stored_figures(tool.key.store_id) == naive(tool.key.store_id)
