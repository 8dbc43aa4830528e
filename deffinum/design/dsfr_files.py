"""The State's design system, from the `django-dsfr` wheel: only what our templates use.

The wheel's sheet weighs 717 kB. `used.css` is built from it once (and again when the wheel or our templates change):
rules whose `fr-` classes appear in none of our templates are left out, and so are the variables that nothing reads.
"""

from __future__ import annotations

from pathlib import Path


def dsfr_files() -> dict[str, Path]:
    """Address under STATIC_URL → file."""
    return {}
