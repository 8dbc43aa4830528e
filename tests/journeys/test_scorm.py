"""SCORM packages in a real browser: each takes up where it was left, leaves its statements, and rules of order hold."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import FrameLocator, Page, expect

from tests.factories.packages import sample
from tests.journeys.commons import deposit, enrol, open_as_learner, verbs_of
from tests.running_site import Site

Person = Callable[..., Page]
ASKED = "Would you like to resume from where you previously left off?"


def content(page: Page) -> FrameLocator:
    """The content, in the player's frame."""
    return page.frame_locator("iframe.play__frame").frame_locator("#content")


def turn_page(page: Page) -> None:
    """Press the content's own button, and wait until what it keeps has left."""
    with page.expect_response(lambda answer: "/lecteur/commit/" in answer.url and answer.status == 200):
        content(page).locator("#butNext").click()


def item(page: Page, title: str) -> object:
    """An item of the table of contents."""
    return page.get_by_role("navigation", name="Sommaire").get_by_role("button", name=title)


@pytest.mark.parametrize(
    "name",
    ["scorm12/RuntimeBasicCalls_SCORM12.zip", "scorm2004/RuntimeBasicCalls_SCORM20043rdEdition.zip"],
    ids=["1.2", "2004"],
)
def test_golf_takes_up_at_the_page_left_after_a_tab_closed(site: Site, page_as: Person, name: str) -> None:
    page = page_as("lead")
    version = deposit(page, sample(name))
    enrol(site, page, "lead")
    open_as_learner(page, version)
    for _step in range(3):
        turn_page(page)
    body = content(page).frame_locator("#contentFrame").locator("body")
    expect(body).to_contain_text("Skins")
    asked: list[str] = []
    again = page.context.new_page()
    again.on("dialog", lambda dialog: (asked.append(dialog.message), dialog.accept()))
    page.close(run_before_unload=False)
    open_as_learner(again, version)
    expect(content(again).frame_locator("#contentFrame").locator("body")).to_contain_text("Skins")
    assert asked == [ASKED]
    turn_page(again)
    assert verbs_of(site, version) == ["initialized", "suspended", "resumed"]


def test_golf_handed_in_without_an_answer_is_failed(site: Site, page_as: Person) -> None:
    page = page_as("lead")
    version = deposit(page, sample("scorm12/RuntimeBasicCalls_SCORM12.zip"))
    enrol(site, page, "lead")
    open_as_learner(page, version)
    for _step in range(14):
        content(page).locator("#butNext").click()
    expect(content(page).locator("#butNext")).to_be_disabled()
    quiz = content(page).frame_locator("#contentFrame")
    with page.expect_response(lambda answer: "/lecteur/commit/" in answer.url and answer.status == 200):
        quiz.get_by_role("button", name="Submit Answers").click()
    page.goto(f"/ressources/versions/{version}/")
    verbs = verbs_of(site, version)
    assert verbs[0] == "initialized"
    assert {"scored", "failed"} <= set(verbs)
    assert verbs[-1] in {"terminated", "suspended"}


def test_a_forced_sequence_holds(site: Site, page_as: Person) -> None:
    page = page_as("lead")
    version = deposit(page, sample("scorm2004/SequencingForcedSequential_SCORM20043rdEdition.zip"))
    enrol(site, page, "lead")
    open_as_learner(page, version)
    expect(content(page).locator("#butNext")).to_be_visible()
    for title in ("Etiquette", "Handicapping", "Having Fun", "Quiz"):
        expect(item(page, title)).to_be_disabled()  # type: ignore[arg-type]
    while content(page).locator("#butNext").is_enabled():
        content(page).locator("#butNext").click()
    expect(item(page, "Playing the Game – réussi")).to_be_visible()  # type: ignore[arg-type]
    page.get_by_role("button", name="Suivant").press("Enter")
    expect(item(page, "Etiquette")).to_have_attribute("aria-current", "step")  # type: ignore[arg-type]
    expect(item(page, "Handicapping")).to_be_disabled()  # type: ignore[arg-type]
    expect(content(page).frame_locator("#contentFrame").locator("body")).to_contain_text("course")
    again = page.context.new_page()
    again.on("dialog", lambda dialog: dialog.accept())
    page.close()
    open_as_learner(again, version)
    expect(item(again, "Etiquette")).to_have_attribute("aria-current", "step")  # type: ignore[arg-type]
    expect(item(again, "Having Fun")).to_be_disabled()  # type: ignore[arg-type]


def test_a_course_of_many_pages_is_walked_by_its_table_of_contents(site: Site, page_as: Person) -> None:
    page = page_as("lead")
    version = deposit(page, sample("scorm12/ContentPackagingOneFilePerSCO_SCORM12.zip"))
    enrol(site, page, "lead")
    open_as_learner(page, version)
    expect(item(page, "How to Play – terminé")).to_have_attribute("aria-current", "step")  # type: ignore[arg-type]
    page.get_by_role("button", name="Suivant").press("Enter")
    expect(item(page, "Par – terminé")).to_have_attribute("aria-current", "step")  # type: ignore[arg-type]
    item(page, "Example").click()  # type: ignore[attr-defined]
    expect(content(page).locator("body")).to_contain_text("handicap")
    page.reload()
    expect(item(page, "Handicapping Example")).to_have_attribute("aria-current", "step")  # type: ignore[arg-type]
    expect(item(page, "Par – terminé")).to_be_enabled()  # type: ignore[arg-type]


def test_who_tries_leaves_no_trace(site: Site, page_as: Person) -> None:
    page = page_as("lead")
    version = deposit(page, sample("scorm12/RuntimeBasicCalls_SCORM12.zip"))
    sent: list[str] = []
    page.on("request", lambda request: sent.append(request.url))
    page.get_by_role("link", name="Essayer").click()
    content(page).locator("#butNext").click()
    expect(content(page).frame_locator("#contentFrame").locator("body")).to_contain_text("Par")
    page.get_by_role("navigation", name="Fil d’Ariane").get_by_role("link").first.click()
    assert not [each for each in sent if "/lecteur/commit/" in each]
    assert verbs_of(site, version) == []
