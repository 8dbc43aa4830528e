"""When two statements say the same (xAPI 1.0.3 data, section 2.3.1; IEEE 9274.1.1, section 4.2.4)."""

from __future__ import annotations

import re
from hashlib import blake2b
from typing import Any
from uuid import UUID

import orjson
from django.utils.translation import gettext as _

from deffinum.foundation.xapi.checking import InvalidStatement, instant_of

Json = Any

SET_BY_THE_STORE = frozenset({"id", "stored", "authority", "version"})
"""What the store writes itself never makes two statements differ."""
_BEYOND_HUNDREDTHS = re.compile(r"([.,][0-9]{2})[0-9]+(?=S$)")


def digest_of(statement: dict[str, Json], *, without_attachments: bool = False) -> UUID:
    """The same for two statements that differ only in the order of keys, in what the store sets, or in how the
    same instant is written, or in what a duration says beyond hundredths of a second (1.0.3 data, section 4.6).
    """
    kept = _compared({name: value for name, value in statement.items() if name not in SET_BY_THE_STORE})
    if without_attachments:
        kept.pop("attachments", None)
    try:
        written = orjson.dumps(kept, option=orjson.OPT_SORT_KEYS)
    except orjson.JSONEncodeError as problem:  # it writes no deeper than 254 lists and objects
        raise InvalidStatement("statements", _("des listes ou des objets sont imbriqués sans fin.")) from problem
    return UUID(bytes=blake2b(written, digest_size=16).digest())


def says_the_same(kept: dict[str, Json], sent: dict[str, Json]) -> bool:
    """Is the statement that was sent the one that the store kept? Raises InvalidStatement."""
    if "timestamp" not in sent and kept.get("timestamp") == kept.get("stored"):
        kept = {name: value for name, value in kept.items() if name != "timestamp"}
    return digest_of(kept) == digest_of(sent)


def _compared(statement: dict[str, Json]) -> dict[str, Json]:
    """The statement with its instant and duration written in the one way that is compared; `statement` is kept."""
    kept = dict(statement)
    if "timestamp" in kept:
        kept["timestamp"] = instant_of(kept["timestamp"]).isoformat()
    duration = kept.get("result", {}).get("duration")
    if duration is not None:
        kept["result"] = {**kept["result"], "duration": _BEYOND_HUNDREDTHS.sub(r"\1", duration)}
    if kept["object"].get("objectType") == "SubStatement":
        kept["object"] = _compared(kept["object"])
    return kept
