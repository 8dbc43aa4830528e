"""Marks that a page repeats a hundred times, written without a template: cells, lines of a list, the side list."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from django.utils.formats import localize
from django.utils.html import conditional_escape, format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from deffinum.design.formats import money_text
from deffinum.design.icons import icon_svg
from deffinum.design.shapes import Column, Line
from deffinum.foundation.values import Money

STATE_TONES = {
    "": "neutral",
    "todo": "todo",
    "current": "progress",
    "done": "success",
    "late": "warning",
    "stopped": "stopped",
    "error": "danger",
}


def definition_lines(pairs: Iterable[tuple[Any, Any]], *, absent: object = "") -> SafeString:
    """The lines of a definition list. With `absent`: said in grey where a value is empty, and line breaks are kept."""
    line = '<div class="definition-list__row"><dt>{}</dt><dd>{}</dd></div>'
    read = (lambda value: _paragraph(value, absent)) if absent else localize
    return format_html_join("", line, ((localize(term), read(value)) for term, value in pairs))


def _paragraph(value: Any, absent: object) -> SafeString:
    text = conditional_escape(str(value))
    if not text:
        return format_html('<span class="muted">{}</span>', absent)
    return SafeString(text.replace("\r\n", "\n").replace("\r", "\n").replace("\n", "<br>"))


def listing_rows(columns: Sequence[Column], lines: Iterable[Line]) -> SafeString:
    """The rows of a listing: its first cell names the line, and opens its page."""
    classes = [' class="number"' if column.is_number else "" for column in columns[1:]]
    return SafeString("".join(_listing_row(classes, line) for line in lines))


def _listing_row(classes: Sequence[str], line: Line) -> str:
    title = conditional_escape(str(line.title))
    head = f'<a href="{conditional_escape(line.url)}">{title}</a>' if line.url else title
    cells = zip(classes, line.cells, strict=True)
    rest = "".join(f"<td{name}>{conditional_escape(str(value))}</td>" for name, value in cells)
    return f'<tr><th scope="row">{head}</th>{rest}</tr>'


def money_cells(amounts: Iterable[Money | int | None]) -> SafeString:
    """One numeric cell of a table for each amount (an int counts cents)."""
    return SafeString("".join(f'<td class="number">{conditional_escape(money_text(each))}</td>' for each in amounts))


def side_lines(items: Iterable[Any]) -> list[dict[str, object]]:
    """What each line of a side list shows (`shapes.Tab`): its state's mark and word are chosen here, once a state."""
    marks: dict[str, dict[str, object]] = {"": {"state": "", "shape": "plain", "mark": "", "said": ""}}
    lines = []
    for item in items:
        if item.state not in marks:
            marks[item.state] = {
                "state": item.state,
                "shape": item.state,
                "mark": icon_svg(f"state-{STATE_TONES.get(item.state, 'neutral')}"),
                "said": _state_word(item.state),
            }
        lines.append({"label": item.label, "url": item.url, "is_current": item.is_current, **marks[item.state]})
    return lines


def _state_word(state: str) -> str:
    words = {
        "done": _("Complet"),
        "current": _("En cours"),
        "error": _("À corriger"),
        "late": _("En retard"),
        "stopped": _("Arrêté"),
    }
    return words.get(state) or _("À faire")
