"""Templates and addresses stay in their room, in design, in the portal, or go down."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from tests.architecture.house import HOUSE, ROOMS_FOLDER, line_of, rooms, short

REFERENCE = re.compile(r"""{%\s*(?:include|extends)\s+["']([^"']+)["']""")
ADDRESS = re.compile(r"""{%\s*url\s+["']([a-z_]+):""")
SHARED = {"design", "portal", "previews", "account", "allauth", "mfa", "socialaccount", "django", "usersessions"}
TEMPLATES = sorted(ROOMS_FOLDER.glob("*/templates/**/*.*"))


def _may_use(room: str, other: str) -> bool:
    names = {each.name for each in rooms()}
    return other in SHARED or other == room or (other in names and line_of(other) < line_of(room))


@pytest.mark.parametrize("template", TEMPLATES, ids=short)
def test_a_template_never_reaches_up(template: Path) -> None:
    room = template.relative_to(ROOMS_FOLDER).parts[0]
    if template.suffix not in {".html", ".txt"}:
        return
    text = template.read_text()
    reached = [name.split("/")[0] for name in REFERENCE.findall(text)] + ADDRESS.findall(text)
    assert not [name for name in reached if not _may_use(room, name)]


def test_no_inline_script_or_style() -> None:
    """The content security policy would block them."""
    inline = re.compile(
        r"<style|\sstyle=|<script(?![^>]*\bsrc=)(?![^>]*application/(?:ld\+)?json)|\son[a-z]+=[\"']", re.IGNORECASE
    )
    strays = [
        short(path)
        for path in HOUSE.rglob("templates/**/*.html")
        if inline.search(path.read_text()) and "mail" not in path.parts
    ]
    assert not strays


def test_no_request_to_a_third_party() -> None:
    loaded = re.compile(r"""<(?:script|link|img|iframe|source|video|audio)[^>]*(?:src|href)=["'](?:https?:)?//""")
    strays = [short(path) for path in HOUSE.rglob("templates/**/*.html") if loaded.search(path.read_text())]
    strays += [
        short(path)
        for path in HOUSE.rglob("static/**/*.css")
        if re.search(r"url\(['\"]?(?:https?:)?//", path.read_text())
    ]
    assert not strays
