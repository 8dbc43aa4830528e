"""The folded counts of a store as cells, and the names of what they are about."""

from __future__ import annotations

from collections.abc import Collection
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
from deffinum.rooms.records.words import Facet, Measure


@dataclass
class Cell:
    """The counts of one cell: learners by outcome, sums over attempts, and how many attempts lasted how long."""

    counts: dict[int, int] = field(default_factory=dict)

    def __getitem__(self, measure: Measure) -> int:
        return self.counts.get(int(measure), 0)

    @property
    def median_ms(self) -> int | None:
        """The median time of an attempt, to a tenth; None: no attempt says how long it lasted."""
        lasted = sorted(
            (rank - Measure.LASTED, number) for rank, number in self.counts.items() if rank >= Measure.LASTED
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


Place = tuple[UUID, UUID, UUID]
"""Resource, step, key of the facet."""


def read_cells(
    *, store_id: UUID, facets: Collection[Facet], resource: UUID | None = None, steps: bool = False
) -> dict[Facet, dict[Place, Cell]]:
    """The cells of some facets: of every resource or one, with steps or without (one query)."""
    rows = Figure.objects.filter(store_id=store_id, facet__in=facets)
    if not steps:
        rows = rows.filter(step_key=NONE)
    if resource is not None:
        rows = rows.filter(resource_key=resource)
    cells: dict[Facet, dict[Place, Cell]] = {facet: {} for facet in facets}
    for facet, about, step, key, measure, number in rows.values_list(
        "facet", "resource_key", "step_key", "facet_key", "measure", F("live") + F("kept")
    ):
        if number:
            cells[Facet(facet)].setdefault((about, step, key), Cell()).counts[measure] = number
    for found in cells.values():
        for place in [place for place, cell in found.items() if not cell[Measure.LEARNERS] + cell[Measure.STOPPED]]:
            del found[place]
    return cells


@dataclass(frozen=True)
class Subject:
    """A resource, step, place, path or version."""

    key: UUID
    iri: str
    title: str


_SUBJECTS = """
SELECT s.key, s.iri, (a.definition -> 'name')::text FROM records_foldedsubject AS s
LEFT JOIN records_activity AS a ON a.store_id = s.store_id AND a.key = s.named_by
WHERE s.store_id = %s AND s.key = ANY(%s)
"""


def subjects_of(*, store_id: UUID, keys: Collection[UUID]) -> dict[UUID, Subject]:
    """Their IRIs and names: in the reader's language when they were described, else the end of the IRI."""
    with raw_cursor() as cursor:
        rows = cursor.execute(_SUBJECTS, [store_id, list(keys)]).fetchall()
    return {key: Subject(key, iri, _title(orjson.loads(names) if names else None, iri)) for key, iri, names in rows}


def subject_named(*, store_id: UUID, key: UUID) -> Subject | None:
    """One of them, or None when the store's figures know no such key."""
    return subjects_of(store_id=store_id, keys=[key]).get(key)


def facets_of(*, store_id: UUID) -> list[tuple[Facet, UUID]]:
    """The months, versions, paths and places by which the figures may be told apart; newest month first."""
    rows = (
        Figure.objects.filter(store_id=store_id, step_key=NONE, measure=Measure.LEARNERS)
        .exclude(facet=Facet.ALL)
        .values_list("facet", "facet_key")
        .distinct()
    )
    return sorted(
        ((Facet(facet), key) for facet, key in rows),
        key=lambda each: (each[0], -month_number(each[1]) if each[0] == Facet.MONTH else 0, str(each[1])),
    )


def month_number(key: UUID) -> int:
    """202611 for November 2026, from the key of a month."""
    return int(key.hex)


def month_key_of(number: int) -> UUID:
    """The key of a month."""
    return UUID(f"{number:032d}")


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
