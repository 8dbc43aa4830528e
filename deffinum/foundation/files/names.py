"""A name given by someone's device, made safe to store, to show and to give back."""

from __future__ import annotations

import re
import unicodedata
from urllib.parse import quote

from deffinum.foundation.files.words import BY_ENDING, BY_MEDIA_TYPE, Format

LONGEST_NAME = 150
"""Characters, ending included."""
NAMELESS = "fichier"
_FORBIDDEN = re.compile(r'[<>:"|?*\x00-\x1f\x7f]')
_RESERVED = {"con", "prn", "aux", "nul", *(f"com{rank}" for rank in range(10)), *(f"lpt{rank}" for rank in range(10))}
"""Names that Windows keeps for its devices."""


def clean_name(declared: str, *, media_type: str = "") -> str:
    """The last part of the declared name, without folders, control or direction characters, at most 150 characters.

    With a media type, the name ends by one of its endings: 'budget.v2' recognised as PDF becomes
    'budget.v2.pdf'. Never empty; cleaning twice changes nothing.
    """
    last = re.split(r"[/\\]", unicodedata.normalize("NFC", declared))[-1]
    visible = "".join(" " if character.isspace() else character for character in last)
    visible = "".join(each for each in visible if unicodedata.category(each) not in {"Cc", "Cf", "Cs", "Co", "Cn"})
    name = re.sub(r" {2,}", " ", _FORBIDDEN.sub("_", visible)).strip(" .") or NAMELESS
    if name.split(".")[0].strip().lower() in _RESERVED:
        name = f"_{name}"
    ending = _ending_to_add(name, media_type)
    return _shortened(name, ending)


def _ending_to_add(name: str, media_type: str) -> str:
    known = BY_MEDIA_TYPE.get(media_type)
    return "" if known is None or ending_of(name) in known.endings else f".{known.endings[0]}"


def _shortened(name: str, ending: str) -> str:
    stem, dot, last = name.rpartition(".")
    if not ending and dot and stem and len(last) <= 10:
        name, ending = stem, f".{last}"
    return name[: LONGEST_NAME - len(ending)].strip(" .") + ending


def ending_of(name: str) -> str:
    """What follows the last dot, in small letters; '' when there is none."""
    stem, dot, ending = name.rpartition(".")
    return ending.lower() if dot and stem else ""


def announced_format(name: str) -> Format | None:
    """The format that the name announces; None when its ending announces nothing we know."""
    return BY_ENDING.get(ending_of(name))


def attachment_disposition(name: str) -> str:
    """The Content-Disposition value that makes a browser save the file under this name (RFC 6266, RFC 8187)."""
    plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode()
    plain = re.sub(r"[^A-Za-z0-9 ._()\-]", "_", plain).strip(" .") or NAMELESS
    exact = quote(name, safe="")
    return f"attachment; filename=\"{plain}\"; filename*=UTF-8''{exact}"
