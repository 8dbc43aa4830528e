"""The folded counts of a store as cells, and the names of what they are about."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from urllib.parse import unquote
from uuid import UUID

import orjson
from django.db.models import F
from django.utils.translation import get_language

from deffinum.foundation.cmi5.course import text_in
from deffinum.rooms.records.models import Figure
from deffinum.rooms.records.models.attempt import NONE
from deffinum.rooms.records.models.raw_cursor import raw_cursor
from deffinum.rooms.records.queries.folding import LENGTHS
from deffinum.rooms.records.words import Measure


@dataclass
class Cell:
    """The counts of one cell: learners by outcome, sums over attempts, and how many learners spent how long."""

    counts: dict[int, int] = field(default_factory=dict)

    def __getitem__(self, measure: Measure) -> int:
        return self.counts.get(int(measure), 0)

    @property
    def median_ms(self) -> int | None:
        """The median of what each learner spent, to a tenth; None: nobody says how long it lasted."""
        lasted = sorted(
            (rank - Measure.LASTED, number)
            for rank, number in self.counts.items()
            if rank >= Measure.LASTED and number > 0
        )
        half, seen = (sum(number for _rank, number in lasted) + 1) // 2, 0
        for rank, number in lasted:
            seen += number
            if seen >= half:
                low = LENGTHS[rank - 1] if rank else 0
                return (low + (LENGTHS[rank] if rank < len(LENGTHS) else low)) // 2
        return None

    @property
    def mean_score(self) -> int | None:
        """The mean of the best scores, in basis points; None: nobody has a score."""
        return self[Measure.SCORE] // self[Measure.SCORES] if self[Measure.SCORES] > 0 else None


def read_cells(*, store_id: UUID, resource: UUID) -> dict[UUID, Cell]:
    """The counts of a resource (nil key) and of each of its steps (one query)."""
    rows = Figure.objects.filter(store_id=store_id, resource_key=resource)
    cells: dict[UUID, Cell] = {}
    for step, measure, number in rows.values_list("step_key", "measure", F("live") + F("kept")):
        if number:
            cells.setdefault(step, Cell()).counts[measure] = number
    return {step: cell for step, cell in cells.items() if cell[Measure.LEARNERS] + cell[Measure.STOPPED]}


def read_totals(*, stores: Collection[UUID], measures: Collection[Measure]) -> dict[UUID, dict[UUID, Cell]]:
    """Of each store as a whole (nil key) and of each of its resources, some counts (one query)."""
    rows = Figure.objects.filter(store_id__in=stores, step_key=NONE, measure__in=[int(each) for each in measures])
    found: dict[UUID, dict[UUID, Cell]] = {store_id: {} for store_id in stores}
    for store_id, key, measure, number in rows.values_list(
        "store_id", "resource_key", "measure", F("live") + F("kept")
    ):
        found[store_id].setdefault(key, Cell()).counts[measure] = number
    return found


@dataclass(frozen=True)
class Subject:
    """A resource, step, place, path or version."""

    key: UUID
    iri: str
    title: str


_SUBJECTS = """
SELECT s.key, s.iri, (a.definition -> 'name')::text FROM records_foldedsubject AS s
LEFT JOIN records_activity AS a ON a.store_id = s.store_id AND a.key = s.named_by
WHERE s.store_id = ANY(%s) AND s.key = ANY(%s)
"""


def subjects_of(*, stores: Sequence[UUID], keys: Collection[UUID]) -> dict[UUID, Subject]:
    """Their IRIs and names: in the reader's language when they were described, else the end of the IRI."""
    with raw_cursor() as cursor:
        rows = cursor.execute(_SUBJECTS, [list(stores), list(keys)]).fetchall()
    return {key: Subject(key, iri, _title(orjson.loads(names) if names else None, iri)) for key, iri, names in rows}


def subject_named(*, store_id: UUID, key: UUID) -> Subject | None:
    """One of them, or None when the store's figures know no such key."""
    return subjects_of(stores=[store_id], keys=[key]).get(key)


def natural_key(text: str) -> tuple[tuple[int, int, str], ...]:
    """By which a text is sorted with its numbers as numbers: step 2 before step 10."""
    parts, digits, word = [], "", ""
    for each in f"{text} ":
        if each.isascii() and each.isdigit():
            digits += each
            continue
        if digits:
            parts.append((0, int(digits), ""))
            digits = ""
        word = each
        parts.append((1, 0, word))
    return tuple(parts)


def _title(names: object, iri: str) -> str:
    if isinstance(names, dict) and (title := text_in(names, get_language() or "fr")):
        return title
    end = iri.rstrip("/#").replace("#", "/").rsplit("/", 1)[-1]
    return unquote(end) or iri
