"""Which libraries of H5P may run here, and which wait for somebody to read them?"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from uuid import UUID

from django.db.models import Exists, Min, OuterRef, QuerySet

from deffinum.foundation.packages.h5p import H5pLibrary
from deffinum.foundation.packages.recognition import Recognised
from deffinum.foundation.packages.words import PackageFormat
from deffinum.foundation.references.reading import load_reference
from deffinum.rooms.commons.models import AllowedLibrary, LibraryRequest

ROOM = Path(__file__).parent.parent
REFERENCE = "h5p_libraries"
MOST_SHOWN = 100
_IDENTITY = ("machine_name", "major", "minor", "sha256")


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
    known = {identity_of(each) for each in first_allowed()}
    rows = AllowedLibrary.objects.filter(sha256__in=[each.sha256 for each in asked])
    known |= {identity_of(library_of(each)) for each in rows}
    return [each for each in asked if identity_of(each) not in known]


def waiting_requests() -> QuerySet[LibraryRequest]:
    """Those of libraries that nobody allowed since, of all organisations, the oldest first."""
    allowed = AllowedLibrary.objects.filter(**{each: OuterRef(each) for each in _IDENTITY})
    first = [each.sha256 for each in first_allowed()]  # a folder's name and version are part of its hash
    return LibraryRequest.objects.exclude(sha256__in=first).filter(~Exists(allowed))


def waiting_libraries() -> list[WaitingLibrary]:
    """The MOST_SHOWN that wait for longest, that one first."""
    oldest = (
        waiting_requests().values(*_IDENTITY).annotate(since=Min("asked_at")).order_by("since", *_IDENTITY)[:MOST_SHOWN]
    )
    return _grouped(waiting_requests().filter(sha256__in=[each["sha256"] for each in oldest]))


def waiting_count() -> int:
    """How many libraries wait, those that are not shown included."""
    found: int = waiting_requests().order_by().values(*_IDENTITY).distinct().count()
    return found


def waiting_library(request_id: UUID) -> WaitingLibrary | None:
    """That of a request; None when it no longer waits."""
    row = waiting_requests().filter(pk=request_id).first()
    if row is None:
        return None
    return _grouped(waiting_requests().filter(**{each: getattr(row, each) for each in _IDENTITY}))[0]


def _grouped(requests: QuerySet[LibraryRequest]) -> list[WaitingLibrary]:
    by_library: dict[tuple[str, int, int, str], list[LibraryRequest]] = {}
    for row in requests.select_related("organisation"):
        by_library.setdefault(identity_of(library_of(row)), []).append(row)
    known = _known_names({each[0].machine_name for each in by_library.values()})
    return [
        WaitingLibrary(
            id=each[0].pk,
            library=library_of(each[0]),
            organisations=tuple(sorted(row.organisation.name for row in each)),
            asked_at=each[0].asked_at,
            latest_at=max(row.latest_at for row in each),
            known_versions=known.get(each[0].machine_name, ()),
        )
        for each in by_library.values()
    ]


def allowed_since() -> list[AllowedLine]:
    """Those allowed on this platform, the latest first."""
    rows = AllowedLibrary.objects.order_by("-allowed_at", "machine_name")[:MOST_SHOWN]
    return [AllowedLine(library_of(each), each.reason, each.allowed_at) for each in rows]


def _known_names(machine_names: Collection[str]) -> dict[str, tuple[str, ...]]:
    found: dict[str, set[str]] = {}
    rows = AllowedLibrary.objects.filter(machine_name__in=machine_names)
    for each in (*first_allowed(), *(library_of(row) for row in rows)):
        if each.machine_name in machine_names:
            found.setdefault(each.machine_name, set()).add(each.name)
    return {name: tuple(sorted(versions)) for name, versions in found.items()}


def library_of(row: LibraryRequest | AllowedLibrary) -> H5pLibrary:
    """That of a row."""
    return H5pLibrary(row.machine_name, row.major, row.minor, row.title, row.sha256)


def identity_of(library: H5pLibrary) -> tuple[str, int, int, str]:
    """What makes it this library and no other."""
    return library.machine_name, library.major, library.minor, library.sha256
