"""Steps from the decision to the public register, as each side does them."""

from __future__ import annotations

import re
from datetime import date, timedelta

from playwright.sync_api import Page, expect

from tests.journeys.consortium import press

AGREEMENTS = "/instruction/conventions/"


def prepare_and_send(officer: Page, title: str) -> str:
    """Open the agreement, keep the dates proposed, send it to be signed; returns its address."""
    officer.goto(AGREEMENTS)
    officer.get_by_role("link", name=re.compile(title)).first.click()
    officer.wait_for_url(re.compile(rf"{AGREEMENTS}[0-9a-f-]{{36}}/"))
    match = re.search(rf"{AGREEMENTS}([0-9a-f-]{{36}})/", officer.url)
    assert match is not None
    officer.goto(f"{AGREEMENTS}{match.group(1)}/preparer/")
    officer.locator("input[name=starts_on]").fill((date.today() + timedelta(days=30)).isoformat())  # noqa: DTZ011 - a day to come
    officer.locator("input[name=months]").fill("36")
    with officer.expect_navigation():
        officer.locator("main form .form-actions button").click()
    officer.goto(f"{AGREEMENTS}{match.group(1)}/envoyer/")
    with officer.expect_navigation():
        officer.locator("main form .form-actions button").click()
    expect(officer.get_by_text("À signer").first).to_be_visible()
    return match.group(1)


def sign(page: Page, agreement: str, *, name: str) -> None:
    """Sign for each party that the reader represents and that has not signed yet."""
    while True:
        page.goto(f"/conventions/{agreement}/")
        waiting = page.locator("main a[href*='/signer/']")
        if not waiting.count():
            return
        waiting.first.click()
        page.locator("input[name=signatory]").fill(name)
        page.locator("input[name=capacity]").fill("Direction (exemple)")
        page.locator("input[name=agreed]").check()
        press(page, "Signer la convention")


def pay_first_tranche(officer: Page, agreement: str) -> None:
    """Pay what is due on the first tranche."""
    officer.goto(f"{AGREEMENTS}{agreement}/")
    officer.locator("a[href*='/payer/']").first.click()
    with officer.expect_navigation():
        officer.locator("main form .form-actions button").click()
    expect(officer.locator(".field__error")).to_have_count(0)
