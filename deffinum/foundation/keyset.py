"""Pages of a long list that begin after a row, or end before one: no row is passed over when others arrive."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Generic, TypeVar
from uuid import UUID

from django.db.models import Model, Q, QuerySet

Row = TypeVar("Row", bound=Model)


@dataclass(frozen=True)
class Neighbours(Generic[Row]):
    """The rows of a page; `previous`: the page before ends before this row; `next`: the one after begins after it."""

    rows: list[Row]
    previous: UUID | None
    next: UUID | None


def page_of(
    rows: QuerySet[Row], *, order: Sequence[str], after: UUID | None, before: UUID | None, most: int
) -> Neighbours[Row]:
    """The `most` rows after one of them, or before it; else the first ones (two queries at most).

    `order`: names of columns, '-' before one that falls; the last one is unique. A row that is gone begins anew.
    """
    goes_back = before is not None and after is None
    names = [each.removeprefix("-") for each in order]
    mark = rows.filter(pk=after or before).values_list(*names).first() if after or before else None
    walked = [_turned(each) for each in order] if goes_back and mark else list(order)
    found = rows.order_by(*walked)
    if mark is not None:
        found = found.filter(_beyond(walked, mark))
    held = list(found[: most + 1])
    has_more, held = len(held) > most, held[:most]
    if goes_back and mark is not None:
        held.reverse()
        has_previous, has_next = has_more, True
    else:
        has_previous, has_next = mark is not None, has_more
    return Neighbours(
        held,
        previous=held[0].pk if held and has_previous else None,
        next=held[-1].pk if held and has_next else None,
    )


def _turned(name: str) -> str:
    return name.removeprefix("-") if name.startswith("-") else f"-{name}"


def _beyond(order: Sequence[str], mark: Sequence[Any]) -> Q:
    """After the mark: a later first column, or the same and a later second one…"""
    found, same = Q(), Q()
    for each, value in zip(order, mark, strict=True):
        name = each.removeprefix("-")
        found |= same & Q(**{f"{name}__{'lt' if each.startswith('-') else 'gt'}": value})
        same &= Q(**{name: value})
    return found
