"""Our line icons: 20 × 20, drawn by us, always beside a word (they are hidden from screen readers)."""

from __future__ import annotations

from django.utils.safestring import SafeString

_SHAPES = {
    "arrow-left": "M16 10H4m5-5-5 5 5 5",
    "arrow-right": "M4 10h12m-5-5 5 5-5 5",
    "calendar": "M3.5 5.5h13v11h-13zM3.5 9h13M7 3v4m6-4v4",
    "check": "m4 10.5 4 4 8-9",
    "chevron-down": "m5 7.5 5 5 5-5",
    "clock": "M10 3a7 7 0 1 0 0 14 7 7 0 0 0 0-14zm0 3v4.2l2.8 1.8",
    "cross": "m5 5 10 10M15 5 5 15",
    "document": "M5 2.5h6.5L15.5 6.5V17.5H5zM11.5 2.5V6.5h4M7.5 10.5h5m-5 3.5h5",
    "download": "M10 3v9.5m-4-4 4 4 4-4M3.5 16.5h13",
    "edit": "m4 16 .8-3.6L13 4.2l2.8 2.8-8.2 8.2zM11.5 5.7l2.8 2.8",
    "euro": "M14.5 5.2A5.5 5.5 0 1 0 14.5 14.8M3.5 8.5h8m-8 3h7",
    "external": "M8 4.5H4v11.5h11.5v-4M11 3.5h5.5V9M16 4l-7 7",
    "eye": (
        "M2.5 10C5 6 7.5 4.8 10 4.8S15 6 17.5 10c-2.5 4-5 5.2-7.5 5.2S5 14 2.5 10z"
        "M10 7.8a2.2 2.2 0 1 0 0 4.4 2.2 2.2 0 0 0 0-4.4z"
    ),
    "filter": "M3 5h14M6 10h8m-5.5 5h3",
    "flag": "M5 17.5v-15M5 3.5h10l-2.5 3.5L15 10.5H5",
    "globe": (
        "M10 3a7 7 0 1 0 0 14 7 7 0 0 0 0-14zM3 10h14"
        "M10 3c2.5 2.2 3.3 4.5 3.3 7S12.5 14.8 10 17c-2.5-2.2-3.3-4.5-3.3-7S7.5 5.2 10 3z"
    ),
    "info": "M10 3a7 7 0 1 0 0 14 7 7 0 0 0 0-14zm0 6v4.5M10 6.3v.4",
    "lock": "M5 9h10v7.5H5zM7 9V6.5a3 3 0 0 1 6 0V9",
    "mail": "M3 5h14v10.5H3zM3.5 5.5 10 11l6.5-5.5",
    "menu": "M3 5.5h14M3 10h14M3 14.5h14",
    "minus": "M4 10h12",
    "moon": "M16 11.8A6.5 6.5 0 0 1 8.2 4a6.5 6.5 0 1 0 7.8 7.8z",
    "people": (
        "M7.5 4a2.7 2.7 0 1 0 0 5.4 2.7 2.7 0 0 0 0-5.4zM2.5 16.5c.4-3 2.3-4.6 5-4.6s4.6 1.6 5 4.6"
        "M12.8 4.3a2.7 2.7 0 0 1 0 4.9m1.7 3c1.7.6 2.7 2 3 4.3"
    ),
    "pin": (
        "M10 17.5c3.5-4 5.3-6.7 5.3-9.2a5.3 5.3 0 0 0-10.6 0c0 2.5 1.8 5.2 5.3 9.2zm0-11.2a2 2 0 1 0 0 4 2 2 0 0 0 0-4z"
    ),
    "plus": "M10 4v12M4 10h12",
    "print": "M6 7.5V3h8v4.5M6 14H3.5V7.5h13V14H14M6 11.5h8V17H6z",
    "refresh": "M16 10a6 6 0 1 1-1.8-4.2L16 7.5M16 3.5v4h-4",
    "scale": "M10 3v14m-3.5 0h7M4 5.5h12M4 5.5 1.8 11h4.4zM16 5.5 13.8 11h4.4z",
    "screen": "M3 4h14v9.5H3zM10 13.5V17m-3.5 0h7",
    "search": "M9 3.5a5.5 5.5 0 1 0 0 11 5.5 5.5 0 0 0 0-11zM13 13l4 4",
    "signature": "M3 13.5c2-6 4-9.5 5.5-8.5S6 13 7.5 13.5 10.5 10 11.5 10s0 3 1.5 3 2-1 4-1M3 17h14",
    "sun": (
        "M10 6.7a3.3 3.3 0 1 0 0 6.6 3.3 3.3 0 0 0 0-6.6zM10 2v2m0 12v2M2 10h2m12 0h2"
        "M4.3 4.3l1.4 1.4m8.6 8.6 1.4 1.4m0-11.4-1.4 1.4m-8.6 8.6-1.4 1.4"
    ),
    "trash": "M4 5.5h12M8 5.5V3.5h4v2M5.5 5.5l.8 11h7.4l.8-11M8.5 8.5v5m3-5v5",
    "upload": "M10 13V3.5m-4 4 4-4 4 4M3.5 16.5h13",
    "user": "M10 3.5a3.2 3.2 0 1 0 0 6.4 3.2 3.2 0 0 0 0-6.4zM3.8 17c.5-3.4 2.8-5 6.2-5s5.7 1.6 6.2 5",
    # Shapes of the states: each tone has its own outline, so that colour is never alone.
    "state-neutral": "M10 7.5a2.5 2.5 0 1 0 0 5 2.5 2.5 0 0 0 0-5z",
    "state-todo": "M10 4a6 6 0 1 0 0 12 6 6 0 0 0 0-12z",
    "state-success": "M10 3a7 7 0 1 0 0 14 7 7 0 0 0 0-14zm-3.3 7.2 2.4 2.4 4.3-4.9",
    "state-warning": "M10 3 2.5 16.5h15zM10 8v4m0 2v.4",
    "state-danger": "M7 3h6l4 4v6l-4 4H7l-4-4V7zM7.5 7.5l5 5m0-5-5 5",
    "state-info": "M3.5 3.5h13v13h-13zM10 9v4.5m0-7v.4",
    "state-stopped": "M3.5 3.5h13v13h-13zM7 10h6",
}
_FILLED = {"state-progress": "M10 4a6 6 0 1 0 0 12 6 6 0 0 0 0-12z", "state-progress-half": "M10 4a6 6 0 0 1 0 12z"}

NAMES = (*_SHAPES, "state-progress")


def icon_svg(name: str) -> SafeString:
    """The drawing, without any text alternative: the word beside it says it. Unknown names raise KeyError."""
    if name == "state-progress":
        inner = (
            f'<path d="{_FILLED["state-progress"]}"/><path d="{_FILLED["state-progress-half"]}" fill="currentColor"/>'
        )
    else:
        inner = f'<path d="{_SHAPES[name]}"/>'
    start = '<svg class="icon" viewBox="0 0 20 20" width="20" height="20" aria-hidden="true" focusable="false">'
    return SafeString(f"{start}{inner}</svg>")
