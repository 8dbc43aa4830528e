"""How often somebody may ask: an allowance that fills again with time.

Kept in the memory of the process, and not in PostgreSQL: a read of the API costs less than the row that would count it,
and every request of one caller would wait for that row. So each web process counts for itself, a caller gets at most as
many times the allowance as there are processes, and a restart forgets. That protects the platform from a program that
loops, which is what it is for. Where the number itself matters (passwords, codes, mandates), rows are counted.
"""

from __future__ import annotations

import math
import threading
from collections import OrderedDict
from collections.abc import Callable
from time import monotonic

MOST_CALLERS = 20_000
"""Remembered at once: those heard of least lately are forgotten, as if they had never asked."""


class Allowance:
    """A bucket of `burst` requests a caller, refilled at `per_second`."""

    def __init__(self, *, burst: int, per_second: float, clock: Callable[[], float] = monotonic) -> None:
        self.burst = burst
        self.per_second = per_second
        self.clock = clock
        self._lock = threading.Lock()
        self._left: OrderedDict[str, tuple[float, float]] = OrderedDict()
        """By caller: requests left, and the instant at which that was so."""

    def seconds_to_wait(self, caller: str) -> int:
        """Take one request of the caller's; 0 when there was one, else the whole seconds until there will be."""
        now = self.clock()
        with self._lock:
            left, since = self._left.pop(caller, (self.burst, now))
            left = min(self.burst, left + (now - since) * self.per_second)
            is_given = left >= 1
            self._left[caller] = (left - 1 if is_given else left, now)
            if len(self._left) > MOST_CALLERS:
                self._left.popitem(last=False)
        return 0 if is_given else math.ceil((1 - left) / self.per_second)
