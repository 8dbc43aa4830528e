"""The blocks that a letter is made of, as its template takes them (`deffinum.typ`): texts only."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

Block = dict[str, Any]


def paragraph(text: str) -> Block:
    """One paragraph."""
    return {"kind": "paragraph", "text": text}


def paragraphs(text: str) -> list[Block]:
    """A text that someone wrote, one paragraph a line."""
    return [paragraph(each.strip()) for each in text.splitlines() if each.strip()]


def heading(text: str, level: int = 2) -> Block:
    """A heading below the letter's subject, which is level 1."""
    return {"kind": "heading", "level": level, "text": text}


def items(texts: Sequence[str]) -> Block:
    """A list."""
    return {"kind": "list", "items": list(texts)}


def definitions(rows: Sequence[tuple[str, str]], caption: str) -> Block:
    """What is stated, one line each: (term, value)."""
    return {"kind": "definitions", "rows": [list(each) for each in rows], "caption": caption}
