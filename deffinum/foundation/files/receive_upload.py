"""Receive a stream into a file aside, and refuse it with a clear sentence before anything is kept."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO, Protocol

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from deffinum.foundation.errors import DomainError
from deffinum.foundation.files.content_store import new_incoming_file
from deffinum.foundation.files.names import announced_format, clean_name
from deffinum.foundation.files.recognition import Recognised, recognise
from deffinum.foundation.files.words import OLD_OFFICE, endings_text, label_of, size_text

PART_BYTES = 256 * 1024


class Readable(Protocol):
    """What an upload is read from: an open file, a request's body, BytesIO…"""

    def read(self, size: int = -1, /) -> bytes:
        """At most `size` bytes; b'' at the end."""


class FileEmpty(DomainError):
    """Not one byte was received."""

    status = 422


class FileTooLarge(DomainError):
    """The content is longer than the limit."""

    status = 413


class UploadCutShort(DomainError):
    """Fewer (or more) bytes came than were declared, or the stream broke."""

    status = 400


class FileDamaged(DomainError):
    """The format is recognised but the content is cut, broken, dishonest or locked."""

    status = 422


class FileNotWhatItSays(DomainError):
    """The name announces a format that the content does not have."""

    status = 422


class FileTypeRefused(DomainError):
    """The format is recognised, and not accepted here."""

    status = 415


@dataclass(frozen=True)
class ReceivedUpload:
    """An upload that passed every check and waits, aside, to be kept."""

    name: str
    """Cleaned, with an ending that fits the content."""
    media_type: str
    is_encrypted: bool
    size: int
    """Bytes."""
    sha256: str
    incoming: Path


@contextmanager
def received_upload(
    stream: Readable,
    *,
    declared_name: str,
    allowed: frozenset[str],
    max_bytes: int,
    declared_length: int | None = None,
    examine: Callable[[BinaryIO], None] | None = None,
) -> Iterator[ReceivedUpload]:
    """Write the stream aside, check it, and hand it over; what was not kept is deleted at the end of the block.

    `declared_length` is in bytes (Content-Length), None when unknown. `examine` reads the whole content before the
    checks that every file goes through: what it raises is the refusal. No transaction is needed while bytes
    arrive. Raises FileEmpty, FileTooLarge, UploadCutShort, FileDamaged, FileNotWhatItSays, FileTypeRefused.
    """
    name = clean_name(declared_name)
    if declared_length is not None and declared_length > max_bytes:
        raise FileTooLarge(_too_large(name, max_bytes))
    incoming = new_incoming_file()
    try:
        size, sha256 = _write(stream, incoming, name=name, max_bytes=max_bytes, declared_length=declared_length)
        if examine is not None:
            with incoming.open("rb") as content:
                examine(content)
        found = _recognised(incoming, name=name, allowed=allowed)
        yield ReceivedUpload(
            name=clean_name(declared_name, media_type=found.media_type),
            media_type=found.media_type,
            is_encrypted=found.is_encrypted,
            size=size,
            sha256=sha256,
            incoming=incoming,
        )
    finally:
        incoming.unlink(missing_ok=True)


def _write(
    stream: Readable, incoming: Path, *, name: str, max_bytes: int, declared_length: int | None
) -> tuple[int, str]:
    """Copy, count, hash and force to the disk; returns (bytes, hexadecimal SHA-256)."""
    digest, size = hashlib.sha256(), 0
    with incoming.open("xb") as target:
        while part := _next_part(stream, name=name, size=size, declared_length=declared_length):
            size += len(part)
            if size > max_bytes:
                raise FileTooLarge(_too_large(name, max_bytes))
            digest.update(part)
            target.write(part)
        if declared_length is not None and size != declared_length:
            raise UploadCutShort(_cut_short(name, size, declared_length))
        if size == 0:
            raise FileEmpty(
                _(
                    "Le fichier « %(name)s » est vide : rien n’a été conservé. "
                    "Vérifiez-le sur votre appareil, puis envoyez-le de nouveau."
                )
                % {"name": name}
            )
        target.flush()
        os.fsync(target.fileno())
    return size, digest.hexdigest()


def _next_part(stream: Readable, *, name: str, size: int, declared_length: int | None) -> bytes:
    try:
        return stream.read(PART_BYTES)
    except OSError as error:  # the connection broke: Django's UnreadablePostError is one
        raise UploadCutShort(_cut_short(name, size, declared_length)) from error


def _too_large(name: str, max_bytes: int) -> str:
    return _(
        "Le fichier « %(name)s » dépasse la limite de %(limit)s : il n’a pas été conservé. "
        "Réduisez-le ou séparez-le en plusieurs fichiers, puis envoyez-le de nouveau."
    ) % {"name": name, "limit": _size(max_bytes)}


def _cut_short(name: str, received: int, declared: int | None) -> str:
    if declared is None:
        return _(
            "L’envoi de « %(name)s » s’est interrompu après %(received)s. Rien n’a été conservé : "
            "envoyez de nouveau le fichier."
        ) % {"name": name, "received": _size(received)}
    return _(
        "L’envoi de « %(name)s » n’est pas complet : %(received)s reçus sur %(declared)s annoncés. "
        "Rien n’a été conservé : envoyez de nouveau le fichier."
    ) % {"name": name, "received": _size(received), "declared": _size(declared)}


def _size(size: int) -> str:
    return size_text(size, get_language() or "fr")


def _recognised(incoming: Path, *, name: str, allowed: frozenset[str]) -> Recognised:
    announced = announced_format(name)
    found = recognise(incoming, announced=announced.media_type if announced else "")
    if announced is not None and announced.media_type != found.media_type and found.defect != "macros":
        raise FileNotWhatItSays(
            _(
                "Le nom « %(name)s » annonce %(announced)s, mais le contenu est %(found)s. Rien n’a été conservé. "
                "Enregistrez de nouveau le document au bon format, puis envoyez-le."
            )
            % {"name": name, "announced": str(announced.label), "found": label_of(found.media_type)}
        )
    if found.defect == "macros" or found.media_type not in allowed:
        raise FileTypeRefused(_refusal(found, name=name, allowed=allowed))
    if found.defect in {"active", "unsafe"}:
        raise FileTypeRefused(_DEFECTS[found.defect]() % {"name": name})
    if found.defect:
        raise FileDamaged(_DEFECTS[found.defect]() % {"name": name})
    return found


def _refusal(found: Recognised, *, name: str, allowed: frozenset[str]) -> str:
    if found.defect == "macros":
        return _DEFECTS["macros"]() % {"name": name}
    values = {"name": name, "found": label_of(found.media_type), "accepted": endings_text(allowed)}
    if found.media_type == OLD_OFFICE:
        return (
            _(
                "« %(name)s » est %(found)s : ce format n’est pas accepté. Formats acceptés : %(accepted)s. "
                "Rien n’a été conservé. Enregistrez-le sans mot de passe dans l’un de ces formats, puis envoyez-le."
            )
            % values
        )
    return (
        _(
            "« %(name)s » est %(found)s : ce format n’est pas accepté ici. Formats acceptés : %(accepted)s. "
            "Rien n’a été conservé."
        )
        % values
    )


_DEFECTS = {
    "damaged": lambda: _(
        "« %(name)s » est incomplet ou abîmé : il ne pourrait pas être relu. Rien n’a été conservé. "
        "Ouvrez-le sur votre appareil, enregistrez-le de nouveau, puis envoyez-le."
    ),
    "macros": lambda: _(
        "« %(name)s » contient des macros (de petits programmes) : nous ne les acceptons pas, pour la sécurité de "
        "ceux qui le liront. Rien n’a été conservé. Enregistrez-le sans macros, ou en PDF, puis envoyez-le."
    ),
    "active": lambda: _(
        "« %(name)s » contient un programme ou appelle une adresse extérieure. Rien n’a été conservé. "
        "Enregistrez le dessin en PNG ou en PDF, puis envoyez-le."
    ),
    "unsafe": lambda: _(
        "L’archive « %(name)s » contient des chemins, des liens ou des tailles qui ne sont pas sûrs. "
        "Rien n’a été conservé. Refaites l’archive à partir des fichiers eux-mêmes, puis envoyez-la."
    ),
    "encrypted": lambda: _(
        "« %(name)s » est protégé par un mot de passe : nous ne pourrions pas le vérifier. Rien n’a été conservé. "
        "Enregistrez-le sans mot de passe, puis envoyez-le."
    ),
    "encoding": lambda: _(
        "Le texte de « %(name)s » n’est pas écrit en UTF-8 : ses accents seraient perdus. Rien n’a été conservé. "
        "Enregistrez-le en « UTF-8 » (dans un tableur : « CSV UTF-8 »), puis envoyez-le."
    ),
}
"""The sentence of each defect that recognition can find."""
