"""Every component and layout passes axe (WCAG 2.2 AA, RGAA, good practice): themes, schemes and widths."""

from __future__ import annotations

import pytest

from tests.accessibility.axe import violations

PATHS = (
    "/",
    "/apercu/",
    "/apercu/formulaires/",
    "/apercu/travail/",
    "/apercu/document/",
    "/apercu/connexion/",
    "/apercu/ilots/",
)
PHONE, DESKTOP = {"width": 390, "height": 844}, {"width": 1280, "height": 900}


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("theme", ["neutre", "etat"])
def test_axe_finds_nothing(look_context, theme, scheme):
    page = look_context(theme, color_scheme=scheme, viewport=DESKTOP).new_page()
    found = {}
    for path in PATHS:
        page.set_viewport_size(DESKTOP)
        page.goto(path)
        # An empty page has no title of its own: the look cannot give it one.
        left_out = ("page-has-heading-one",) if path == "/" else ()
        found[path, "desktop"] = violations(page, left_out=left_out)
        page.set_viewport_size(PHONE)
        found[path, "phone"] = violations(page, left_out=left_out)
    assert not {place: said for place, said in found.items() if said}


@pytest.mark.parametrize("theme", ["neutre", "etat"])
def test_the_open_menu_of_a_phone_is_accessible(look_context, theme):
    page = look_context(theme, viewport=PHONE).new_page()
    page.goto("/apercu/")
    page.get_by_role("button", name="Menu").click()
    assert not violations(page)
    page.keyboard.press("Escape")
    assert page.get_by_role("button", name="Menu").is_visible()


@pytest.mark.parametrize("theme", ["neutre", "etat"])
def test_nothing_runs_off_a_narrow_screen(look_context, theme):
    """WCAG 1.4.10: at 320 pixels the page scrolls one way only (tables scroll in their own frame)."""
    page = look_context(theme, viewport={"width": 320, "height": 640}).new_page()
    for path in PATHS:
        page.goto(path)
        assert page.evaluate("() => document.documentElement.scrollWidth") <= 320, path


def test_the_skip_link_leads_to_the_content(look_context):
    page = look_context(viewport=DESKTOP).new_page()
    page.goto("/apercu/")
    page.keyboard.press("Tab")
    link = page.get_by_role("link", name="Aller au contenu")
    assert link.evaluate("each => each === document.activeElement")
    box = link.bounding_box()
    assert box is not None
    assert box["y"] >= 0, "seen when it has the focus"
    page.keyboard.press("Enter")
    assert page.evaluate("() => document.activeElement.id") == "contenu"


def test_print_leaves_the_tools_out(look_context):
    page = look_context(viewport=DESKTOP).new_page()
    page.goto("/apercu/document/")
    page.emulate_media(media="print")
    assert page.locator(".sheet").is_visible()
    for tool in (".site-nav", ".site-footer", ".document-tools"):
        assert not page.locator(tool).is_visible(), tool


def test_forced_colours_keep_the_states_apart(look_context):
    page = look_context(viewport=DESKTOP, forced_colors="active").new_page()
    page.goto("/apercu/")
    assert page.evaluate("() => getComputedStyle(document.querySelector('.state-tag')).borderTopStyle") == "solid"
