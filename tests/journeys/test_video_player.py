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


_ACCOMPANY = """
from django.utils import timezone
from deffinum.rooms.commons.commands.accompany_version import Draft, accompany_version
from deffinum.rooms.commons.words import AccompanimentKind, AccompanimentLanguage
from deffinum.rooms.people.public import sample_actor
now = timezone.now()
for kind, language, content in {texts!r}:
    draft = Draft(AccompanimentKind(kind), AccompanimentLanguage(language), content)
    accompany_version(version_id={version!r}, draft=draft, by=sample_actor("lead", day=now.date()), now=now)
"""
FRENCH = "WEBVTT\n\n00:01.000 --> 00:03.000\nTenez l’échelle.\n\n00:12.000 --> 00:15.000\nMontez.\n".encode()
ENGLISH = b"WEBVTT\n\n00:01.000 --> 00:03.000\nHold the ladder.\n"
CHAPTERS = b"WEBVTT\n\n00:00.000 --> 00:10.000\nPoser\n\n00:10.000 --> 00:20.000\nMonter\n"


@pytest.fixture
def captioned(shown: Shown) -> Shown:
    texts = [("captions", "fr", FRENCH), ("captions", "en", ENGLISH), ("chapters", "fr", CHAPTERS)]
    shown.site.manage("shell", "--no-imports", "-c", _ACCOMPANY.format(texts=texts, version=shown.version_id))
    return shown


def test_captions_are_chosen_and_told_and_a_text_leads_to_its_instant(
    captioned: Shown, page_as: Callable[..., Page]
) -> None:
    page = page_as("lead", viewport=PHONE)
    page.goto(captioned.address.replace("lecteur", "accompagnements"))
    assert_accessible(page)
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    page.goto(captioned.address)
    at_rest(page)
    assert_accessible(page)
    page.get_by_label("Sous-titres", exact=True).select_option("en")
    showing = "[...document.querySelector('video').textTracks].filter((each) => each.mode === 'showing')"
    until(page, f"{showing}.map((each) => each.cues?.[0]?.text).join() === 'Hold the ladder.'")
    captioned.wait_for(lambda verbs: verbs == ["initialized", "interacted"])
    press_until(page, "0:12")
    captioned.wait_for(lambda verbs: verbs[-1] == "seeked")
    assert page.evaluate(TIME) == 12
    page.get_by_role("button", name="Aller à 0:10").click()
    until(page, f"{TIME} === 10")
    captioned.wait_for(lambda verbs: verbs == ["initialized", "interacted", "seeked", "seeked"])
    opened, set_up, *_moves = (each["context"]["extensions"] for each in captioned.statements())
    name = "https://w3id.org/xapi/video/extensions/"
    assert (opened[f"{name}cc-enabled"], opened.get(f"{name}cc-subtitle-lang")) == (False, None)
    assert (set_up[f"{name}cc-enabled"], set_up[f"{name}cc-subtitle-lang"]) == (True, "en")
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    page.evaluate("[...document.querySelector('video').textTracks].at(-1).mode = 'disabled'")
    until(page, "document.querySelector('[data-captions]').value === ''")
    captioned.wait_for(lambda verbs: verbs[-1] == "interacted" and verbs.count("interacted") == 2)
    page.close()
