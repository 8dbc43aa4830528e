"""The public sample course, from deposit to `satisfied`: the platform launches, the unit speaks from its own host."""

from __future__ import annotations

from collections.abc import Callable
from uuid import UUID

import psycopg
import pytest
from playwright.sync_api import Page, expect

from tests.factories.packages import sample
from tests.journeys.commons import deposit, enrol
from tests.running_site import Site

Person = Callable[..., Page]


def launch(page: Page) -> Page:
    """Launch the only unit; the window that it opens."""
    page.get_by_role("button", name="Préparer le lancement").click()
    with page.context.expect_page() as opened:
        page.get_by_role("link", name="Ouvrir l’unité").click()
    return opened.value


def statements_of(site: Site, registration: str) -> list[str]:
    """Verbs of a registration, oldest first."""
    with psycopg.connect(site.variables["DATABASE_URL"]) as connection:
        rows = connection.execute(
            "SELECT body::json->'verb'->>'id' FROM records_statement WHERE registration = %s ORDER BY stored, id",
            [registration],
        ).fetchall()
    return [str(verb).rpartition("/")[2] for (verb,) in rows]


@pytest.fixture
def registered(site: Site, page_as: Person) -> Page:
    """A learner on the page of their registration."""
    page = page_as("lead")
    enrol(site, page, "lead")
    deposit(page, sample("cmi5/masteryscore_framed.zip"))
    page.get_by_role("button", name="Ouvrir", exact=True).click()
    page.wait_for_url("**/traces/inscriptions/**")
    return page


def test_the_sample_course_passes_and_satisfies(site: Site, registered: Page) -> None:
    registration = registered.url.rstrip("/").rpartition("/")[2]
    unit = launch(registered)
    expect(unit.get_by_text("from the Ancient Greek")).to_be_visible()  # it has asked the store where the learner was
    unit.get_by_text("Quiz", exact=True).first.click()
    unit.locator("input[type=radio][data-correct]").check()
    for text in unit.locator("input[data-answer]").all():
        text.fill(text.get_attribute("data-answer") or "")
    with unit.expect_response(lambda answer: "/statements" in answer.url and answer.request.method in ("PUT", "POST")):
        unit.get_by_role("button", name="Submit Answers").click()
    expect(unit.locator("#score-passed")).to_be_visible()
    unit.wait_for_timeout(1500)
    verbs = statements_of(site, registration)
    assert verbs[:2] == ["launched", "initialized"]
    assert {"answered", "passed"} <= set(verbs)
    assert "satisfied" in verbs
    registered.goto(f"/traces/inscriptions/{registration}/")
    expect(registered.get_by_text("Le cours est satisfait depuis")).to_be_visible()


def test_the_address_of_a_unit_opens_with_its_launch_only(registered: Page) -> None:
    unit = launch(registered)
    expect(unit.get_by_text("Introduction to Geology").first).to_be_visible()
    origin, path = unit.url.split("/lancement/")
    session, _slash, file = path.partition("?")[0].partition("/")
    stranger = registered.context.new_page()
    for unknown, status in ((session, 200), (UUID(int=1), 403)):
        answer = stranger.goto(f"{origin}/lancement/{unknown}/{file}")
        assert answer is not None
        assert answer.status == status
