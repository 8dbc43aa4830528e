"""Every page passes axe (WCAG 2.2 AA, RGAA, good practice), for the people who use it, in both themes.

Light, dark and the width of a phone in the neutral theme; light in the State's. A page that is added to the
platform must be added to `addresses.py`, or be excused there with a reason.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace

import pytest
from playwright.sync_api import BrowserContext, Page

from launcher.serve import free_port
from tests.accessibility.addresses import EXCEPTIONS, VISITS, named_addresses
from tests.accessibility.axe import violations
from tests.running_site import DESKTOP, PHONE, Site, become, serve, wait_for

WIDER = "() => Math.max(0, document.scrollingElement.scrollWidth - window.innerWidth)"


def test_every_address_is_looked_at_or_excused() -> None:
    known, visited = set(named_addresses()), {each.name for visits in VISITS.values() for each in visits}
    assert not known - visited - EXCEPTIONS.keys(), "new pages: add them to tests/accessibility/addresses.py"
    assert not (visited | EXCEPTIONS.keys()) - known, "these addresses are no more"
    assert not visited & EXCEPTIONS.keys(), "looked at and excused"


@pytest.fixture(scope="session")
def etat_address(site: Site, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The same platform in the State's theme, on a port of its own."""
    port = free_port(8700)
    address = f"http://localhost:{port}"
    dressed = replace(site, address=address, variables={**site.variables, "THEME": "etat", "SITE_URL": address})
    process = serve(dressed, tmp_path_factory.mktemp("etat"), port)
    wait_for(dressed)
    yield address
    process.terminate()
    process.wait(timeout=15)


@pytest.mark.parametrize("persona", VISITS)
def test_pages_of_the_neutral_theme(
    persona: str, site: Site, ids: dict[str, str], open_browser: Callable[..., BrowserContext]
) -> None:
    page, found = _signed_in(open_browser(), persona), {}
    for visit in VISITS[persona]:
        address = visit.address(ids)
        _open(page, address)
        found[address, "light"] = violations(page)
        # Loaded again: colours that fade from one scheme to the other would be read half-way.
        page.emulate_media(color_scheme="dark")
        _open(page, address)
        found[address, "dark"] = violations(page)
        page.emulate_media(color_scheme="light")
        page.set_viewport_size(PHONE)
        if wider := page.evaluate(WIDER):
            found[address, "phone"] = [f"{wider} pixels wider than the screen"]
        page.set_viewport_size(DESKTOP)
    _nothing_in(found)


@pytest.mark.parametrize("persona", VISITS)
def test_pages_of_the_theme_of_the_state(
    persona: str, etat_address: str, ids: dict[str, str], open_browser: Callable[..., BrowserContext]
) -> None:
    page, found = _signed_in(open_browser(base_url=etat_address), persona), {}
    for visit in VISITS[persona]:
        address = visit.address(ids)
        _open(page, address)
        found[address, "etat"] = violations(page)
    _nothing_in(found)


def _signed_in(context: BrowserContext, persona: str) -> Page:
    page = context.new_page()
    if persona:
        become(page, persona)
    return page


def _open(page: Page, address: str) -> None:
    answer = page.goto(address)
    assert answer is not None
    assert answer.status == 200, f"{address}: {answer.status}"
    assert page.url.endswith(address), f"{address} leads to {page.url}"


def _nothing_in(found: dict[tuple[str, str], list[str]]) -> None:
    wrong = [f"== {address} ({look})\n" + "\n".join(said) for (address, look), said in found.items() if said]
    assert not wrong, "\n\n" + "\n\n".join(wrong)
