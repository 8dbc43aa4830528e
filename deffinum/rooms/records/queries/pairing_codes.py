"""The short codes by which a headset is paired: how they are drawn, read and kept."""

from __future__ import annotations

import secrets

from django.utils.crypto import salted_hmac

ALPHABET = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"
"""Digits and capitals but for 0, 1, I, L and O, which are taken for one another."""
LENGTH = 8
"""31 to the 8th: some 850 thousand million codes; see the limits of `note_pairing_attempt`."""
PURPOSE = "records.pairing_code"


def draw_code() -> str:
    """A fresh code, without its middle space."""
    return "".join(secrets.choice(ALPHABET) for _each in range(LENGTH))


def read_code(typed: str) -> str | None:
    """The code as it is kept, from what was typed (spaces, hyphens, small letters); None when it can be none."""
    code = "".join(each for each in typed[:40] if not each.isspace() and each not in "-–—.").upper()
    return code if len(code) == LENGTH and set(code) <= set(ALPHABET) else None


def shown_code(code: str) -> str:
    """In two groups, as people read it aloud."""
    return f"{code[: LENGTH // 2]} {code[LENGTH // 2 :]}"


def digest_of_code(code: str) -> str:
    """A keyed digest: without the platform's secret, the few codes there are could all be tried."""
    return salted_hmac(PURPOSE, code, algorithm="sha256").hexdigest()


def digest_of_address(address: str) -> str:
    """A network address as it is counted: keyed, so that no address is kept."""
    return salted_hmac("records.pairing_address", address, algorithm="sha256").hexdigest()
