"""A PDF document is read page by page, says which pages were seen, and opens again at the page left."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Page

from tests.accessibility.axe import assert_accessible
from tests.factories.documents import small_document
from tests.journeys.players import Shown, at_rest, deposited, press_until
from tests.running_site import PHONE, Site

PROGRESS = "https://w3id.org/xapi/cmi5/result/extensions/progress"
ACROSSX = "https://w3id.org/xapi/acrossx"


@pytest.fixture
def shown(site: Site, tmp_path: Path) -> Shown:
    content = small_document("Inspecter", "Poser le pied", "Monter")
    return deposited(site, tmp_path, content, name="notice.pdf", title="Notice")


def test_a_document_is_read_to_its_end_by_the_keyboard_alone(shown: Shown, page_as: Callable[..., Page]) -> None:
    page = page_as("lead")
    page.goto(shown.address)
    at_rest(page)
    assert_accessible(page)
    shown.wait_for(lambda verbs: verbs == ["initialized", "experienced"])
    press_until(page, "Page suivante")
    shown.wait_for(lambda verbs: len(verbs) == 3)
    page.keyboard.press("PageDown")
    shown.wait_for(lambda verbs: verbs[-1] == "completed")
    press_until(page, "Texte de cette page")
    page.get_by_text("Monter", exact=True).wait_for()
    page.close()
    verbs = shown.wait_for(lambda verbs: verbs[-1] == "terminated")
    assert verbs == ["initialized", *["experienced"] * 3, "completed", "terminated"]
    opened, *seen, completed, left = shown.statements()
    assert opened["object"]["definition"]["extensions"] == {f"{ACROSSX}/extensions/total-pages": 3}
    assert [each["object"]["id"].rpartition("#")[2] for each in seen] == ["page=1", "page=2", "page=3"]
    assert {each["object"]["definition"]["type"] for each in seen} == {f"{ACROSSX}/activities/page"}
    assert [each["result"]["extensions"][PROGRESS] for each in seen] == [33, 67, 100]
    assert completed["result"]["completion"] is True
    assert left["result"]["extensions"][PROGRESS] == 100
    assert {each["context"]["contextActivities"]["category"][0]["id"] for each in shown.statements()} == {ACROSSX}


def test_a_closed_tab_opens_again_at_its_page(shown: Shown, page_as: Callable[..., Page]) -> None:
    page = page_as("lead", viewport=PHONE)
    page.goto(shown.address)
    at_rest(page)
    page.get_by_label("Page", exact=True).fill("3")
    page.get_by_label("Page", exact=True).press("Enter")
    page.get_by_role("img", name="Page 3 sur 3").wait_for()
    shown.wait_for(lambda verbs: verbs[-1] == "experienced")
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    again = page.context.new_page()
    page.close()
    again.goto(shown.address)
    again.get_by_role("img", name="Page 3 sur 3").wait_for()
    shown.wait_for(lambda verbs: verbs[-2:] == ["terminated", "initialized"])
    assert len({each["context"]["registration"] for each in shown.statements()}) == 1
