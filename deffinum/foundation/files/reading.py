"""Give a stored file back: its content, and the headers that keep the reader safe."""

from __future__ import annotations

from typing import BinaryIO

from django.utils.translation import gettext as _

from deffinum.foundation.errors import DomainError
from deffinum.foundation.files.content_store import open_content
from deffinum.foundation.files.models import StoredFile
from deffinum.foundation.files.names import attachment_disposition
from deffinum.foundation.files.words import KEPT


class FileRemoved(DomainError):
    """The file was removed; only its name and its hash remain."""

    status = 410


class ContentMissing(DomainError):
    """The row is there and its content is not on the disk: a fault of the platform."""

    status = 500


def open_file(stored: StoredFile) -> BinaryIO:
    """The content, for reading (the caller closes it). Raises FileRemoved or ContentMissing."""
    if stored.state != KEPT:
        raise FileRemoved(
            _(
                "Le fichier « %(name)s » a été retiré : son contenu n’est plus disponible. "
                "Son empreinte reste conservée comme preuve."
            )
            % {"name": stored.original_name}
        )
    try:
        return open_content(stored.sha256)
    except FileNotFoundError as error:
        raise ContentMissing(
            _(
                "Le contenu de « %(name)s » est introuvable de notre côté. Rien ne vous est demandé : "
                "signalez-le à l’équipe du plan, qui le rétablira depuis une sauvegarde."
            )
            % {"name": stored.original_name}
        ) from error


def file_response_headers(stored: StoredFile) -> dict[str, str]:
    """Headers of the answer that gives the file: saved under its name, never opened as a page of the site.

    RFC 6266 for the name; `nosniff` and a sandboxed policy so that no content is ever run.
    """
    charset = "; charset=utf-8" if stored.media_type.startswith("text/") else ""
    return {
        "Content-Type": stored.media_type + charset,
        "Content-Length": str(stored.size),
        "Content-Disposition": attachment_disposition(stored.original_name),
        "Content-Security-Policy": "default-src 'none'; sandbox",
        "X-Content-Type-Options": "nosniff",
        "Cache-Control": "private, no-cache",
        "ETag": f'"{stored.sha256}"',
    }
