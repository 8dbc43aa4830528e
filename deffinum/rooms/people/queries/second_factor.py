"""The secrets of second factors (RFC 6238 keys, seeds of recovery codes), as the database keeps them: sealed."""

from __future__ import annotations

from deffinum.foundation.sealing import is_sealed, is_under_present_key, seal, unseal

PURPOSE = "people.second_factor"
"""Derives their key: it never changes."""


def sealed_factor(secret: str) -> str:
    """What is stored."""
    return seal(secret, purpose=PURPOSE)


def opened_factor(stored: str) -> str:
    """The secret. A text that an older version stored in clear is taken as it is. Raises SealBroken."""
    return unseal(stored, purpose=PURPOSE) if is_sealed(stored) else stored


def is_safely_kept(stored: str) -> bool:
    """Sealed, and under the present key?"""
    return is_under_present_key(stored, purpose=PURPOSE)
