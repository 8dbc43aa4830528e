"""The stores of one owner (a legal unit, whose establishments share the nine digits of its SIREN), added up."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from deffinum.foundation.policies import Actor
from deffinum.rooms.records.models import RecordStore
from deffinum.rooms.records.models.raw_cursor import raw_cursor
from deffinum.rooms.records.queries.fold_state import fold_states, zone_of_region
from deffinum.rooms.records.queries.resource_figures import store_totals
from deffinum.rooms.records.queries.small_groups import is_small

_SHARED = """
SELECT coalesce(sum(stores - 1), 0)::bigint, count(*)::bigint FROM (
    SELECT count(DISTINCT p.store_id) AS stores FROM records_participation AS p
    LEFT JOIN records_learner AS l ON l.store_id = p.store_id AND l.agent_key = p.learner_key
    WHERE p.store_id = ANY(%s) GROUP BY coalesce(l.account_id, p.learner_key) HAVING count(DISTINCT p.store_id) > 1
) AS person
"""
"""By how much a sum over the stores counts too many, and of how many people: one with an account in two establishments,
or whom a tool names alike in both."""


@dataclass(frozen=True)
class OwnerStores:
    """The stores that a question is about, on whose clocks their days are told, and whether the owner has others."""

    ids: list[UUID]
    zones: list[str]
    has_others: bool
    folded_until: datetime | None
    """When the last statement that was folded of any of them was stored; None: nothing was folded yet."""


def owner_stores(*, organisation_id: UUID, siren: str, actor: Actor, is_of_owner: bool) -> OwnerStores:
    """The organisation's store; `is_of_owner`: with those of the establishments of its owner that the actor is of.

    Whose figures the actor may not see one by one are not added up either.
    """
    known = {organisation_id, *(actor.organisation_ids if siren else ())}
    rows = list(
        RecordStore.objects.filter(organisation_id__in=known)
        .order_by("pk")
        .values_list("pk", "organisation_id", "organisation__siret", "organisation__region_code")
    )
    own = [row for row in rows if row[1] == organisation_id]
    others = [row for row in rows if row[1] != organisation_id and row[2][:9] == siren]
    asked = own + others if is_of_owner else own
    ids = [row[0] for row in asked]
    states = fold_states(stores=ids)
    zones = {states[row[0]].zone if row[0] in states else zone_of_region(row[3]) for row in asked}
    return OwnerStores(
        ids,
        sorted(zones) or [zone_of_region("")],
        has_others=bool(others),
        folded_until=max((each.stored for each in states.values() if each.stored), default=None),
    )


def distinct_learners(*, stores: Sequence[UUID]) -> int | None:
    """Learners of several stores, each counted once; None: a store hides its own, or one to four would be told of.

    Two queries, whatever the number of stores.
    """
    totals = [each.learners for each in store_totals(stores=stores).values()]
    if any(each is None for each in totals):
        return None
    with raw_cursor() as cursor:
        row = cursor.execute(_SHARED, [list(stores)]).fetchone()
    too_many, people = row or (0, 0)
    sizes = [each for each in totals if each is not None]
    distinct = sum(sizes) - too_many
    if is_small(too_many) or is_small(people) or any(is_small(distinct - each) for each in sizes):
        return None
    return distinct
