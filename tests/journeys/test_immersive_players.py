"""A 360° photo and a 3D object are turned by the keyboard, leave the statements of our profile, and open as left."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

from playwright.sync_api import Page

from deffinum.rooms.commons.queries.immersive_profile import immersive_profile
from tests.accessibility.axe import assert_accessible
from tests.factories.immersive import small_object, small_panorama
from tests.journeys.players import Shown, at_rest, deposited, press_until
from tests.running_site import PHONE, Site

WAITING = 1_300
"""Milliseconds after which what is in front was looked at."""


def follow_the_profile(shown: Shown) -> None:
    """Each statement is of one template of the profile, and holds what it asks for."""
    profile = immersive_profile(shown.site.address)
    templates = {each["verb"]: each for each in profile["templates"]}
    for statement in shown.statements():
        assert statement["context"]["contextActivities"]["category"][0]["id"] == profile["id"]
        for rule in templates[statement["verb"]["id"]]["rules"]:
            assert _found(statement, rule["location"]), (statement["verb"]["id"], rule["location"])


def _found(statement: dict[str, Any], location: str) -> bool:
    """Does the JSONPath (as our profile writes them) lead to something?"""
    path, _bracket, key = location.removeprefix("$.").partition("['")
    held: Any = statement
    for step in path.replace("[*]", ".0").split("."):
        held = held[int(step)] if step.isdigit() else held.get(step, {})
    return bool(held) if not key else key.removesuffix("']") in held


def views(shown: Shown) -> list[str]:
    """What was looked at, in order."""
    return [
        each["object"]["id"].rpartition("#")[2]
        for each in shown.statements()
        if each["verb"]["id"].endswith("a-regarde")
    ]


def test_a_panorama_is_seen_all_around_by_the_keyboard_alone(
    site: Site, tmp_path: Path, page_as: Callable[..., Page]
) -> None:
    shown = deposited(site, tmp_path, small_panorama(page_as()), name="atelier.jpg", title="Atelier")
    page = page_as("lead")
    page.goto(shown.address)
    at_rest(page)
    page.get_by_text("Devant · 1 direction vue sur 8").wait_for()
    assert_accessible(page)
    press_until(page, "Tourner à droite")
    for _each in range(6):
        page.wait_for_timeout(WAITING)
        page.keyboard.press("Enter")
    page.get_by_text("8 directions vues sur 8").wait_for()
    page.keyboard.press("Shift+Tab")
    page.keyboard.press("Shift+Tab")
    page.keyboard.press("ArrowUp")
    page.close()
    verbs = shown.wait_for(lambda verbs: verbs[-1] == "terminated")
    assert verbs == ["initialized", *["a-regarde"] * 8, "completed", "terminated"]
    assert views(shown) == [f"vue-{degrees}" for degrees in range(0, 360, 45)]
    follow_the_profile(shown)


def test_a_closed_panorama_opens_in_the_direction_left(
    site: Site, tmp_path: Path, page_as: Callable[..., Page]
) -> None:
    shown = deposited(site, tmp_path, small_panorama(page_as()), name="atelier.jpg", title="Atelier")
    page = page_as("lead", viewport=PHONE)
    page.goto(shown.address)
    at_rest(page)
    page.get_by_role("button", name="Tourner à gauche").click()
    page.get_by_role("button", name="Tourner à gauche").click()
    page.get_by_text("À gauche · 1 direction vue sur 8").wait_for()
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    again = page.context.new_page()
    page.close()
    again.goto(shown.address)
    again.get_by_text("À gauche · 1 direction vue sur 8").wait_for()
    shown.wait_for(lambda verbs: verbs == ["initialized", "a-regarde", "terminated", "initialized"])
    assert views(shown) == ["vue-270"]


def test_an_object_is_turned_by_keys_stays_still_when_asked_and_opens_as_left(
    site: Site, tmp_path: Path, page_as: Callable[..., Page]
) -> None:
    shown = deposited(site, tmp_path, small_object(), name="triangle.gltf", title="Triangle")
    page = page_as("lead")
    page.goto(shown.address)
    at_rest(page)
    page.get_by_role("button", name="Lancer le mouvement").wait_for()
    page.get_by_text("De face · 1 côté vu sur 6").wait_for()
    assert_accessible(page)
    page.locator("[data-screen]").focus()
    for _each in range(6):
        page.keyboard.press("ArrowRight")
    page.get_by_text("Côté droit · 2 côtés vus sur 6").wait_for()
    for _each in range(4):
        page.keyboard.press("ArrowUp")
    page.get_by_text("De dessus · 3 côtés vus sur 6").wait_for()
    again = page.context.new_page()
    page.close()
    again.goto(shown.address)
    again.get_by_text("De dessus · 3 côtés vus sur 6").wait_for()
    shown.wait_for(lambda verbs: verbs[-2:] == ["terminated", "initialized"])
    assert views(shown) == ["cote-avant", "cote-droit", "cote-haut"]
    follow_the_profile(shown)


def test_without_webgl_the_photo_stays_flat_and_the_page_says_so(
    site: Site, tmp_path: Path, page_as: Callable[..., Page]
) -> None:
    shown = deposited(site, tmp_path, small_panorama(page_as()), name="atelier.jpg", title="Atelier")
    page = page_as("lead")
    page.add_init_script("HTMLCanvasElement.prototype.getContext = () => null")
    page.goto(shown.address)
    page.get_by_text("la voici à plat").wait_for()
    assert page.get_by_role("img", name="Atelier").is_visible()
