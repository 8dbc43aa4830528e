"""The calls that come with the project: real ones rebuilt from public sources, and one plainly marked sample.

Each file of `reference/` holds one call. `{"file": "…"}` stands for the content of another file of the folder.
"""

from __future__ import annotations

import csv
import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

from deffinum.foundation.values import Money

FOLDER = Path(__file__).resolve().parents[1] / "reference"
CALL_FILES = ("deffinum", "deffinov_paca", "ami_cma", "appel_exemple")
SAMPLE_CALL = "appel-exemple"
"""Slug of the call that is open on the day of loading."""


@dataclass(frozen=True)
class ReferenceWave:
    """A published wave: local times in the call's zone ('2021-06-01T00:00')."""

    opens_local: str
    closes_local: str
    grace_seconds: int
    results_published_on: date | None
    results_source: str


@dataclass(frozen=True)
class RollingWave:
    """A wave that opens at midnight of the day of loading and closes `days` later at `closes_at` ('12:00')."""

    days: int
    closes_at: str
    grace_seconds: int


@dataclass(frozen=True)
class ReferenceCall:
    """One call as its file tells it; texts are bilingual JSON."""

    slug: str
    title: Mapping[str, str]
    summary: Mapping[str, str]
    owner: Mapping[str, str]
    """`name` and `kind` of the organisation that grants the aid."""
    lever_slug: str
    region_code: str
    zone: str
    source: str
    is_sample: bool
    changes: Mapping[str, str]
    configuration: Mapping[str, Any]
    form: Mapping[str, Any] | None
    waves: tuple[ReferenceWave, ...]
    rolling_wave: RollingWave | None
    documents: tuple[Mapping[str, Any], ...]
    notices: tuple[Mapping[str, Any], ...]
    questions: tuple[Mapping[str, Any], ...]


@dataclass(frozen=True)
class HistoricalProject:
    """A real project of public record. An amount that was not published is None, never a guess."""

    reference: str
    title: str
    acronym: str
    lead_key: str
    """Name of the lead among the people room's historical organisations, when it has one."""
    lead_name: str
    lead_kind: str
    region_code: str
    sector: str
    months: int | None
    base: Money | None
    awarded: Money | None
    requested: Money | None
    outcome: str
    """'retained' or 'redirected'."""
    redirected_to: str
    """Slug of the other call, or ''."""
    decided_on: date
    agreement_signed_on: date | None
    note: str
    source: str


@cache
def reference_calls() -> tuple[ReferenceCall, ...]:
    """Every call of the reference folder, in the order in which they are loaded."""
    return tuple(_call(_content(f"{name}.json")) for name in CALL_FILES)


@cache
def historical_projects() -> tuple[HistoricalProject, ...]:
    """The four real projects of our public sources."""
    with (FOLDER / "historical_applications.csv").open(newline="", encoding="utf-8") as lines:
        return tuple(_project(row) for row in csv.DictReader(lines))


def _content(name: str) -> Any:
    return _resolved(json.loads((FOLDER / name).read_text(encoding="utf-8")))


def _resolved(data: Any) -> Any:
    if isinstance(data, dict):
        if data.keys() == {"file"}:
            return _content(data["file"])
        return {key: _resolved(value) for key, value in data.items()}
    return [_resolved(each) for each in data] if isinstance(data, list) else data


def _call(data: Mapping[str, Any]) -> ReferenceCall:
    rolling = data.get("rolling_wave")
    return ReferenceCall(
        slug=data["slug"],
        title=data["title"],
        summary=data["summary"],
        owner=data["owner"],
        lever_slug=data["lever_slug"],
        region_code=data["region_code"],
        zone=data["zone"],
        source=data["source"],
        is_sample=data["is_sample"],
        changes=data["changes"],
        configuration=data["configuration"],
        form=data["form"],
        waves=tuple(_wave(each) for each in data["waves"]),
        rolling_wave=RollingWave(**rolling) if rolling else None,
        documents=tuple(data["documents"]),
        notices=tuple(data["notices"]),
        questions=tuple(data.get("questions", ())),
    )


def _wave(data: Mapping[str, Any]) -> ReferenceWave:
    published = data.get("results_published_on")
    return ReferenceWave(
        opens_local=data["opens_local"],
        closes_local=data["closes_local"],
        grace_seconds=data["grace_seconds"],
        results_published_on=date.fromisoformat(published) if published else None,
        results_source=data.get("results_source", ""),
    )


def _project(row: Mapping[str, str]) -> HistoricalProject:
    return HistoricalProject(
        reference=row["reference"],
        title=row["title"],
        acronym=row["acronym"],
        lead_key=row["lead_key"],
        lead_name=row["lead_name"],
        lead_kind=row["lead_kind"],
        region_code=row["region_code"],
        sector=row["sector"],
        months=int(row["months"]) if row["months"] else None,
        base=_euros(row["base_eur"]),
        awarded=_euros(row["awarded_eur"]),
        requested=_euros(row["requested_eur"]),
        outcome=row["outcome"],
        redirected_to=row["redirected_to"],
        decided_on=date.fromisoformat(row["decided_on"]),
        agreement_signed_on=date.fromisoformat(row["agreement_signed_on"]) if row["agreement_signed_on"] else None,
        note=row["note"],
        source=row["source"],
    )


def _euros(text: str) -> Money | None:
    return Money.euros(int(text)) if text else None
