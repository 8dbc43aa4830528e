"""Screenshots of the main pages, phone and desktop, light and dark, into `screenshots/`.

    tools/shot.py                       every page of PAGES, against the running platform (`make run`)
    tools/shot.py /plan/ /aide/         these addresses only
    SHOT_ADDRESS=http://localhost:8000  another address than the one of the running launcher

Pages that need a role are opened with a sample persona (sample mode).
"""

from __future__ import annotations

import json
import os
import sys
from pathlib import Path

from playwright.sync_api import Browser, Page, sync_playwright

PROJECT = Path(__file__).resolve().parents[1]
FOLDER = PROJECT / "screenshots"
RECORD = PROJECT / ".run" / "launcher.json"
SIZES = {"phone": {"width": 390, "height": 844}, "desktop": {"width": 1280, "height": 900}}
SCHEMES = ("light", "dark")
PAGES: dict[str, tuple[str, str]] = {
    "accueil": ("/", ""),
    "plan": ("/plan/", ""),
    "levier": ("/plan/leviers/appel-deffinum/", ""),
    "appels": ("/appels/", ""),
    "appel": ("/appels/deffinum/", ""),
    "registre": ("/registre/", ""),
    "recherche": ("/recherche/?q=tiers-lieux", ""),
    "glossaire": ("/aide/glossaire/", ""),
    "mon-espace": ("/mon-espace/", "lead"),
    "instruction": ("/instruction/", "officer"),
}
"""Name of the file: (address, key of the persona or '')."""


def say(line: str) -> None:
    """One line to the terminal."""
    sys.stdout.write(f"{line}\n")


def main(arguments: list[str]) -> int:
    """Take the screenshots; 1 when a page does not answer 200."""
    address = os.environ.get("SHOT_ADDRESS") or _running_address()
    if not address:
        say("Nothing runs here: start the platform with `make run`, or give SHOT_ADDRESS.")
        return 1
    pages = {each.strip("/").replace("/", "-") or "accueil": (each, "") for each in arguments} or PAGES
    FOLDER.mkdir(exist_ok=True)
    failed = 0
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=_chromium())
        for size in SIZES:
            for scheme in SCHEMES:
                failed += _take(browser, address, pages, size, scheme)
        browser.close()
    return 1 if failed else 0


def _take(browser: Browser, address: str, pages: dict[str, tuple[str, str]], size: str, scheme: str) -> int:
    failed = 0
    for persona in dict.fromkeys(persona for _, persona in pages.values()):
        context = browser.new_context(
            base_url=address,
            viewport=SIZES[size],  # type: ignore[arg-type]
            color_scheme=scheme,  # type: ignore[arg-type]
            locale="fr-FR",
        )
        page = context.new_page()
        if persona and not _become(page, persona):
            say(f"no persona {persona!r}: its pages are left out")
            context.close()
            continue
        for name, (path, wanted) in pages.items():
            if wanted == persona:
                failed += _shoot(page, path, FOLDER / f"{name}-{size}-{scheme}.png")
        context.close()
    return failed


def _shoot(page: Page, path: str, file: Path) -> int:
    answer = page.goto(path, wait_until="load")
    status = answer.status if answer else 0
    page.screenshot(path=file, full_page=True)
    say(f"{status} {path} → {file.relative_to(PROJECT)}")
    return 0 if status == 200 else 1


def _become(page: Page, persona: str) -> bool:
    """Choose the persona in the sample banner; False when it is not offered."""
    page.goto("/")
    choice = page.locator("form:has(select[name=persona])").first
    if choice.locator(f"option[value={persona}]").count() == 0:
        return False
    choice.locator("select").select_option(persona)
    choice.locator("button[type=submit]").click()
    page.wait_for_load_state("load")
    return True


def _running_address() -> str:
    if not RECORD.exists():
        return ""
    return str(json.loads(RECORD.read_text()).get("address", ""))


def _chromium() -> str | None:
    """Debian's own browser when it is there (None: the one that Playwright installed)."""
    return next((path for path in ("/usr/bin/chromium", "/usr/bin/chromium-browser") if Path(path).exists()), None)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
