"""Allow a library of H5P after a review, or turn it down; and note those that deposits were refused for."""

from __future__ import annotations

from datetime import datetime
from typing import Any
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
from deffinum.rooms.commons.queries.h5p_libraries import identity_of, library_of, waiting_requests

MOST_REQUESTS = 100
"""That wait for one organisation: more are not noted, and the refusal says so."""
MOST_NOTED = 20
"""New ones, of one deposit."""
SHORTEST_REASON = 20
"""Characters: what was read, and why it may run."""
_MOST_NAMED = 5


class LibrariesNotAllowed(DomainError):
    """A package brings libraries that nobody allowed; nothing of it was kept.

    `are_noted`: the officers see that all of them are asked for.
    """

    status = 422

    def __init__(self, libraries: list[H5pLibrary], *, are_noted: bool = True) -> None:
        names = ", ".join(shown(each.name) for each in libraries[:_MOST_NAMED])
        told = {
            "names": names if len(libraries) <= _MOST_NAMED else f"{names}…",
            "count": len(libraries),
            "most": MOST_NOTED,
            "waiting": MOST_REQUESTS,
        }
        super().__init__((self._noted(told) if are_noted else self._too_many(told)) % told, field="package")
        self.libraries = libraries

    @staticmethod
    def _noted(told: dict[str, Any]) -> str:
        return ngettext(
            "Ce contenu H5P apporte une bibliothèque qui n’est pas permise ici : %(names)s. Rien n’a été conservé. "
            "Les agents voient qu’elle est demandée : déposez de nouveau ce fichier quand ils l’auront permise.",
            "Ce contenu H5P apporte %(count)s bibliothèques qui ne sont pas permises ici : %(names)s. Rien n’a été "
            "conservé. Les agents voient qu’elles sont demandées : déposez de nouveau ce fichier quand ils les "
            "auront permises.",
            told["count"],
        )

    @staticmethod
    def _too_many(told: dict[str, Any]) -> str:
        return ngettext(
            "Ce contenu H5P apporte une bibliothèque qui n’est pas permise ici : %(names)s. Rien n’a été conservé. "
            "Les agents ne voient pas qu’elle est demandée, car %(waiting)s bibliothèques attendent déjà pour votre "
            "organisme : déposez de nouveau ce fichier quand ils en auront relu.",
            "Ce contenu H5P apporte %(count)s bibliothèques qui ne sont pas permises ici : %(names)s. Rien n’a été "
            "conservé. Les agents ne voient pas que toutes sont demandées : un dépôt en fait noter %(most)s au plus, "
            "et %(waiting)s au plus attendent pour un organisme. Déposez de nouveau ce fichier quand ils en auront "
            "relu.",
            told["count"],
        )


class NoLongerWaiting(DomainError):
    """The library is allowed or turned down already, or was never asked for."""

    status = 409


class ReasonTooShort(DomainError):
    """Allowing a program, or turning it down, needs a reason."""

    status = 422


@command("commons.note_refused_libraries", sealed=("libraries",))
def note_refused_libraries(*, organisation_id: UUID, libraries: list[H5pLibrary], by: Actor, now: datetime) -> bool:
    """Keep which libraries a deposit needed, and nothing else of the package; False when there were too many to note
    them all. Raises Refused.
    """
    may_deposit(by, organisation_id, now=now).require()
    rows = waiting_requests().filter(organisation=organisation_id).order_by("pk").select_for_update(no_key=True)
    known = {identity_of(library_of(each)): each.pk for each in rows}
    LibraryRequest.objects.filter(
        pk__in=[known[identity_of(each)] for each in libraries if identity_of(each) in known]
    ).update(latest_at=now)
    strangers = [each for each in libraries if identity_of(each) not in known]
    noted = strangers[: max(0, min(MOST_NOTED, MOST_REQUESTS - len(known)))]
    LibraryRequest.objects.bulk_create(
        [
            LibraryRequest(
                organisation_id=organisation_id,
                machine_name=each.machine_name,
                major=each.major,
                minor=each.minor,
                sha256=each.sha256,
                title=each.title,
                asked_by_id=by.person_id,
                asked_at=now,
                latest_at=now,
            )
            for each in noted
        ],
        ignore_conflicts=True,
    )
    return len(noted) == len(strangers)


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
    asked = _asked(request_id)
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
    _end_requests(asked)
    return allowed.pk


@command("commons.decline_library", sealed=("reason",))
def decline_library(*, request_id: UUID, reason: str, by: Actor, now: datetime) -> None:
    """Delete every request of a library with this content: it runs no more than before, and a deposit asks again.

    Of the reason the log keeps a proof. Raises Refused, NoLongerWaiting, ReasonTooShort.
    """
    may_allow_libraries(by, now=now).require()
    if len(reason.strip()) < SHORTEST_REASON:
        raise ReasonTooShort(
            _("Dites en quelques mots pourquoi vous écartez cette demande : le journal en garde l’empreinte."),
            field="reason",
        )
    _end_requests(_asked(request_id))


def _asked(request_id: UUID) -> H5pLibrary:
    """The library of a request that waits, which is held until the end."""
    row = waiting_requests().select_for_update(no_key=True).filter(pk=request_id).first()
    if row is None:
        raise NoLongerWaiting(
            _("Cette bibliothèque n’attend plus : elle est permise ou écartée, ou n’a pas été demandée.")
        )
    return library_of(row)


def _end_requests(library: H5pLibrary) -> None:
    """Of all organisations."""
    LibraryRequest.objects.filter(
        machine_name=library.machine_name, major=library.major, minor=library.minor, sha256=library.sha256
    ).delete()
