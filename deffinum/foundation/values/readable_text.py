"""Texts that people type, without the characters that nobody sees and that turn what is read around them."""

from __future__ import annotations

import re

_UNSEEN = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\u202a-\u202e\u2066-\u2069\ufffe\uffff]")
"""Control characters but tab and ends of line; overrides of the reading direction, with which a title could show the
amount that follows it backwards (Unicode Technical Report 36, section 2.2); codes that are no character."""


def readable(text: str) -> str:
    """The text without unseen characters; each end of line becomes one line feed."""
    return _UNSEEN.sub("", text.replace("\r\n", "\n").replace("\r", "\n"))


def one_line(text: str) -> str:
    """The same on a single line: what was on several is joined by a space."""
    return " ".join(part for each in readable(text).splitlines() if (part := each.strip()))
