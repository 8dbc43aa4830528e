"""The text formats of xAPI as regular expressions, each with the words that a refusal uses.

Sources: xAPI 1.0.3 part two (Data), sections 2.4 and 4; IEEE 9274.1.1-2023, section 4.2.7; RFC 3339, RFC 4122,
RFC 5646 and ISO 8601:2004. They are read by the JSON schema's engine, which takes a time in proportion to the text: no
look-ahead, no back-reference.
"""

from __future__ import annotations

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

_SUBTAGS = (
    r"(?:-[A-Za-z]{4})?(?:-(?:[A-Za-z]{2}|[0-9]{3}))?(?:-(?:[A-Za-z0-9]{5,8}|[0-9][A-Za-z0-9]{3}))*"
    r"(?:-[0-9A-WY-Za-wy-z](?:-[A-Za-z0-9]{2,8})+)*(?:-[xX](?:-[A-Za-z0-9]{1,8})+)?"
)
_DAY = r"(?:[+-]?[0-9]{4}-(?:0[1-9]|1[0-2])-(?:0[1-9]|[12][0-9]|3[01]))"
_CLOCK = r"(?:(?:[01][0-9]|2[0-3]):[0-5][0-9](?::(?:[0-5][0-9]|60)(?:[.,][0-9]+)?)?)"
_OFFSET = (
    r"(?:[Zz]|\+(?:[01][0-9]|2[0-3])(?::?[0-5][0-9])?"
    r"|-(?:00:?(?:0[1-9]|[1-5][0-9])|(?:0[1-9]|1[0-9]|2[0-3])(?::?[0-5][0-9])?))"
)
_SIZE = r"[0-9]+(?:[.,][0-9]+)?"
_HOURS = rf"T(?:{_SIZE}H(?:{_SIZE}M)?(?:{_SIZE}S)?|{_SIZE}M(?:{_SIZE}S)?|{_SIZE}S)"
_DAYS = rf"(?:{_SIZE}Y(?:{_SIZE}M)?(?:{_SIZE}D)?|{_SIZE}M(?:{_SIZE}D)?|{_SIZE}D)"

IRI = r"^[A-Za-z][A-Za-z0-9+.\-]*:[^\s<>\"{}|\\^`\x00-\x1f]+$"
UUID = r"^[0-9A-Fa-f]{8}-[0-9A-Fa-f]{4}-[0-9A-Fa-f]{4}-[0-9A-Fa-f]{4}-[0-9A-Fa-f]{12}$"
MAILBOX = r"^mailto:[^\s@:<>]+@[^\s@<>]+$"
SHA1 = r"^[0-9A-Fa-f]{40}$"
SHA2 = r"^(?:[0-9A-Fa-f]{56}|[0-9A-Fa-f]{64}|[0-9A-Fa-f]{96}|[0-9A-Fa-f]{128})$"
LANGUAGE = rf"^(?:[A-Za-z]{{2,3}}(?:-[A-Za-z]{{3}}){{0,3}}|[A-Za-z]{{4,8}}){_SUBTAGS}$|^[xXiI](?:-[A-Za-z0-9]{{1,8}})+$"
DURATION = rf"^P(?:{_SIZE}W|{_DAYS}(?:{_HOURS})?|{_HOURS})$"
TIMESTAMP = rf"^{_DAY}(?:[Tt ]{_CLOCK}{_OFFSET}?)?$"
MEDIA_TYPE = r"^[A-Za-z0-9!#$&^_.+\-]+/[A-Za-z0-9!#$&^_.+\-]+(?:\s*;.*)?$"

WORDS: dict[str, str | Promise] = {
    IRI: _("un IRI avec son schéma, comme https://exemple.fr/geste"),
    UUID: _("un UUID de 32 chiffres hexadécimaux en cinq groupes"),
    MAILBOX: _("une adresse précédée de mailto:"),
    SHA1: _("une empreinte SHA-1 de 40 chiffres hexadécimaux"),
    SHA2: _("une empreinte SHA-2 en chiffres hexadécimaux"),
    LANGUAGE: _("une étiquette de langue (RFC 5646), comme fr ou en-GB"),
    DURATION: _("une durée ISO 8601, comme PT4M30S"),
    TIMESTAMP: _("un instant ISO 8601, comme 2026-11-22T09:30:00Z"),
    MEDIA_TYPE: _("un type de média, comme image/png"),
}
"""What each expression stands for, in a refusal's sentence."""
