"""What the log says of a command's arguments: codes in clear, everything that people write as a proof of it."""

from __future__ import annotations

import json
import re
import uuid
from collections.abc import Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import fields, is_dataclass
from datetime import UTC, date, datetime
from enum import Enum
from typing import Any

from django.utils.crypto import salted_hmac

from deffinum.foundation.values import PartialDate

SALT = "deffinum.foundation.audit"
"""Derives the log's key from SECRET_KEY. Changing either makes the proofs of texts unreadable, never the chain."""
PLAIN_NAMES = frozenset(
    {
        "code", "group", "identity_provider", "key", "kind", "language", "media_type", "outcome", "owner_kind",
        "purpose", "qualifier", "reference", "role", "scope", "seen_sha256", "sha256", "slug", "state", "status",
        "topic", "type", "unit", "verdict", "zone",
    }
)  # fmt: skip
"""Arguments (and fields of values) whose texts are codes of the program, never a person's words."""
PLAIN_ENDINGS = ("_code", "_id", "_ids", "_key", "_slug")
CHOSEN_BY_CALLERS = frozenset({"idempotency_key"})
_CODE = re.compile(r"[A-Za-z0-9_.:/+\-]{0,100}")


def describe(value: Any, name: str = "") -> Any:
    """An argument as plain JSON, under its name.

    In clear: what is plain by nature (nothing, bool, whole number, UUID, dates, enumerations, and the values
    made of them: Money, Rate…), and a text whose name says that it is a code and that looks like one. Every other
    text, and bytes, become their length and HMAC (`seal`). Keys of a mapping are codes too (of a form, of a setting);
    one that does not look like a code is replaced by its HMAC.
    """
    if isinstance(value, Enum):
        return value.value
    if value is None or isinstance(value, bool | int):
        return value
    if isinstance(value, str):
        return value if _is_code(value, name) else seal(value)
    if is_dataclass(value) and not isinstance(value, type | PartialDate):
        return {each.name: describe(getattr(value, each.name), each.name) for each in fields(value)}
    if isinstance(value, Mapping):
        return {_key(key): describe(each, str(key)) for key, each in value.items()}
    if isinstance(value, AbstractSet):
        return sorted((describe(each, name) for each in value), key=str)
    if isinstance(value, Sequence) and not isinstance(value, bytes):
        return [describe(each, name) for each in value]
    plain = _plain(value)
    return seal(value) if plain is None else plain


def _plain(value: Any) -> str | None:
    """An identifier or a date as text; None when the value is neither."""
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat()
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, PartialDate):
        return value.text
    return str(value) if isinstance(value, uuid.UUID) else None


def seal(value: Any) -> dict[str, object]:
    """Length (bytes) and HMAC-SHA256, in hexadecimal, of a text (UTF-8), of bytes, or of anything else as JSON.

    Who holds the server's key can prove later that a text is the one that was given; nobody else can even guess
    a short one (NIST FIPS 198-1).
    """
    content = value if isinstance(value, bytes) else _text(value).encode()
    return {"hmac_sha256": salted_hmac(SALT, content, algorithm="sha256").hexdigest(), "length": len(content)}


def _text(value: Any) -> str:
    if isinstance(value, str):
        return value
    return json.dumps(value, sort_keys=True, ensure_ascii=False, default=repr)


def _is_code(text: str, name: str) -> bool:
    declared = name in PLAIN_NAMES or (name.endswith(PLAIN_ENDINGS) and name not in CHOSEN_BY_CALLERS)
    return declared and _CODE.fullmatch(text) is not None


def _key(key: Any) -> str:
    text = str(key)
    return text if _CODE.fullmatch(text) else f"hmac_sha256:{seal(text)['hmac_sha256']}"
