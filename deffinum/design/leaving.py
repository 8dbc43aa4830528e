"""Answers that leave piece by piece, at the pace of who reads them.

A slow reader holds a thread, of which there are many (`config.few_at_once`), and must hold nothing else: a file gives
the connection of the database back before its first byte. An export is read from the database as it leaves and keeps
its connection, so few leave at once: the others of the pool are left to the pages.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterable, Iterator
from typing import BinaryIO, Generic, TypeVar

from django.db import connections
from django.utils.translation import gettext as _

from deffinum.foundation.errors import DomainError

MOST_READERS = 48
"""Files at once, of one process: fewer than its threads, which must be left for the pages."""
MOST_EXPORTS = 2
"""At once, of one process: with the four requests that are worked on, fewer than `DATABASE_POOL_SIZE`."""
PIECE_BYTES = 64 * 1024

Piece = TypeVar("Piece", bytes, str)

_readers = threading.BoundedSemaphore(MOST_READERS)
_exports = threading.BoundedSemaphore(MOST_EXPORTS)


class ManyReaders(DomainError):
    """As many files as may leave at once are on their way."""

    status = 503
    retry_after = 3


class ManyExports(DomainError):
    """As many exports as may leave at once are on their way."""

    status = 503
    retry_after = 30


class Leaving(Generic[Piece]):
    """What leaves, for a StreamingHttpResponse, which closes it once or more, read or not."""

    def __init__(self, pieces: Iterator[Piece], before: Callable[[], None], after: Callable[[], None]) -> None:
        self._pieces: Iterator[Piece] = pieces
        self._before = before
        self._after = after
        self._is_open = True

    def __iter__(self) -> Iterator[Piece]:
        """`before` comes with the first piece: after every middleware, which may have asked the database."""
        self._before()
        yield from self._pieces

    def close(self) -> None:
        """Give back what the answer held."""
        if self._is_open:
            self._is_open = False
            if (close := getattr(self._pieces, "close", None)) is not None:
                close()
            self._after()

    def __del__(self) -> None:
        """An answer that nobody closed, as a middleware failed after the page made it."""
        self.close()


def leaving_file(file: BinaryIO, pieces: Iterable[bytes] | None = None) -> Leaving[bytes]:
    """The content (or these pieces of it), without a connection; the file is closed at the end. Raises ManyReaders."""
    places = _readers
    if not places.acquire(blocking=False):
        file.close()
        raise ManyReaders(_("Beaucoup de fichiers sont lus en ce moment. Réessayez dans quelques secondes."))

    def after() -> None:
        places.release()
        file.close()

    whole = iter(lambda: file.read(PIECE_BYTES), b"")
    return Leaving(whole if pieces is None else iter(pieces), release_connections, after)


def leaving_export(pieces: Iterator[Piece]) -> Leaving[Piece]:
    """What a generator reads from the database as it leaves. Raises ManyExports."""
    if not _exports.acquire(blocking=False):
        raise ManyExports(
            _("Plusieurs exports sont déjà en cours. Rien n’est perdu : demandez le vôtre de nouveau dans une minute.")
        )
    return Leaving(pieces, lambda: None, _exports.release)


def release_connections() -> None:
    """Give the thread's connections back to their pool, but in a transaction; the next query takes one again."""
    for each in connections.all(initialized_only=True):
        if each.connection is not None and not each.in_atomic_block:
            each.close()
