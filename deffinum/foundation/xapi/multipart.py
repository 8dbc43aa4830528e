"""multipart/mixed as xAPI uses it: the statements first, then one part an attachment, known by its hash.

Sources: RFC 2046 section 5.1; xAPI 1.0.3 communication, section 1.5.2.
"""

from __future__ import annotations

import hashlib
import re
import secrets
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from email.message import Message

from django.utils.translation import gettext as _

from deffinum.foundation.xapi.checking import InvalidStatement

_BOUNDARY = re.compile(r"^[0-9A-Za-z'()+_,./:=? \-]{0,69}[0-9A-Za-z'()+_,./:=?\-]$")
MOST_PARTS = 1000
DIGESTS = {56: "sha224", 64: "sha256", 96: "sha384", 128: "sha512"}
"""The algorithm of SHA-2 that a hash of so many hexadecimal digits comes from."""


@dataclass(frozen=True)
class Part:
    """One part: lower-case header names, and its bytes as they came."""

    headers: dict[str, str]
    content: bytes


def media_type(header: str) -> tuple[str, dict[str, str]]:
    """The type in lower case and its parameters: ('multipart/mixed', {'boundary': '…'})."""
    message = Message()
    message["content-type"] = header
    found = message.get_params(failobj=[("", "")])
    return found[0][0].lower(), {name.lower(): value for name, value in found[1:]}


def read_parts(body: bytes, *, boundary: str | None) -> list[Part]:
    """The parts of a body. Raises InvalidStatement with the reason when it is no multipart of this boundary."""
    if not boundary or _BOUNDARY.match(boundary) is None:
        raise InvalidStatement("Content-Type", _("le paramètre « boundary » manque ou n’est pas valable."))
    mark = b"--" + boundary.encode()
    pieces = re.split(rb"(?:\A|\r?\n)" + re.escape(mark) + rb"(?=--|[ \t]*\r?\n)", body)
    if len(pieces) < 2 or not pieces[-1].startswith(b"--"):
        raise InvalidStatement("multipart", _("la fin annoncée par « boundary » n’y est pas : l’envoi est incomplet."))
    if len(pieces) - 2 > MOST_PARTS:
        raise InvalidStatement("multipart", _("l’envoi a plus de %(most)s parties.") % {"most": MOST_PARTS})
    return [_part(position, piece) for position, piece in enumerate(pieces[1:-1])]


def _part(position: int, piece: bytes) -> Part:
    piece = re.sub(rb"\A[ \t]*\r?\n", b"", piece, count=1)
    head, separator, content = _split_once(piece)
    if not separator:
        raise InvalidStatement(f"multipart[{position}]", _("cette partie n’a pas d’en-têtes."))
    headers: dict[str, str] = {}
    for line in head.decode("latin-1").splitlines():
        name, colon, value = line.partition(":")
        if colon:
            headers[name.strip().lower()] = value.strip()
    return Part(headers, content)


def _split_once(piece: bytes) -> tuple[bytes, bytes, bytes]:
    if piece.startswith((b"\r\n", b"\n")):
        return b"", b"\n", piece[2:] if piece.startswith(b"\r\n") else piece[1:]
    found = re.search(rb"\r?\n\r?\n", piece)
    if found is None:
        return piece, b"", b""
    return piece[: found.start()], b"\n", piece[found.end() :]


def write_parts(first: bytes, others: Iterable[tuple[str, str, bytes]], *, boundary: str) -> Iterator[bytes]:
    """The body: statements as JSON, then (content type, sha2, bytes) of each attachment."""
    mark = f"--{boundary}\r\n".encode()
    yield mark + b"Content-Type: application/json\r\n\r\n" + first + b"\r\n"
    for content_type, sha2, content in others:
        head = f"Content-Type: {content_type}\r\nContent-Transfer-Encoding: binary\r\n"
        head += f"X-Experience-API-Hash: {sha2}\r\n\r\n"
        yield mark + head.encode("latin-1", "replace") + content + b"\r\n"
    yield f"--{boundary}--\r\n".encode()


def fresh_boundary(contents: Sequence[bytes]) -> str:
    """A boundary that stands in none of the contents."""
    while True:
        boundary = f"deffinum-{secrets.token_hex(16)}"
        if not any(boundary.encode() in each for each in contents):
            return boundary


def check_hash(sha2: str, content: bytes) -> None:
    """Refuse bytes that do not have the hash they came with (lower-case hexadecimal). Raises InvalidStatement."""
    algorithm = DIGESTS.get(len(sha2))
    if algorithm is None or hashlib.new(algorithm, content).hexdigest() != sha2:
        raise InvalidStatement("X-Experience-API-Hash", _("les octets reçus n’ont pas cette empreinte."))
