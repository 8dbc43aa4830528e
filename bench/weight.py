"""What a browser fetches for each main page: requests and bytes, first visit, both themes.

    make bench ARGS=weight

A real site (web server with prepared files, the bench's database) and a real browser with an empty cache; bytes as
they travel, headers included. The project's limits: 200 kB and 15 requests a page.
"""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any
from urllib.error import URLError

from _ground import PROJECT, database_address, filled_database, machine, print_table, say

from launcher.serve import free_port

PAGES = {
    "Home": ("/", ""),
    "The plan": ("/plan/", ""),
    "A lever": ("/plan/leviers/appel-deffinum/", ""),
    "Calls": ("/appels/", ""),
    "A call": ("/appels/appel-exemple/", ""),
    "Public register": ("/registre/", ""),
    "Search": ("/recherche/?q=tiers-lieux", ""),
    "Help": ("/aide/", ""),
    "My space": ("/mon-espace/", "lead"),
    "My applications": ("/candidatures/", "lead"),
    "Officers’ list": ("/instruction/dossiers/", "officer"),
    "Officers’ desk": ("/instruction/", "officer"),
}
"""Name: (address, persona)."""
THEMES = ("neutre", "etat")
MOST_BYTES, MOST_REQUESTS = 200_000, 15
PATIENCE = 60.0


def main() -> None:
    """Print one table a theme."""
    name = filled_database()
    for theme in THEMES:
        with running_site(name, theme) as address:
            rows = visits(address)
        say(f"\nWeight, theme {theme} — {machine()}\n")
        print_table(["Page", "Requests", "kB", "Verdict"], rows)
    say(f"\nLimits: {MOST_REQUESTS} requests and {MOST_BYTES // 1000} kB a page.")


@contextmanager
def running_site(database: str, theme: str) -> Iterator[str]:
    """A web server with its prepared files in a folder of its own; yields its address."""
    with tempfile.TemporaryDirectory(prefix="bench-site-") as folder:
        port = free_port(8300)
        variables = os.environ | {
            "DATABASE_URL": database_address(database), "SITE_URL": f"http://localhost:{port}", "THEME": theme,
            "SAMPLE_MODE": "1", "DEBUG": "0", "FILES_FOLDER": f"{folder}/files", "MAIL_FOLDER": f"{folder}/mail",
            "DJANGO_SETTINGS_MODULE": "deffinum.config.settings",
        }  # fmt: skip
        words = ["manage.py", "collectstatic", "--no-input", "--clear", "--verbosity=0"]
        subprocess.run([sys.executable, *words], cwd=PROJECT, env=variables, check=True)
        server = subprocess.Popen(
            [
                *(sys.executable, "-m", "granian", "--interface", "wsgi", "--host", "127.0.0.1", "--port", str(port)),
                *("--workers", "1", "--blocking-threads", "4", "--no-ws", "deffinum.config.wsgi:application"),
            ],
            cwd=PROJECT, env=variables, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
        )  # fmt: skip
        try:
            _wait_for(f"http://localhost:{port}/")
            yield f"http://localhost:{port}"
        finally:
            server.terminate()
            server.wait(timeout=15)


def visits(address: str) -> list[list[object]]:
    """One row a page, each opened by a browser that has nothing in its cache."""
    # imported here: the other benchmarks need no browser
    from playwright.sync_api import sync_playwright  # noqa: PLC0415

    rows = []
    with sync_playwright() as playwright:
        installed = "/usr/bin/chromium"
        browser = playwright.chromium.launch(
            executable_path=installed if Path(installed).exists() else None, args=["--no-sandbox", "--disable-gpu"]
        )
        for name, (path, persona) in PAGES.items():
            context = browser.new_context(base_url=address, locale="fr-FR", viewport={"width": 1280, "height": 900})
            if persona:
                page = context.new_page()
                page.goto("/demonstration/")
                chosen = f'[name="persona"][value="{persona}"]'
                page.locator(f"form:has(input{chosen}) button, button{chosen}").first.click()
                page.wait_for_load_state()
                page.close()
            status, count, size = visit(context, path)
            over = [f"{size / MOST_BYTES:.1f} × the bytes"] if size > MOST_BYTES else []
            over += [f"{count - MOST_REQUESTS} requests over"] if count > MOST_REQUESTS else []
            rows.append(
                [name, count, size / 1000, ", ".join(over) or ("met" if status == 200 else f"answers {status}")]
            )
            context.close()
        browser.close()
    return rows


def visit(context: Any, path: str) -> tuple[int, int, int]:
    """Status, requests and bytes of a page, the cache switched off."""
    page = context.new_page()
    devtools = context.new_cdp_session(page)
    devtools.send("Network.enable")
    devtools.send("Network.setCacheDisabled", {"cacheDisabled": True})
    sizes: dict[str, int] = {}
    asked: set[str] = set()
    devtools.on("Network.requestWillBeSent", lambda event: asked.add(event["requestId"]))
    devtools.on("Network.loadingFinished", lambda e: sizes.update({e["requestId"]: int(e["encodedDataLength"])}))
    answer = page.goto(path, wait_until="networkidle")
    return (answer.status if answer else 0), len(asked), sum(sizes.values())


def _wait_for(address: str) -> None:
    deadline = time.monotonic() + PATIENCE
    while time.monotonic() < deadline:
        with suppress(URLError, OSError), urllib.request.urlopen(address, timeout=10):  # noqa: S310 - our own site
            return
        time.sleep(0.2)
    raise SystemExit("The site did not answer in time.")


if __name__ == "__main__":
    main()
