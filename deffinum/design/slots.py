"""Named slots: a lower page leaves a place, upper rooms fill it (from their `web/slots.py`).

    # deffinum/rooms/selection/web/slots.py
    from deffinum.design import slots

    def completeness_panel(request, *, application, **_):
        return render_to_string("selection/fragments/completeness.html", {"application": application}, request)

    slots.register("calls.application_page.after", completeness_panel, order=10)

In the template of the lower room: `{% slot "calls.application_page.after" application=dossier %}`.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest
from django.utils.safestring import SafeString

Renderer = Callable[..., SafeString | None]
"""`(request, **context) -> SafeString | None`; None leaves the place empty."""


@dataclass(frozen=True)
class Filling:
    """One renderer in one slot."""

    order: int
    renderer: Renderer


_FILLINGS: dict[str, list[Filling]] = {}


def register(slot_name: str, renderer: Renderer, order: int = 0) -> None:
    """Fill a slot. Smaller orders come first; registering the same renderer twice changes nothing."""
    fillings = _FILLINGS.setdefault(slot_name, [])
    if all(each.renderer is not renderer for each in fillings):
        fillings.append(Filling(order, renderer))
        fillings.sort(key=lambda each: each.order)


def unregister(slot_name: str, renderer: Renderer) -> None:
    """Take a renderer out of a slot (nothing happens when it is not there)."""
    _FILLINGS[slot_name] = [each for each in _FILLINGS.get(slot_name, []) if each.renderer is not renderer]


def render(slot_name: str, request: HttpRequest | None, **context: Any) -> SafeString:
    """The safe texts of every filling, in order. A renderer that returns plain text raises TypeError."""
    parts: list[SafeString] = []
    for each in _FILLINGS.get(slot_name, []):
        part = each.renderer(request, **context)
        if part is None:
            continue
        if not isinstance(part, SafeString):
            raise TypeError(
                f"The slot {slot_name!r} takes safe text; {each.renderer.__qualname__} returned plain text."
            )
        parts.append(part)
    return SafeString("".join(parts))
