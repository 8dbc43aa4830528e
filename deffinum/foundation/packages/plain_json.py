"""Read the JSON of a description, refusing before it is parsed what would only fill the memory."""

from __future__ import annotations

from typing import Any

import orjson

MOST_VALUES = 500_000
"""Brackets and commas of a text, those inside its texts included: each may become an object of a hundred bytes."""


class NotReadable(ValueError):
    """Not JSON, or more values than a description holds."""


def read_json(content: bytes, *, most_values: int = MOST_VALUES) -> Any:
    """What the text says. Raises NotReadable."""
    if sum(content.count(each) for each in (b"[", b"{", b",")) > most_values:
        raise NotReadable
    try:
        return orjson.loads(content)
    except orjson.JSONDecodeError:
        raise NotReadable from None
