"""Find statements: by id, or by any of the filters of xAPI, newest first, page by page.

A statement matches when it meets every filter, or when its object is a statement that matches (xAPI 1.0.3
communication, section 2.1.3); voided ones are left out, those that point at them are not.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from deffinum.rooms.records.models.raw_cursor import raw_cursor

MOST = 500
"""Statements a page at most, and when the caller sets no limit."""

_BY_ID = """
SELECT s.body, s.stored FROM records_statementid AS known
JOIN records_statement AS s ON s.store_id = known.store_id AND s.stored = known.stored AND s.id = known.id
WHERE known.store_id = %(store)s AND known.id = %(id)s AND s.voided = %(voided)s
"""
_THROUGH = """
SELECT least(statement_timestamp(), min(xact_start)) FROM pg_stat_activity
WHERE datname = current_database() AND backend_xid IS NOT NULL AND pid <> pg_backend_pid()
"""
_STATEMENTS = "records_statement AS s"
_IS_AGENT = "s.actor_key = %(agent)s"
_NAMES_AGENT = "s.mentions @> ARRAY[%(agent)s]"
_IS_PERSON = (
    "EXISTS (SELECT 1 FROM records_statementperson AS p WHERE p.store_id = s.store_id "
    "AND p.agent_key = %(agent)s AND p.stored = s.stored AND p.id = s.id)"
)


@dataclass(frozen=True)
class Filters:
    """What is asked; None and False mean "whatever"."""

    agent: UUID | None = None
    verb: UUID | None = None
    activity: UUID | None = None
    registration: UUID | None = None
    since: datetime | None = None
    until: datetime | None = None
    related_agents: bool = False
    related_activities: bool = False
    ascending: bool = False
    limit: int = 0
    """Zero: as many as the store gives."""
    written_by: UUID | None = None
    """Only what this access key wrote."""
    voided_too: bool = False
    """Give voided ones back as well: for what takes everything away, never for a tool."""


@dataclass(frozen=True)
class Cursor:
    """The place after which the next page begins."""

    stored: datetime
    id: UUID


@dataclass(frozen=True)
class StatementPage:
    """Bodies as JSON texts, in order, and where to go on (None: this was the last page)."""

    bodies: list[str]
    next: Cursor | None


def statement_by_id(*, store_id: UUID, statement_id: UUID, voided: bool) -> tuple[str, datetime] | None:
    """The body and the instant of storing of the statement, if it is (or is not) voided as asked."""
    with raw_cursor() as cursor:
        return cursor.execute(_BY_ID, {"store": store_id, "id": statement_id, "voided": voided}).fetchone()


def find_statements(*, store_id: UUID, filters: Filters, after: Cursor | None = None) -> StatementPage:
    """One page of what the filters find."""
    wanted = min(filters.limit or MOST, MOST)
    values: dict[str, Any] = {"store": store_id, "limit": wanted + 1}
    sql = _sql(filters, after, values)
    with raw_cursor() as cursor:
        rows = cursor.execute(sql, values, prepare=_has_one_plan(filters)).fetchall()
    page = rows[:wanted]
    more = Cursor(page[-1][1], page[-1][2]) if len(rows) > wanted else None
    return StatementPage([body for body, _stored, _id in page], more)


def consistent_through() -> datetime:
    """The database's instant before which nothing new can appear: to be asked for outside any transaction."""
    with raw_cursor() as cursor:
        row = cursor.execute(_THROUGH, prepare=True).fetchone()
    assert row is not None  # noqa: S101 - an aggregate has a row
    through: datetime = row[0]
    return through


def _sql(filters: Filters, after: Cursor | None, values: dict[str, Any]) -> str:
    way = "ASC" if filters.ascending else "DESC"
    place = _place(filters, after, values)
    order = f"ORDER BY stored {way}, id {way} LIMIT %(limit)s"
    shown = "" if filters.voided_too else "AND NOT s.voided"
    branches = [
        f"(SELECT s.stored, s.id FROM {source} WHERE {condition} {shown} {place} {_on('s', order)})"  # noqa: S608 - marks only
        for source, condition in _matches(filters, values)
    ]
    if _is_selective(filters):
        branches += [_pointing(filters, values, place, order)]
    found = " UNION ".join(branches)
    return (
        f"SELECT s.body, s.stored, s.id FROM (SELECT stored, id FROM ({found}) AS every {order}) AS hit "  # noqa: S608 - marks only
        f"JOIN records_statement AS s ON s.store_id = %(store)s AND s.stored = hit.stored AND s.id = hit.id "
        f"{_on('s', order.partition(' LIMIT')[0])}"
    )


def _on(alias: str, order: str) -> str:
    return order.replace("BY stored", f"BY {alias}.stored").replace(", id ", f", {alias}.id ")


def _place(filters: Filters, after: Cursor | None, values: dict[str, Any]) -> str:
    """The bounds that hold for what is given back, never for what a found statement points at."""
    sql = ""
    if filters.since is not None:
        values["since"] = filters.since
        sql += " AND s.stored > %(since)s"
    if filters.until is not None:
        values["until"] = filters.until
        sql += " AND s.stored <= %(until)s"
    if after is not None:
        values["after_stored"], values["after_id"] = after.stored, after.id
        sign = ">" if filters.ascending else "<"
        sql += f" AND (s.stored, s.id) {sign} (%(after_stored)s, %(after_id)s)"
    if filters.written_by is not None:
        values["written_by"] = filters.written_by
        sql += " AND s.access_key_id = %(written_by)s"
    return sql


def _has_one_plan(filters: Filters) -> bool:
    """Is there one index that gives the rows in their order, whatever is asked for?

    Its plan is kept: making it over all the months takes longer than following it. Among all that statements mention,
    the best plan hangs on how common the thing is.
    """
    return not (filters.related_agents or filters.related_activities)


def _is_selective(filters: Filters) -> bool:
    return any((filters.agent, filters.verb, filters.activity, filters.registration))


def _base(filters: Filters, values: dict[str, Any]) -> str:
    """What every statement that matches meets, whoever it is about."""
    conditions = ["s.store_id = %(store)s"]
    if filters.verb is not None:
        values["verb"] = filters.verb
        conditions.append("s.verb_key = %(verb)s")
    if filters.registration is not None:
        values["registration"] = filters.registration
        conditions.append("s.registration = %(registration)s")
    if filters.activity is not None:
        values["activity"] = filters.activity
        conditions.append(
            "s.mentions @> ARRAY[%(activity)s]" if filters.related_activities else "s.object_key = %(activity)s"
        )
    return " AND ".join(conditions)


def _matches(filters: Filters, values: dict[str, Any]) -> list[tuple[str, str]]:
    """The tables and conditions, one pair for each index that can answer."""
    base = _base(filters, values)
    if filters.agent is None:
        return [(_STATEMENTS, base)]
    values["agent"] = filters.agent
    if filters.related_agents:
        return [(_STATEMENTS, f"{base} AND {_NAMES_AGENT}")]
    person = (
        "records_statementperson AS p JOIN records_statement AS s "
        "ON s.store_id = p.store_id AND s.stored = p.stored AND s.id = p.id"
    )
    return [
        (_STATEMENTS, f"{base} AND {_IS_AGENT}"),
        (person, f"{base} AND p.store_id = %(store)s AND p.agent_key = %(agent)s"),
    ]


def _pointing(filters: Filters, values: dict[str, Any], place: str, order: str) -> str:
    """Statements whose object is a statement that matches, and so on from one to the next."""
    targets = (
        f"SELECT r.source_id, r.source_stored FROM records_statementreference AS r "  # noqa: S608 - marks only
        f"JOIN records_statementid AS t ON t.store_id = r.store_id AND t.id = r.target_id "
        f"JOIN {_STATEMENTS} ON s.store_id = t.store_id AND s.stored = t.stored AND s.id = t.id "
        f"WHERE r.store_id = %(store)s AND {_target(filters, values)}"
    )
    return (
        f"(WITH RECURSIVE pointing(id, stored) AS ({targets} UNION SELECT r.source_id, r.source_stored "  # noqa: S608 - marks only
        f"FROM records_statementreference AS r JOIN pointing ON r.target_id = pointing.id "
        f"WHERE r.store_id = %(store)s) "
        f"SELECT s.stored, s.id FROM pointing JOIN records_statement AS s "
        f"ON s.store_id = %(store)s AND s.stored = pointing.stored AND s.id = pointing.id "
        f"WHERE NOT s.voided {place} {_on('s', order)})"
    )


def _target(filters: Filters, values: dict[str, Any]) -> str:
    """The condition on the statement that is pointed at: one, as it is found by its id and by no index of ours."""
    base = _base(filters, values)
    if filters.agent is None:
        return base
    values["agent"] = filters.agent
    return f"{base} AND {_NAMES_AGENT if filters.related_agents else f'({_IS_AGENT} OR {_IS_PERSON})'}"
