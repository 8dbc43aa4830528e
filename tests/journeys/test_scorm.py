"""SCORM packages in a real browser: each takes up where it was left, and rules of order hold."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import FrameLocator, Page, expect

from tests.factories.packages import sample
from tests.journeys.commons import deposit, enrol, open_as_learner
from tests.running_site import Site

Person = Callable[..., Page]


def player(page: Page) -> FrameLocator:
    """The player's page in its frame."""
    return page.frame_locator("iframe.play__frame")


def content(page: Page) -> FrameLocator:
    """The content in the player's."""
    return player(page).frame_locator("#content")


@pytest.mark.parametrize(
    "name",
    ["scorm12/RuntimeBasicCalls_SCORM12.zip", "scorm2004/RuntimeBasicCalls_SCORM20043rdEdition.zip"],
    ids=["1.2", "2004"],
)
def test_golf_resumes_at_the_page_left_after_a_tab_closed(site: Site, page_as: Person, name: str) -> None:
    author = page_as("lead")
    version = deposit(author, sample(name))
    enrol(site, author, "lead")
    page = open_as_learner(author, version)
    page.on("dialog", lambda dialog: dialog.accept())
    course = content(page)
    expect(course.frame_locator("#contentFrame").locator("h1, h2").first).to_be_visible()
    for _step in range(3):
        with page.expect_response(lambda answer: "/lecteur/commit/" in answer.url):
            course.locator("#butNext").click()
    left = course.frame_locator("#contentFrame").locator("body").inner_text()
    asked: list[str] = []
    again = page.context.new_page()
    again.on("dialog", lambda dialog: (asked.append(dialog.message), dialog.accept()))
    page.close(run_before_unload=False)
    again.goto(f"/ressources/versions/{version}/")
    again.get_by_role("button", name="Ouvrir", exact=True).click()
    expect(content(again).frame_locator("#contentFrame").locator("body")).to_have_text(left, use_inner_text=True)
    assert asked and "resume" in asked[0]
