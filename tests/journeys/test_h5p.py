"""H5P contents in a real browser: played, answered, and taken up where they were left."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import psycopg
from playwright.sync_api import FrameLocator, Page, expect

from tests.factories.h5p import CONTENT, FOLDER, h5p_package, parts
from tests.factories.packages import sample
from tests.journeys.commons import deposit, enrol, open_as_learner, organisation_of, verbs_of
from tests.running_site import Site

Person = Callable[..., Page]
REAL = "h5p/h5p-test.h5p"


def content(page: Page) -> FrameLocator:
    """The content, in the page's frame."""
    return page.frame_locator("iframe.play__frame")


def sent(page: Page, told: str) -> object:
    """Waits until a sending that says this is kept."""
    return page.expect_response(
        lambda answer: (
            "/lecteur/h5p/" in answer.url and answer.status == 200 and told in (answer.request.post_data or "")
        )
    )


def problems_of(page: Page) -> list[str]:
    """What goes wrong in the page and its frames: errors of scripts, and what the policy of the host refuses."""
    found: list[str] = []
    page.on("console", lambda message: found.append(message.text) if message.type == "error" else None)
    page.on("pageerror", lambda error: found.append(str(error)))
    return found


def answer_of(page: Page, text: str) -> object:
    """A radio of the real question."""
    return content(page).get_by_role("radio", name=text)


def test_a_real_question_is_answered_and_comes_back_as_it_was_left(site: Site, page_as: Person) -> None:
    page = page_as("lead")
    problems = problems_of(page)
    version = deposit(page, sample(REAL))
    enrol(site, page, "lead")
    open_as_learner(page, version)
    expect(content(page).get_by_text("Is this false?")).to_be_visible()
    with sent(page, "verbs/interacted"):  # type: ignore[attr-defined]
        answer_of(page, "False").click()  # type: ignore[attr-defined]
    again = page.context.new_page()
    page.close(run_before_unload=False)
    open_as_learner(again, version)
    expect(answer_of(again, "False")).to_have_attribute("aria-checked", "true")  # type: ignore[arg-type]
    with sent(again, "verbs/answered"):  # type: ignore[attr-defined]
        content(again).get_by_role("button", name="Check").click()
    expect(content(again).get_by_text("Correct answer").first).to_be_attached()
    verbs = verbs_of(site, version)
    assert verbs[:2] == ["attempted", "interacted"]
    assert verbs[-3:] == ["answered", "completed", "passed"]
    assert [
        each for each in problems if "'webrtc'" not in each
    ] == []  # a directive that this browser does not know yet


def test_a_real_question_is_answered_by_keyboard(site: Site, page_as: Person) -> None:
    page = page_as("lead")
    version = deposit(page, sample(REAL))
    enrol(site, page, "lead")
    open_as_learner(page, version)
    answer_of(page, "True").focus()  # type: ignore[attr-defined]
    page.keyboard.press("Space")
    expect(answer_of(page, "True")).to_have_attribute("aria-checked", "true")  # type: ignore[arg-type]
    with sent(page, "verbs/answered"):  # type: ignore[attr-defined]
        content(page).get_by_role("button", name="Check").press("Enter")
    verbs = verbs_of(site, version)
    assert "completed" in verbs
    assert "passed" not in verbs


def allow_all(page: Page, reason: str) -> None:
    """Allow what waits, one library after the other, as an officer does."""
    page.goto("/instruction/bibliotheques-h5p/")
    while (link := page.locator("main table a").first).count() and "/bibliotheques-h5p/" in str(
        link.get_attribute("href")
    ):
        link.click()
        page.get_by_label("Ce que vous avez vérifié").fill(reason)
        page.get_by_role("button", name="Permettre cette bibliothèque").click()


def package(folder: Path, name: str = "geste.h5p", step: str = "") -> Path:
    """Our own content; `step`: what one of its texts says."""
    _about, _library, told = parts()
    if step:
        told["steps"].append(step)
    path = folder / name
    path.write_bytes(h5p_package(None, None, told))
    return path


def test_a_library_is_refused_then_allowed_and_what_it_keeps_outlives_the_tab(
    site: Site, page_as: Person, tmp_path: Path
) -> None:
    page = page_as("lead")
    page.goto(f"/organisations/{organisation_of(page)}/ressources/deposer/")
    page.set_input_files('input[type="file"]', str(package(tmp_path)))
    page.get_by_role("button", name="Déposer", exact=True).click()
    expect(page.get_by_text(FOLDER).first).to_be_visible()
    allow_all(page_as("officer"), "Écrite par nous pour les tests (exemple).")
    version = deposit(page, package(tmp_path))
    enrol(site, page, "lead")
    open_as_learner(page, version)
    with sent(page, "verbs/interacted"):  # type: ignore[attr-defined]
        content(page).get_by_label(CONTENT["steps"][0]).check()
    content(page).get_by_label(CONTENT["steps"][2]).check()
    page.goto("/organisations/")  # at once: the last change leaves with the page
    open_as_learner(page, version)
    for step, is_done in zip(CONTENT["steps"], (True, False, True), strict=True):
        expect(content(page).get_by_label(step)).to_be_checked(checked=is_done)
    with sent(page, "verbs/completed"):  # type: ignore[attr-defined]
        content(page).get_by_label(CONTENT["steps"][1]).check()
    expect(content(page).get_by_label(CONTENT["steps"][1])).to_be_checked()
    assert verbs_of(site, version) == ["attempted", "interacted", "interacted", "attempted", "interacted", "completed"]
    with psycopg.connect(site.variables["DATABASE_URL"]) as connection:
        told = connection.execute(
            "SELECT values FROM commons_itemstate s JOIN commons_attempt a ON a.id = attempt_id WHERE version_id = %s",
            [version],
        ).fetchall()
    assert sorted(json.loads(told[0][0]["0/state"])["done"]) == [0, 1, 2]


def test_who_tries_leaves_no_trace(site: Site, page_as: Person) -> None:
    page = page_as("lead")
    version = deposit(page, sample(REAL))
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.get_by_role("link", name="Essayer").click()
    answer_of(page, "False").click()  # type: ignore[attr-defined]
    content(page).get_by_role("button", name="Check").click()
    page.get_by_role("navigation", name="Fil d’Ariane").get_by_role("link").first.click()
    assert not [each for each in asked if "/lecteur/h5p/" in each]
    assert verbs_of(site, version) == []
