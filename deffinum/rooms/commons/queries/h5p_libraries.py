"""Which libraries of H5P may run here, and which wait for somebody to read them?"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from uuid import UUID

from deffinum.foundation.packages.h5p import H5pLibrary
from deffinum.foundation.packages.recognition import Recognised
from deffinum.foundation.packages.words import PackageFormat
from deffinum.foundation.references.reading import load_reference
from deffinum.rooms.commons.models import AllowedLibrary, LibraryRequest

ROOM = Path(__file__).parent.parent
REFERENCE = "h5p_libraries"
MOST_SHOWN = 500


@dataclass(frozen=True)
class WaitingLibrary:
    """A library that a deposit was refused for; `id`: of the oldest request."""

    id: UUID
    library: H5pLibrary
    organisations: tuple[str, ...]
    asked_at: datetime
    """For the first time."""
    latest_at: datetime
    known_versions: tuple[str, ...]
    """Names of allowed libraries of the same machine name: another version, or the same with another content."""


@dataclass(frozen=True)
class AllowedLine:
    """A library that was allowed after a review."""

    library: H5pLibrary
    reason: str
    allowed_at: datetime


def libraries_of(recognised: Recognised) -> tuple[H5pLibrary, ...]:
    """Those of a package; empty for any other format than H5P."""
    if recognised.format is not PackageFormat.H5P:
        return ()
    return tuple(H5pLibrary(**each) for each in recognised.outline["libraries"])


def first_allowed() -> tuple[H5pLibrary, ...]:
    """Those that ship with the project (`reference/h5p_libraries.csv`)."""
    return load_reference(ROOM, REFERENCE).read(H5pLibrary)


def not_allowed(libraries: Iterable[H5pLibrary]) -> list[H5pLibrary]:
    """Those that nobody allowed: the name, both version numbers and the content must be those of an allowed one."""
    asked = list(libraries)
    known = {_identity(each) for each in first_allowed()}
    rows = AllowedLibrary.objects.filter(sha256__in=[each.sha256 for each in asked])
    known |= {_identity(_library(each)) for each in rows}
    return [each for each in asked if _identity(each) not in known]


def waiting_libraries() -> list[WaitingLibrary]:
    """Those asked for and not allowed since, the one that waits for longest first."""
    rows = list(LibraryRequest.objects.select_related("organisation")[:MOST_SHOWN])
    left = {_identity(each) for each in not_allowed(_library(row) for row in rows)}
    by_library: dict[tuple[str, int, int, str], list[LibraryRequest]] = {}
    for row in rows:
        if (identity := _identity(_library(row))) in left:
            by_library.setdefault(identity, []).append(row)
    known = _known_names({each[0].machine_name for each in by_library.values()})
    return [
        WaitingLibrary(
            id=each[0].pk,
            library=_library(each[0]),
            organisations=tuple(sorted(row.organisation.name for row in each)),
            asked_at=each[0].asked_at,
            latest_at=max(row.latest_at for row in each),
            known_versions=known.get(each[0].machine_name, ()),
        )
        for each in by_library.values()
    ]


def waiting_library(request_id: UUID) -> WaitingLibrary | None:
    """One of them; None when it no longer waits."""
    return next((each for each in waiting_libraries() if each.id == request_id), None)


def allowed_since() -> list[AllowedLine]:
    """Those allowed on this platform, the latest first."""
    rows = AllowedLibrary.objects.order_by("-allowed_at", "machine_name")[:MOST_SHOWN]
    return [AllowedLine(_library(each), each.reason, each.allowed_at) for each in rows]


def _known_names(machine_names: Collection[str]) -> dict[str, tuple[str, ...]]:
    found: dict[str, set[str]] = {}
    rows = AllowedLibrary.objects.filter(machine_name__in=machine_names)
    for each in (*first_allowed(), *(_library(row) for row in rows)):
        if each.machine_name in machine_names:
            found.setdefault(each.machine_name, set()).add(each.name)
    return {name: tuple(sorted(versions)) for name, versions in found.items()}


def _library(row: LibraryRequest | AllowedLibrary) -> H5pLibrary:
    return H5pLibrary(row.machine_name, row.major, row.minor, row.title, row.sha256)


def _identity(library: H5pLibrary) -> tuple[str, int, int, str]:
    return library.machine_name, library.major, library.minor, library.sha256
