"""Hold a learner while something is written about them.

Who writes for one learner takes FOR KEY SHARE on the row first of all, and erasure FOR UPDATE: erasure waits for what
is being written and then renames it, and what comes after erasure finds nobody and writes nothing. Foreign keys take
the same lock, and writers never wait for each other. First of all, as erasure goes from the learner to what hangs on
it: who locked a registration or an attempt before the learner would wait for erasure, and erasure for them.
"""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from deffinum.rooms.records.models.raw_cursor import raw_cursor

_LATEST = """
    SELECT c.is_given FROM records_consent AS c
    WHERE c.learner_id = l.id AND c.purpose = %(purpose)s ORDER BY c.recorded_on DESC LIMIT 1
"""
"""What the learner `l` last said of the purpose; null: nothing. The one place of this rule."""
_BY_ID = "SELECT (" + _LATEST + ") FROM records_learner AS l WHERE l.id = %(learner)s FOR KEY SHARE OF l"  # noqa: S608 - our own words
_BY_AGENT = (
    "SELECT (" + _LATEST + ") FROM records_learner AS l "  # noqa: S608 - our own words
    "WHERE l.store_id = %(store)s AND l.agent_key = %(agent)s FOR KEY SHARE OF l"
)
_WITHDRAWN = (
    "SELECT l.agent_key FROM records_learner AS l WHERE l.store_id = %(store)s "  # noqa: S608 - our own words
    "AND l.agent_key = ANY(%(agents)s::uuid[]) AND (" + _LATEST + ") IS FALSE"
)


@dataclass(frozen=True)
class HeldLearner:
    """A learner whom nobody erases before the end of the transaction. `refuses`: they withdrew their consent."""

    refuses: bool


def hold_learner_row(*, learner_id: UUID, purpose: str) -> HeldLearner | None:
    """By id; None when they are not (any more) a learner."""
    return _held(_BY_ID, {"learner": learner_id, "purpose": purpose})


def hold_agent_row(*, store_id: UUID, agent_key: UUID, purpose: str) -> HeldLearner | None:
    """By their agent; None when no learner of the store bears it (any more)."""
    return _held(_BY_AGENT, {"store": store_id, "agent": agent_key, "purpose": purpose})


def hold_row_for_erasure(*, learner_id: UUID) -> None:
    """Wait for whoever writes about the learner, and let nobody begin before the end of the transaction."""
    with raw_cursor() as cursor:
        cursor.execute("SELECT FROM records_learner WHERE id = %(learner)s FOR UPDATE", {"learner": learner_id})


def withdrawn_rows(*, store_id: UUID, purpose: str, agents: list[UUID]) -> set[UUID]:
    """Of these agents, those of learners who last withdrew their consent for the purpose."""
    with raw_cursor() as cursor:
        rows = cursor.execute(_WITHDRAWN, {"store": store_id, "purpose": purpose, "agents": agents}).fetchall()
    return {agent for (agent,) in rows}


def _held(query: str, values: dict[str, object]) -> HeldLearner | None:
    with raw_cursor() as cursor:
        row = cursor.execute(query, values).fetchone()
    return None if row is None else HeldLearner(refuses=row[0] is False)
