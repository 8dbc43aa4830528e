"""A word without end (a pasted address, a title typed without spaces) never pushes a page wider than a small phone."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import BrowserContext

from tests.accessibility.addresses import VISITS
from tests.accessibility.test_every_page import WIDER
from tests.running_site import become

SMALLEST = {"width": 320, "height": 640}
"""WCAG 1.4.10: 320 CSS pixels, or 1280 at 400 %."""
LENGTHEN = """() => {
  // Where titles, names and answers stand.
  const told = ".breadcrumb__link, main :is(h1, .page-head p:not(.row, .state-tag), .lead, dd, tbody th)";
  for (const each of document.querySelectorAll(told)) {
    const last = [...each.childNodes].filter((node) => node.nodeType === 3 && node.data.trim()).pop();
    if (last) last.data += " " + "Xw".repeat(250);
  }
}"""
PAGES = {
    "calls:call", "portal:search", "grants:register", "grants:award", "portal:my_space", "calls:application",
    "calls:consortium", "calls:budget", "calls:summary", "selection:follow", "people:organisation_page",
    "grants:agreement", "selection:examination", "selection:dossier", "grants:staff_agreement", "selection:review",
    "selection:decision", "people:roles", "people:end_role",
}  # fmt: skip


@pytest.mark.parametrize("persona", ["", "lead", "officer", "expert_1", "decider", "administrator"])
def test_a_word_without_end_stays_in_the_page(
    persona: str, ids: dict[str, str], open_browser: Callable[..., BrowserContext]
) -> None:
    page, wider, seen = open_browser(viewport=SMALLEST).new_page(), {}, set()
    if persona:
        become(page, persona)
    for visit in VISITS[persona]:
        if visit.name in PAGES - seen:
            seen.add(visit.name)
            page.goto(visit.address(ids))
            page.evaluate(LENGTHEN)
            if pixels := page.evaluate(WIDER):
                wider[visit.address(ids)] = pixels
    assert seen
    assert not wider
