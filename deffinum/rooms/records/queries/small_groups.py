"""Which figures are hidden because they would speak of too few learners, and which others so that nobody can subtract.

Pure functions. The rule (docs/decisions/0011): a count is hidden when it is about one to four learners, or when it
leaves one to four of those that it is a part of. Where parts stand beside their total, further parts are hidden, the
smallest first, until what is hidden can neither be found by subtraction nor add up to fewer than five. A learner may be
in several parts (two resources, two months): what is left is also counted from the real total.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

SMALLEST = 5
"""Learners: below, a trainer of the place would recognise people. The threshold of small cells that French public
statistics commonly use for administrative data on persons; no text imposes one here, so it is ours to defend."""


@dataclass(frozen=True)
class Part:
    """One part of a family: of `learners`, `count` have the outcome."""

    learners: int
    count: int

    @property
    def others(self) -> int:
        """Those who do not have it."""
        return self.learners - self.count


def is_small(number: int) -> bool:
    """From one to four: nobody at all says nothing of anybody."""
    return 0 < number < SMALLEST


def is_telling(part: Part) -> bool:
    """Would the count tell of too few learners, by itself or by what it leaves?"""
    return is_small(part.learners) or is_small(part.count) or is_small(part.others)


def leaves_few(part: Part, total: Part) -> bool:
    """Does the part, beside its total, tell of one to four who are elsewhere? Asked of the real total: a learner may be
    in several parts, so that the parts add up to more.
    """
    return (
        is_small(total.learners - part.learners)
        or is_small(total.count - part.count)
        or is_small(total.others - part.others)
    )


def hidden_sizes(sizes: Sequence[int], *, is_total_shown: bool) -> tuple[list[bool], bool]:
    """Of which parts the number of learners is hidden, and whether their total (their sum) may still be shown."""
    parts = [Part(size, size) for size in sizes]
    whole = _sum_of(parts)
    hidden = [is_small(part.learners) or (is_total_shown and leaves_few(part, whole)) for part in parts]
    return _completed(parts, hidden, [True] * len(sizes), whole, is_total_shown=is_total_shown)


def total_stands(parts: Sequence[Part], hidden: Sequence[bool], unknown: Sequence[bool], total: Part) -> bool:
    """May the total be shown beside its parts, of which these are hidden (`unknown`: even how many learners they have)
    and no other?
    """
    if any(not hides and leaves_few(part, total) for part, hides in zip(parts, hidden, strict=True)):
        return False
    return not (any(hidden) and _can_be_found(parts, hidden, unknown, total))


def _sum_of(parts: Sequence[Part]) -> Part:
    return Part(sum(part.learners for part in parts), sum(part.count for part in parts))


def _completed(
    parts: Sequence[Part], hidden: list[bool], unknown: Sequence[bool], total: Part, *, is_total_shown: bool
) -> tuple[list[bool], bool]:
    """Hide further parts, the smallest first, until subtraction finds nothing; else the total."""
    if not is_total_shown:
        return hidden, False
    waiting = sorted(
        (place for place, part in enumerate(parts) if not hidden[place] and part.learners),
        key=lambda place: (parts[place].learners, place),
        reverse=True,
    )
    while any(hidden) and _can_be_found(parts, hidden, unknown, total):
        if not waiting:
            return hidden, False
        hidden[waiting.pop()] = True
    return hidden, True


def _can_be_found(parts: Sequence[Part], hidden: Sequence[bool], unknown: Sequence[bool], total: Part) -> bool:
    """Does the total less what is shown tell a hidden count, or one about too few?"""
    places = [place for place, is_hidden in enumerate(hidden) if is_hidden]
    rest = sum(parts[place].count for place in places)
    of = sum(parts[place].learners for place in places)
    if len(places) == 1 or is_small(of) or is_small(rest) or is_small(of - rest):
        return True
    shown = _sum_of([part for part, is_hidden in zip(parts, hidden, strict=True) if not is_hidden])
    if leaves_few(shown, total):
        return True
    nameless = sum(parts[place].learners for place in places if unknown[place])
    most = [min(nameless if unknown[place] else parts[place].learners, rest) for place in places]
    known = [0 if unknown[place] else parts[place].learners for place in places]
    named = sum(known)
    least = [
        max(0, rest - nameless - (named - known[at])) if not unknown[place] else 0 for at, place in enumerate(places)
    ]
    return any(low == high for low, high in zip(least, most, strict=True))
