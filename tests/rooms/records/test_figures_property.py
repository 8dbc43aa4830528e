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
from deffinum.rooms.records.commands.cut_groups import cut_groups
from deffinum.rooms.records.commands.fold_statements import fold_statements, rebuild_figures
from deffinum.rooms.records.models import Attempt, DailyFigure, Figure, Participation, ShownGroup, Statement
from deffinum.rooms.records.models.attempt import NONE
from deffinum.rooms.records.queries.evidence import DimensionType, Evidence, evidence_of
from deffinum.rooms.records.queries.find_statements import consistent_through
from deffinum.rooms.records.words import Measure
from tests.factories.people import NOW
from tests.factories.records import HOME, VERBS, Tool, learner, statement, store_key, voiding

pytestmark = pytest.mark.django_db

BEGUN = datetime(2026, 3, 30, 12, tzinfo=UTC)
RESOURCES = [f"{HOME}/gestes/echelle", f"{HOME}/gestes/meuleuse"]
COUNTED = {
    Measure.LEARNERS, Measure.COMPLETED, Measure.PASSED, Measure.FAILED, Measure.STUCK, Measure.STOPPED,
    Measure.ATTEMPTS, Measure.TRIES, Measure.ERRORS, Measure.TIME, Measure.SCORES, Measure.SCORE,
}  # fmt: skip

ONCE = (Measure.LEARNERS, Measure.COMPLETED, Measure.PASSED)
"""Learners of the store, each once."""


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
        for each in (Attempt, Participation, Figure, DailyFigure, ShownGroup)
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
    stopped: set[tuple[Any, ...]] = set()
    of_learner: dict[tuple[Any, ...], list[list[tuple[Evidence, Any]]]] = defaultdict(list)
    for (resource, who, _registration), proofs in sorted(attempts.items(), key=lambda each: str(each[0])):
        key = activity_key(resource)
        of_learner[(key, NONE, who)].append(proofs)
        steps = [proof.step for proof, _row in proofs if proof.step]
        for step in set(steps):
            of_learner[(key, activity_key(step), who)].append([each for each in proofs if each[0].step == step])
        if steps and not any(each.completed or each.passed for each, _row in proofs if not each.step):
            stopped.add((key, activity_key(steps[-1]), Measure.STOPPED, who))
    counts.update((key, step, measure) for key, step, measure, _who in stopped)
    done: set[tuple[Measure, Any]] = set()
    for (key, step, who), registrations in of_learner.items():
        told = [[proof for proof, _row in proofs if step != NONE or not proof.step] for proofs in registrations]
        once, sums = outcomes(told, is_step=step != NONE), totals(told)
        counts.update({(key, step, measure): number for measure, number in (once | sums).items()})
        if step == NONE:
            done |= {(measure, who) for measure in ONCE if once[measure]}
            added = {measure: number for measure, number in (once | sums).items() if measure not in ONCE}
            counts.update({(NONE, NONE, measure): number for measure, number in added.items()})
            spot = begun_at(registrations)
            counts.update({(key, *spot, measure): once[measure] for measure in (*ONCE, Measure.SCORES, Measure.SCORE)})
    counts.update((NONE, NONE, measure) for measure, _who in done)
    return +counts


def begun_at(registrations: list[list[tuple[Evidence, Any]]]) -> tuple[Any, uuid.UUID]:
    """The day and the path of the first attempt."""
    first = min(registrations, key=lambda proofs: (min(row.occurred for _proof, row in proofs), ranked(proofs)))
    day = (min(row.occurred for _proof, row in first) + timedelta(hours=2)).date()  # summer time in Paris
    return day, activity_key(f"{HOME}/parcours") if any(proof.path for proof, _row in first) else NONE


def ranked(proofs: list[tuple[Evidence, Any]]) -> str:
    """By which two attempts that began at the same instant are told apart."""
    return str(proofs[0][1].registration or NONE)


def outcomes(told: list[list[Evidence]], *, is_step: bool) -> dict[Measure, int]:
    """What counts once for a learner, whatever their registrations."""
    passed = [any(each.passed for each in proofs) for proofs in told]
    completed = [any(each.completed for each in proofs) for proofs in told]
    failed = [sum(each.failed for each in proofs) for proofs in told]
    every = list(zip(failed, passed, completed, strict=True))
    scores = [each.score for proofs in told for each in proofs if each.score is not None]
    return {
        Measure.LEARNERS: 1,
        Measure.COMPLETED: int(any(completed) or (is_step and any(passed))),
        Measure.PASSED: int(any(passed)),
        Measure.FAILED: int(any(number and not good for number, good, _done in every)),
        Measure.STUCK: int(is_step and any(number >= 2 and not good and not done for number, good, done in every)),
        Measure.SCORES: int(bool(scores)),
        Measure.SCORE: max(scores, default=0),
    }


def totals(told: list[list[Evidence]]) -> Counter[Measure]:
    """What adds up over the registrations of a learner."""
    counts: Counter[Measure] = Counter()
    for proofs in told:
        counts[Measure.ATTEMPTS] += 1
        counts[Measure.TRIES] += max(sum(each.attempted for each in proofs), sum(each.judged for each in proofs))
        counts[Measure.ERRORS] += sum(each.failed for each in proofs)
        ended = [each.ended_ms for each in proofs if each.ended_ms is not None]
        lasted = [each.told_ms for each in proofs if each.told_ms is not None]
        counts[Measure.TIME] += sum(ended) if ended else max(lasted, default=0)
    return counts


def stored_figures(store_id: uuid.UUID) -> Counter[tuple[Any, ...]]:
    """What stands of the resources and steps, and of each day and path."""
    rows = Figure.objects.filter(store_id=store_id, measure__in=COUNTED)
    figures = Counter({row[:3]: row[3] for row in rows.values_list("resource_key", "step_key", "measure", "live")})
    days = DailyFigure.objects.filter(store_id=store_id, measure__in=COUNTED)
    for *cell, live in days.values_list("resource_key", "day", "path_key", "measure", "live"):
        figures[tuple(cell)] += live
    return +figures


def cut(store_id: uuid.UUID) -> None:
    while cut_groups(store_id=store_id, by=PLATFORM, now=NOW):
        pass


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
            fold_statements(store_id=store, until=consistent_through(), by=PLATFORM, now=NOW)
            cut(store)
    while fold_statements(store_id=store, until=consistent_through(), by=PLATFORM, now=NOW):
        pass
    cut(store)
    incremental = folded(store)
    assert stored_figures(store) == naive(store)
    rebuild_figures(store_id=store, until=consistent_through(), by=PLATFORM, now=NOW)
    cut(store)
    rebuilt = folded(store)
    for counts in ("Figure", "DailyFigure"):
        rebuilt[counts] = [each for each in rebuilt[counts] if not each.endswith(", 0)")]
        incremental[counts] = [each for each in incremental[counts] if not each.endswith(", 0)")]
    assert rebuilt == incremental


def test_a_batch_that_is_cut_short_is_folded_again_from_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    tool = Tool(store_key())
    post(tool, [statement(actor=learner(name)) for name in "abc"])

    def cut(**_words: Any) -> None:
        raise RuntimeError("the worker is killed here")

    with monkeypatch.context() as patch:
        patch.setattr(folding_command, "know_subjects", cut)
        with pytest.raises(RuntimeError):
            fold_statements(store_id=tool.key.store_id, until=consistent_through(), by=PLATFORM, now=NOW)
    assert folded(tool.key.store_id) == {
        "Attempt": [],
        "Participation": [],
        "Figure": [],
        "DailyFigure": [],
        "ShownGroup": [],
    }
    assert fold_statements(store_id=tool.key.store_id, until=consistent_through(), by=PLATFORM, now=NOW) == 3
    assert stored_figures(tool.key.store_id) == naive(tool.key.store_id)
