"""A video leaves the statements of the xAPI video profile, in order, and resumes where the tab was closed."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Page

from tests.accessibility.axe import assert_accessible
from tests.factories.video import SECONDS, small_video
from tests.journeys.players import Shown, at_rest, deposited, press_until, result, until
from tests.running_site import PHONE, Site

TIME = "document.querySelector('video').currentTime"


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("video")


@pytest.fixture
def shown(site: Site, folder: Path, page_as: Callable[..., Page]) -> Shown:
    return deposited(site, folder, small_video(page_as()), name="echelle.webm", title="Poser une échelle")


def test_a_video_is_followed_by_the_keyboard_alone(shown: Shown, page_as: Callable[..., Page]) -> None:
    page = page_as("lead")
    page.goto(shown.address)
    at_rest(page)
    assert_accessible(page)
    press_until(page, "Lire")
    until(page, f"{TIME} > 0.6")
    page.keyboard.press("Enter")
    shown.wait_for(lambda verbs: verbs == ["initialized", "played", "paused"])
    press_until(page, "Avancer de 10 secondes")
    shown.wait_for(lambda verbs: verbs[-1] == "seeked")
    opened, played, paused, sought = shown.statements()
    length = opened["context"]["extensions"]["https://w3id.org/xapi/video/extensions/length"]
    assert length == SECONDS
    assert opened["context"]["contextActivities"]["category"][0]["id"] == "https://w3id.org/xapi/video"
    assert result(played, "time") < 0.2
    assert result(paused, "time") > 0.5
    assert result(paused, "played-segments") == f"{result(played, 'time'):g}[.]{result(paused, 'time'):g}"
    seen = result(paused, "time") - result(played, "time")
    assert result(paused, "progress") == pytest.approx(seen / SECONDS, abs=0.002)
    assert result(sought, "time-from") == pytest.approx(result(paused, "time"), abs=0.3)
    assert result(sought, "time-to") == pytest.approx(result(sought, "time-from") + 10, abs=0.01)
    session = "https://w3id.org/xapi/video/extensions/session-id"
    sessions = {each["context"]["extensions"][session] for each in shown.statements()}
    assert len(sessions) == 1
    page.close()


def test_a_closed_tab_is_taken_up_where_it_was_and_the_end_is_told_once(
    shown: Shown, page_as: Callable[..., Page]
) -> None:
    page = page_as("lead")
    page.goto(shown.address)
    at_rest(page)
    page.get_by_role("button", name="Lire", exact=True).click()
    until(page, f"{TIME} > 1.5")
    again = page.context.new_page()
    page.close()
    shown.wait_for(lambda verbs: verbs == ["initialized", "played", "paused", "terminated"])
    left = result(shown.statements()[-1], "time")
    again.goto(shown.address)
    at_rest(again)
    assert again.evaluate(TIME) == pytest.approx(left, abs=0.5)
    again.get_by_text("Reprise à 0:0").wait_for()
    again.evaluate("document.querySelector('video').playbackRate = 16")
    again.get_by_role("button", name="Lire", exact=True).click()
    until(again, "document.querySelector('video').ended")
    verbs = shown.wait_for(lambda verbs: verbs.count("completed") == 1 and verbs[-1] in ("paused", "completed"))
    assert verbs[4:6] == ["initialized", "played"]
    again.reload()
    at_rest(again)
    again.get_by_role("button", name="Lire", exact=True).click()
    again.close()
    verbs = shown.wait_for(lambda verbs: verbs[-1] == "terminated" and verbs.count("terminated") == 3)
    assert verbs.count("completed") == 1
    statements = shown.statements()
    assert len({each["context"]["registration"] for each in statements}) == 1
    finished = next(each for each in statements if each["verb"]["id"].endswith("/completed"))
    assert finished["result"]["completion"] is True
    assert result(finished, "progress") >= 0.95


def test_what_happens_while_the_store_is_away_is_sent_later_in_order(
    shown: Shown, page_as: Callable[..., Page]
) -> None:
    page = page_as("lead")
    page.goto(shown.address)
    at_rest(page)
    page.route("**/xapi/**", lambda route: route.abort())
    page.get_by_role("button", name="Lire", exact=True).click()
    until(page, f"{TIME} > 0.5")
    page.get_by_role("button", name="Mettre en pause").click()
    page.get_by_text("sont gardées dans ce navigateur").wait_for()
    assert shown.verbs() == ["initialized"]
    page.unroute("**/xapi/**")
    at_rest(page)
    assert shown.verbs() == ["initialized", "played", "paused"]


def test_a_token_that_is_over_is_renewed_without_losing_a_record(shown: Shown, page_as: Callable[..., Page]) -> None:
    page = page_as("lead")
    page.goto(shown.address)
    at_rest(page)
    page.route("**/xapi/statements", lambda route: route.fulfill(status=401), times=1)
    page.get_by_role("button", name="Avancer de 10 secondes").click()
    page.get_by_text("est gardée dans ce navigateur").wait_for()
    at_rest(page)
    assert shown.verbs() == ["initialized", "seeked"]
    assert len({each["context"]["registration"] for each in shown.statements()}) == 1
    assert len({each["authority"]["account"]["name"] for each in shown.statements()}) == 2


def test_a_new_attempt_begins_at_the_start_in_a_registration_of_its_own(
    shown: Shown, page_as: Callable[..., Page]
) -> None:
    page = page_as("lead", viewport=PHONE)
    page.goto(shown.address)
    at_rest(page)
    page.get_by_role("button", name="Avancer de 10 secondes").click()
    shown.wait_for(lambda verbs: verbs == ["initialized", "seeked"])
    page.get_by_role("button", name="Recommencer du début, comme une nouvelle tentative").click()
    shown.wait_for(lambda verbs: verbs == ["initialized", "seeked", "terminated", "initialized"])
    at_rest(page)
    assert page.evaluate(TIME) == 0
    assert len({each["context"]["registration"] for each in shown.statements()}) == 2
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
