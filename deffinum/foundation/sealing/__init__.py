"""Small secrets kept encrypted in the database: what reads a copy of it does not read them.

    stored = seal(secret, purpose="people.second_factor")
    secret = unseal(stored, purpose="people.second_factor")

The key of a purpose is derived (HKDF-SHA-256, RFC 5869) from SECRET_KEY, so that one purpose never opens another's
secrets. New secrets are sealed under SECRET_KEY; those sealed under a key of SECRET_KEY_FALLBACKS still open. Sealed
texts are Fernet tokens (AES-128-CBC and HMAC-SHA-256) after the mark of their format.
"""

from __future__ import annotations

import base64

from cryptography.fernet import Fernet, InvalidToken
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.conf import settings

MARK = "sealed:1:"


class SealBroken(ValueError):
    """The text was not sealed for this purpose under a key that the platform still has, or was altered."""


def seal(secret: str, *, purpose: str) -> str:
    """The secret, encrypted under SECRET_KEY (a new text each time). `purpose` is '<room>.<what>', for ever."""
    return MARK + _lock(settings.SECRET_KEY, purpose).encrypt(secret.encode()).decode()


def is_sealed(text: str) -> bool:
    """Does this text bear the mark?"""
    return text.startswith(MARK)


def unseal(text: str, *, purpose: str) -> str:
    """The secret again. Raises SealBroken."""
    for key in (settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS):
        found = _opened(text, key, purpose)
        if found is not None:
            return found
    raise SealBroken(f"{purpose}: neither SECRET_KEY nor SECRET_KEY_FALLBACKS open this secret.")


def is_under_present_key(text: str, *, purpose: str) -> bool:
    """Would this text still open without SECRET_KEY_FALLBACKS?"""
    return _opened(text, settings.SECRET_KEY, purpose) is not None


def _opened(text: str, key: str, purpose: str) -> str | None:
    if not is_sealed(text):
        return None
    try:
        return _lock(key, purpose).decrypt(text.removeprefix(MARK).encode()).decode()
    except InvalidToken:
        return None


def _lock(key: str, purpose: str) -> Fernet:
    derived = HKDF(algorithm=SHA256(), length=32, salt=None, info=f"deffinum.sealing:{purpose}".encode())
    return Fernet(base64.urlsafe_b64encode(derived.derive(key.encode())))
