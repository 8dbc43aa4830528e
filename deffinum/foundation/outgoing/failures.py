"""What can go wrong between here and another server, as codes to keep and sentences to read."""

from __future__ import annotations

from enum import StrEnum

from django.utils.translation import gettext as _


class FailureKind(StrEnum):
    """Why no answer came. Kept in the database: never renamed."""

    UNKNOWN_NAME = "unknown_name"
    FORBIDDEN = "forbidden"
    UNREACHABLE = "unreachable"
    UNTRUSTED = "untrusted"
    TOO_SLOW = "too_slow"
    BROKEN = "broken"


class OutgoingFailure(Exception):
    """No answer came. `certain`: the server cannot have received the request."""

    def __init__(self, kind: FailureKind, *, certain: bool) -> None:
        super().__init__(kind.value)
        self.kind = kind
        self.certain = certain


def words_of(kind: FailureKind) -> str:
    """The failure as a sentence, in the language in force."""
    sentences = {
        FailureKind.UNKNOWN_NAME: _("Le nom du serveur ne mène nulle part."),
        FailureKind.FORBIDDEN: _("Le nom du serveur mène à une adresse qui n’est pas publique."),
        FailureKind.UNREACHABLE: _("Le serveur ne répond pas."),
        FailureKind.UNTRUSTED: _("Le certificat du serveur n’est pas valable, ou n’est pas celui de ce nom."),
        FailureKind.TOO_SLOW: _("Le serveur a mis plus de 30 secondes à répondre."),
        FailureKind.BROKEN: _("Le serveur a coupé la connexion, ou répondu autre chose que du HTTP."),
    }
    return sentences[kind]
