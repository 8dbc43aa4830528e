"""A table that becomes a list of cards on a phone: each cell says its column, each row stays a row for everyone."""

from __future__ import annotations

import re

from django.utils.html import strip_tags
from django.utils.safestring import SafeString, mark_safe

_HEAD = re.compile(r"<thead\b.*?</thead>", re.DOTALL)
_ROW = re.compile(r"<tr\b.*?</tr>", re.DOTALL)
_CELL = re.compile(r"<(t[hd])\b(?P<attributes>[^>]*)>", re.DOTALL)
_COLUMN = re.compile(r"<th\b[^>]*>(.*?)</th>", re.DOTALL)
_ROLES = (("<thead", "rowgroup"), ("<tbody", "rowgroup"), ("<tfoot", "rowgroup"), ("<tr", "row"))


def stacked(content: str) -> SafeString:
    """Write the column's name on each cell (`data-label`), and the roles that a change of `display` takes away.

    For a table whose cells span no column, except a row that is one heading (`colspan`) for those after it.
    """
    head = _HEAD.search(content)
    columns = [" ".join(strip_tags(each).split()) for each in _COLUMN.findall(head[0])] if head else []
    written = _ROW.sub(lambda row: _labelled(row[0], columns), content)
    for tag, role in _ROLES:
        written = re.sub(rf"{tag}\b", f'{tag} role="{role}"', written)
    return mark_safe(written)  # noqa: S308 - what the template wrote, and words of its own headings


def _labelled(row: str, columns: list[str]) -> str:
    rank = -1

    def cell(found: re.Match[str]) -> str:
        nonlocal rank
        rank += 1
        tag, attributes = found[1], found["attributes"]
        if 'scope="col"' in attributes:
            return f'<{tag} role="columnheader"{attributes}>'
        role = "rowheader" if tag == "th" else "cell"
        plain = tag == "th" or "colspan" in attributes or rank >= len(columns)
        label = "" if plain else f' data-label="{columns[rank].replace(chr(34), "&quot;")}"'
        return f'<{tag} role="{role}"{label}{attributes}>'

    return _CELL.sub(cell, row)
