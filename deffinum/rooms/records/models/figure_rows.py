"""Change and read the counts in bulk; keys, instants and arrays as in `attempt_rows`."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from typing import Any
from uuid import UUID

from deffinum.rooms.records.models.attempt_rows import array_of, columns_of
from deffinum.rooms.records.models.raw_cursor import raw_cursor

Count = tuple[str, str, int]
"""Resource, step, measure."""
DailyCount = tuple[str, int, str, str, str, int]
"""Resource, day since 1970-01-01, version, path, place, measure."""
GroupRow = tuple[str, int, int, int, int, str, str, str, int | None]
"""Resource, measure, rank, first and last day, version, path, place, number."""
OUTCOMES = ("resources", "completed", "passed")
"""How many resources a learner follows; how many of them completed, passed."""

_TAKE_PART = f"""
WITH given AS (
    SELECT * FROM unnest(%b::uuid[], {", ".join(["%b::int4[]"] * 3)}) AS one(learner_key, {", ".join(OUTCOMES)})
), changed AS (
    INSERT INTO records_participation AS p (store_id, learner_key, {", ".join(OUTCOMES)})
    SELECT %b::uuid, * FROM given
    ON CONFLICT (store_id, learner_key) DO UPDATE SET
        {", ".join(f"{name} = p.{name} + EXCLUDED.{name}" for name in OUTCOMES)}
    RETURNING learner_key, {", ".join(OUTCOMES)}
)
SELECT {", ".join(f"coalesce(sum((c.{name} > 0)::int - (c.{name} - given.{name} > 0)::int), 0)" for name in OUTCOMES)}
FROM changed AS c JOIN given USING (learner_key)
"""  # noqa: S608 - our own words
_LEAVE = """
DELETE FROM records_participation AS p USING unnest(%b::uuid[]) AS given(learner_key)
WHERE p.store_id = %b AND p.learner_key = given.learner_key AND p.resources = 0
"""
_COUNT = """
INSERT INTO records_figure AS f (store_id, resource_key, step_key, measure, live, kept)
SELECT %b::uuid, * FROM unnest(%b::uuid[], %b::uuid[], %b::int2[], %b::int8[], %b::int8[])
ON CONFLICT (store_id, resource_key, step_key, measure) DO UPDATE SET
    live = f.live + EXCLUDED.live, kept = f.kept + EXCLUDED.kept
"""
_COUNT_DAYS = """
INSERT INTO records_dailyfigure AS f
    (store_id, resource_key, day, version_key, path_key, place_key, measure, live, kept)
SELECT %b::uuid, resource_key, 'epoch'::date + day, version_key, path_key, place_key, measure, live, kept
FROM unnest(%b::uuid[], %b::int4[], %b::uuid[], %b::uuid[], %b::uuid[], %b::int2[], %b::int8[], %b::int8[])
AS given(resource_key, day, version_key, path_key, place_key, measure, live, kept)
ON CONFLICT (store_id, resource_key, day, version_key, path_key, place_key, measure) DO UPDATE SET
    live = f.live + EXCLUDED.live, kept = f.kept + EXCLUDED.kept
"""
_CHANGED = """
INSERT INTO records_changedresource (store_id, resource_key) SELECT %b::uuid, * FROM unnest(%b::uuid[])
ON CONFLICT DO NOTHING
"""
_CHANGED_ALL = """
INSERT INTO records_changedresource (store_id, resource_key)
SELECT DISTINCT store_id, resource_key FROM records_dailyfigure WHERE store_id = %b ON CONFLICT DO NOTHING
"""
_TAKE_CHANGED = """
DELETE FROM records_changedresource AS c WHERE c.store_id = %(store)s AND c.resource_key IN (
    SELECT resource_key FROM records_changedresource WHERE store_id = %(store)s ORDER BY resource_key LIMIT %(most)s)
RETURNING encode(uuid_send(resource_key), 'hex')
"""
_READ_DAYS = """
SELECT encode(uuid_send(resource_key), 'hex'), day - 'epoch'::date, encode(uuid_send(version_key), 'hex'),
    encode(uuid_send(path_key), 'hex'), encode(uuid_send(place_key), 'hex'), measure, live + kept
FROM records_dailyfigure WHERE store_id = %b AND resource_key = ANY(%b::uuid[]) AND live + kept > 0
ORDER BY resource_key, day, version_key, path_key, place_key
"""
_FORGET_GROUPS = "DELETE FROM records_showngroup WHERE store_id = %b AND resource_key = ANY(%b::uuid[])"
_WRITE_GROUPS = """
INSERT INTO records_showngroup
    (store_id, resource_key, measure, rank, first_day, last_day, version_key, path_key, place_key, number)
SELECT %b::uuid, resource_key, measure, rank, 'epoch'::date + first_day, 'epoch'::date + last_day,
    version_key, path_key, place_key, number
FROM unnest(
    %b::uuid[], %b::int2[], %b::int4[], %b::int4[], %b::int4[], %b::uuid[], %b::uuid[], %b::uuid[], %b::int8[]
) AS given(resource_key, measure, rank, first_day, last_day, version_key, path_key, place_key, number)
"""
_SUBJECTS = """
INSERT INTO records_foldedsubject AS s (store_id, key, iri, named_by)
SELECT %b::uuid, * FROM unnest(%b::uuid[], %b::text[], %b::uuid[])
ON CONFLICT (store_id, key) DO UPDATE SET named_by = EXCLUDED.named_by
    WHERE s.named_by = s.key AND EXCLUDED.named_by <> s.key
"""


def change_participations(*, store_id: UUID, changes: Mapping[str, Sequence[int]]) -> tuple[int, ...]:
    """Add the changes of OUTCOMES by learner; returns by how many learners each outcome counts more (or fewer) now.

    A learner counts for an outcome from their first resource that has it to the last one. Rows that hold nothing any
    more are deleted.
    """
    given = [(learner, *change) for learner, change in changes.items() if any(change)]
    if not given:
        return (0, 0, 0)
    with raw_cursor() as cursor:
        row: Any = cursor.execute(_TAKE_PART, [*columns_of(given, 4), store_id]).fetchone()
        if fewer := [learner for learner, change in changes.items() if change[0] < 0]:
            cursor.execute(_LEAVE, [array_of(fewer), store_id])
    return tuple(map(int, row))


def change_figures(
    *, store_id: UUID, figures: Mapping[Count, int], days: Mapping[DailyCount, int], kept: bool = False
) -> None:
    """Add the changes to what stands; `kept`: what is taken from what stands goes over to what is kept.

    The resources of which a day changes are noted: their groups are cut again (`take_changed_resources`).
    """
    with raw_cursor() as cursor:
        if given := [(*key, change, -change if kept else 0) for key, change in figures.items() if change]:
            cursor.execute(_COUNT, [store_id, *columns_of(given, 5)])
        if daily := [(*key, change, -change if kept else 0) for key, change in days.items() if change]:
            cursor.execute(_COUNT_DAYS, [store_id, *columns_of(daily, 8)])
            cursor.execute(_CHANGED, [store_id, array_of({each[0] for each in daily})])


def note_every_resource(*, store_id: UUID) -> None:
    """Have the groups of every resource cut again."""
    with raw_cursor() as cursor:
        cursor.execute(_CHANGED_ALL, [store_id])


def take_changed_resources(*, store_id: UUID, most: int) -> list[str]:
    """Some of the resources of which days changed; they are noted no more."""
    with raw_cursor() as cursor:
        return [row[0] for row in cursor.execute(_TAKE_CHANGED, {"store": store_id, "most": most})]


def read_days(*, store_id: UUID, resources: Collection[str]) -> list[tuple[str, int, str, str, str, int, int]]:
    """Every daily count of these resources (DailyCount, then the number), the rows of one day, version, path and place
    beside each other.
    """
    with raw_cursor() as cursor:
        return cursor.execute(_READ_DAYS, [store_id, array_of(resources)]).fetchall()


def replace_groups(*, store_id: UUID, resources: Collection[str], groups: Sequence[GroupRow]) -> None:
    """Write the groups of these resources in place of those that they had."""
    with raw_cursor() as cursor:
        cursor.execute(_FORGET_GROUPS, [store_id, array_of(resources)])
        if groups:
            cursor.execute(_WRITE_GROUPS, [store_id, *columns_of(groups, 9)])


def know_subjects(*, store_id: UUID, subjects: Mapping[str, tuple[str, str]]) -> None:
    """Remember key → (IRI, key of the activity that names it)."""
    if subjects:
        known = sorted((key, iri, named_by) for key, (iri, named_by) in subjects.items())
        keys, iris, named_by = zip(*known, strict=True)
        with raw_cursor() as cursor:
            cursor.execute(_SUBJECTS, [store_id, array_of(keys), list(iris), array_of(named_by)])
