"""The small frozen shapes that components take. Any object with the same attributes, or a dict, will do."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from deffinum.foundation.policies import Words
from deffinum.foundation.values import PartialDate


@dataclass(frozen=True)
class Step:
    """One step of a thread. `state`: 'done', 'current', 'todo', 'late' or 'stopped'; `when` a date or an instant.

    'plain' for a step of no one's life in particular (how it works in general): no state is said.
    `said` replaces the state's own word ('Fait', 'En cours'…) where that word would mislead.
    """

    label: Words
    state: str = "todo"
    when: date | datetime | PartialDate | None = None
    note: Words = ""
    url: str = ""
    said: Words = ""


@dataclass(frozen=True)
class Tab:
    """One page of a group: tabs, side list of a long form, saved filters. `state` as in Step, or ''."""

    label: Words
    url: str
    is_current: bool = False
    state: str = ""
    count: int | None = None


@dataclass(frozen=True)
class Source:
    """Where a figure comes from."""

    label: Words
    url: str = ""
    date: date | PartialDate | None = None
    method: Words = ""


@dataclass(frozen=True)
class KeyFigure:
    """One live figure: the value already written for people, its words, its source."""

    value: Words
    label: Words
    source: Source | None = None
    note: Words = ""


@dataclass(frozen=True)
class Bar:
    """One bar of a chart: a whole number (cents, days, files) and how it is written."""

    label: Words
    amount: int
    display: str


@dataclass(frozen=True)
class Crumb:
    """One level of the breadcrumb; the current page has no url."""

    label: Words
    url: str = ""


@dataclass(frozen=True)
class Page:
    """Keyset pagination: addresses of the neighbours ('' when there is none), and what is shown, in words."""

    previous_url: str = ""
    next_url: str = ""
    said: Words = ""


@dataclass(frozen=True)
class FilterField:
    """One field of a filter bar. `choices` are (value, label) pairs, the first '' for all; None for a free word.

    `kind`: 'search', 'number' (a short whole number), 'date' (a day, `value` as 2026-11-22) or 'hidden' (kept in the
    address, not shown).
    """

    name: str
    label: Words = ""
    value: str = ""
    choices: Sequence[tuple[str, Words]] | None = None
    kind: str = "search"


@dataclass(frozen=True)
class Row:
    """One line of a definition list."""

    term: Words
    value: Any


@dataclass(frozen=True)
class Column:
    """A column of a listing."""

    label: Words
    is_number: bool = False


@dataclass(frozen=True)
class Line:
    """One line of a listing: what it is about, where that is opened ('': nowhere), and the cells after it."""

    title: Words
    cells: Sequence[Words]
    url: str = ""


@dataclass(frozen=True)
class Listing:
    """A table whose lines open pages, its neighbours, its file, and what may be added to it; or that it is empty.

    The first column names the lines. `adding`: label and address of the one action. `empty_text`: what comes next.
    """

    caption: Words
    columns: Sequence[Column]
    lines: Sequence[Line]
    empty_title: Words = ""
    empty_text: Words = ""
    adding: tuple[Words, str] = ("", "")
    csv_url: str = ""
    page: Page = Page()
    hide_caption: bool = False
