"""The officers' list: every deposited application that a reader may see, filtered, sorted, fifty a page."""

from __future__ import annotations

import re
import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db.models import BigIntegerField, Count, Exists, OuterRef, Q
from django.db.models.functions import Coalesce

from deffinum.design.requests import whole_number
from deffinum.foundation.policies import Actor
from deffinum.foundation.values import Money, Text
from deffinum.rooms.people.public import AccountSummary, account_summaries
from deffinum.rooms.selection.models import Appeal
from deffinum.rooms.selection.models.examination import ExaminationQuerySet
from deffinum.rooms.selection.policies.examination import visible_examinations
from deffinum.rooms.selection.queries.gates import tone_of_state
from deffinum.rooms.selection.words import ExaminationState

PAGE_SIZE = 50
_CENTS = re.compile(r"-1|[0-9]{1,18}")
"""An amount of a key, as the column holds it: longer than a page's number, and -1 when it was not published."""
SORTS = {
    "waiting": ("stage_since", False),
    "recent": ("opened_at", True),
    "reference": ("application__reference", False),
    "aid": ("asked_cents", True),
}
"""Column and direction of each sort; the row's identifier breaks ties."""
COLUMNS = (
    "pk",
    "application_id",
    "state",
    "officer_id",
    "stage_since",
    "application__reference",
    "application__title",
    "application__acronym",
    "application__aid_cents",
    "application__lead__name",
    "application__call__title",
    "application__wave__number",
)
MINE, NOBODY = "me", "none"
APPEALED = "appeal"
"""Filter of the stage that is no stage: files with an appeal that waits for its answer."""


@dataclass(frozen=True)
class ListFilters:
    """What the address asks for; empty: everything."""

    call: str = ""
    wave: str = ""
    state: str = ""
    officer: str = ""
    """'me', 'none' or an account's identifier."""
    text: str = ""
    sort: str = "waiting"
    after: str = ""
    before: str = ""


@dataclass(frozen=True)
class ExaminationLine:
    """One line of the list."""

    application_id: uuid.UUID
    reference: str
    title: str
    lead: str
    call: Text
    wave: int | None
    state_label: str
    tone: str
    since: datetime
    waited: timedelta
    officer: str
    aid: Money | None


@dataclass(frozen=True)
class ExaminationPage:
    """A page of the list; `first` and `last` are the keys of its ends ('' when there is nothing further)."""

    lines: tuple[ExaminationLine, ...]
    total: int
    by_state: Mapping[str, int]
    previous_key: str
    next_key: str


def examination_list(*, actor: Actor, filters: ListFilters, now: datetime) -> ExaminationPage:
    """One page (four queries whatever the number of files)."""
    everything = _narrowed(visible_examinations(actor), filters, actor)
    counts = {row["state"]: row["n"] for row in everything.order_by().values("state").annotate(n=Count("pk"))}
    chosen = everything.filter(state=filters.state) if filters.state in ExaminationState.values else everything
    total = counts.get(filters.state, 0) if filters.state in ExaminationState.values else sum(counts.values())
    rows, previous_key, next_key = _page(chosen, filters)
    officers = account_summaries({each["officer_id"] for each in rows if each["officer_id"]})
    labels = {each.value: str(each.label) for each in ExaminationState}
    return ExaminationPage(
        lines=tuple(_line(each, officers.get(each["officer_id"]), labels, now=now) for each in rows),
        total=total,
        by_state=counts,
        previous_key=previous_key,
        next_key=next_key,
    )


def _narrowed(rows: ExaminationQuerySet, filters: ListFilters, actor: Actor) -> ExaminationQuerySet:
    if filters.call:
        rows = rows.filter(application__call__slug=filters.call)
    wave = whole_number(filters.wave)
    if wave is not None:
        rows = rows.filter(application__wave__number=wave)
    if filters.officer == MINE:
        rows = rows.filter(officer_id=actor.account_id)
    elif filters.officer == NOBODY:
        rows = rows.filter(officer_id__isnull=True)
    elif filters.officer:
        identifier = _identifier(filters.officer)
        rows = rows.filter(officer_id=identifier) if identifier else rows.none()
    if filters.state == APPEALED:
        rows = rows.filter(
            Exists(Appeal.objects.filter(decision__examination=OuterRef("pk"), answered_at__isnull=True))
        )
    for word in filters.text.split()[:6]:
        rows = rows.filter(
            Q(application__reference__icontains=word)
            | Q(application__title__icontains=word)
            | Q(application__acronym__icontains=word)
            | Q(application__lead__name__icontains=word)
        )
    return rows


def _page(rows: ExaminationQuerySet, filters: ListFilters) -> tuple[list[dict[str, Any]], str, str]:
    """Keyset pagination: the page after or before a key, read one row further to know whether more follows."""
    column, descending = SORTS.get(filters.sort, SORTS["waiting"])
    if column == "asked_cents":  # amounts that were not published come last
        rows = rows.annotate(asked_cents=Coalesce("application__aid_cents", -1, output_field=BigIntegerField()))
    backwards = bool(filters.before)
    key = _read_key(filters.before or filters.after, column)
    down = descending != backwards
    if key is not None:
        comparison = "lt" if down else "gt"
        rows = rows.filter(
            Q(**{f"{column}__{comparison}": key[0]}) | Q(**{column: key[0], f"pk__{comparison}": key[1]})
        )
    sign = "-" if down else ""
    shown = {*COLUMNS, column}  # plain columns: fifty rows of five whole models would cost more than the page
    found = list(rows.order_by(f"{sign}{column}", f"{sign}pk").values(*shown)[: PAGE_SIZE + 1])
    more, found = len(found) > PAGE_SIZE, found[:PAGE_SIZE]
    if backwards:
        found.reverse()
    if not found:
        return [], "", ""
    has_previous = more if backwards else key is not None
    has_next = key is not None if backwards else more
    return (
        found,
        _key(found[0], column) if has_previous else "",
        _key(found[-1], column) if has_next else "",
    )


def _key(row: Mapping[str, Any], column: str) -> str:
    value = row[column]
    return f"{value.isoformat() if isinstance(value, datetime) else value}~{row['pk']}"


def _read_key(text: str, column: str) -> tuple[Any, uuid.UUID] | None:
    """A key that was tampered with is no key: the first page is shown."""
    value, _separator, identifier = text.rpartition("~")
    pk = _identifier(identifier)
    if pk is None:
        return None
    if column in {"stage_since", "opened_at"}:
        try:
            return datetime.fromisoformat(value), pk
        except ValueError:
            return None
    if column.endswith("_cents"):
        return (int(value), pk) if _CENTS.fullmatch(value) else None
    return value, pk


def _identifier(text: str) -> uuid.UUID | None:
    try:
        return uuid.UUID(text)
    except ValueError:
        return None


def _line(
    row: Mapping[str, Any], officer: AccountSummary | None, labels: Mapping[str, str], *, now: datetime
) -> ExaminationLine:
    aid = row["application__aid_cents"]
    return ExaminationLine(
        application_id=row["application_id"],
        reference=row["application__reference"],
        title=row["application__acronym"] or row["application__title"],
        lead=row["application__lead__name"],
        call=Text.read(row["application__call__title"]),
        wave=row["application__wave__number"],
        state_label=labels[row["state"]],
        tone=tone_of_state(row["state"]),
        since=row["stage_since"],
        waited=now - row["stage_since"],
        officer=officer.name if officer else "",
        aid=None if aid is None else Money(aid),
    )
