"""Allow a library of H5P after a review; and note those that deposits were refused for, so that they are reviewed."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from deffinum.foundation.commands import command
from deffinum.foundation.errors import DomainError
from deffinum.foundation.packages.h5p import H5pLibrary
from deffinum.foundation.packages.refusal import shown
from deffinum.foundation.policies import Actor
from deffinum.rooms.commons.models import AllowedLibrary, LibraryRequest
from deffinum.rooms.commons.policies import may_allow_libraries, may_deposit
from deffinum.rooms.commons.queries.h5p_libraries import not_allowed

MOST_REQUESTS = 300
"""Of one organisation, allowed ones included: more are not noted, and the officers hear of it from their depositor."""
SHORTEST_REASON = 20
"""Characters: what was read, and why it may run."""
_MOST_NAMED = 5


class LibrariesNotAllowed(DomainError):
    """A package brings libraries that nobody allowed; nothing of it was kept."""

    status = 422

    def __init__(self, libraries: list[H5pLibrary]) -> None:
        names = ", ".join(shown(each.name) for each in libraries[:_MOST_NAMED])
        super().__init__(
            ngettext(
                "Ce contenu H5P apporte une bibliothèque qui n’est pas permise ici : %(names)s. Rien n’a été conservé. "
                "Les agents voient qu’elle est demandée : déposez de nouveau ce fichier quand ils l’auront permise.",
                "Ce contenu H5P apporte %(count)s bibliothèques qui ne sont pas permises ici : %(names)s. Rien n’a été "
                "conservé. Les agents voient qu’elles sont demandées : déposez de nouveau ce fichier quand ils les "
                "auront permises.",
                len(libraries),
            )
            % {"names": names if len(libraries) <= _MOST_NAMED else f"{names}…", "count": len(libraries)},
            field="package",
        )
        self.libraries = libraries


class NoLongerWaiting(DomainError):
    """The library is allowed already, or was never asked for."""

    status = 409


class ReasonTooShort(DomainError):
    """Allowing a program needs a reason that others can read."""

    status = 422


@command("commons.note_refused_libraries", sealed=("libraries",))
def note_refused_libraries(*, organisation_id: UUID, libraries: list[H5pLibrary], by: Actor, now: datetime) -> None:
    """Keep which libraries a deposit needed, and nothing of the package. Raises Refused."""
    may_deposit(by, organisation_id, now=now).require()
    known = LibraryRequest.objects.filter(organisation=organisation_id)
    room = MOST_REQUESTS - known.count()
    for each in libraries:
        identity = {
            "machine_name": each.machine_name,
            "major": each.major,
            "minor": each.minor,
            "sha256": each.sha256,
        }
        if known.filter(**identity).update(latest_at=now) or room < 1:
            continue
        room -= 1
        LibraryRequest.objects.create(
            organisation_id=organisation_id,
            **identity,
            title=each.title,
            asked_by_id=by.person_id,
            asked_at=now,
            latest_at=now,
        )


@command("commons.allow_library", sealed=("reason",))
def allow_library(*, request_id: UUID, reason: str, by: Actor, now: datetime) -> UUID:
    """Allow the library of a request, with exactly this content, for every organisation; the id of the permission.

    Raises Refused, NoLongerWaiting, ReasonTooShort.
    """
    may_allow_libraries(by, now=now).require()
    if len(reason.strip()) < SHORTEST_REASON:
        raise ReasonTooShort(
            _("Dites en quelques mots ce que vous avez vérifié : cette raison reste au registre."), field="reason"
        )
    row = LibraryRequest.objects.select_for_update(no_key=True).filter(pk=request_id).first()
    asked = H5pLibrary(row.machine_name, row.major, row.minor, row.title, row.sha256) if row is not None else None
    if asked is None or not not_allowed([asked]):
        raise NoLongerWaiting(_("Cette bibliothèque n’attend plus : elle est permise, ou n’a pas été demandée."))
    allowed, _is_new = AllowedLibrary.objects.get_or_create(
        machine_name=asked.machine_name,
        major=asked.major,
        minor=asked.minor,
        sha256=asked.sha256,
        defaults={
            "title": asked.title,
            "reason": reason.strip(),
            "allowed_by_id": by.person_id,
            "allowed_at": now,
        },
    )
    return allowed.pk
