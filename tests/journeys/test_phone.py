"""The first screen of a phone belongs to the page, not to what stands above it."""

from __future__ import annotations

from collections.abc import Callable

from playwright.sync_api import Page

from tests.running_site import PHONE

THIN = 56
"""Pixels: one line of fingers."""


def test_the_sample_banner_is_thin_and_complete_on_a_phone(page_as: Callable[..., Page]) -> None:
    page = page_as("lead", viewport=PHONE)
    page.goto("/")
    banner = page.locator(".sample-banner")
    box = banner.bounding_box()
    assert box is not None and box["height"] <= THIN
    for part in (
        banner.get_by_text("Données d’exemple."),
        banner.get_by_role("combobox"),
        banner.get_by_role("button", name="Changer de rôle"),
        banner.get_by_role("link", name="Démonstration"),
    ):
        place = part.bounding_box()
        assert place is not None and place["x"] >= 0 and place["x"] + place["width"] <= PHONE["width"]
    title = page.get_by_role("heading", level=1).bounding_box()
    assert title is not None and title["y"] < PHONE["height"] / 3


def test_a_table_of_the_plan_is_read_without_moving_it_sideways(page_as: Callable[..., Page]) -> None:
    page = page_as(viewport=PHONE)
    page.goto("/plan/")
    for table in page.locator(".data-table--stack").all():
        assert table.evaluate("(node) => node.scrollWidth - node.parentElement.clientWidth") <= 0
    assert page.locator("td[data-label='Montant']").first.is_visible()
