"""The real thing for journeys: web server, worker and sample plan on a database of their own, and a browser.

One site a test process, started when a test first asks for it. Nothing here touches Django's own connections:
what a journey checks, it checks as a person would, through the pages.
"""

from __future__ import annotations

import os
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from urllib.error import HTTPError, URLError

import psycopg
import pytest
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright

from launcher.places import PROJECT, make_run_folder
from launcher.postgres import Cluster, disposable_cluster
from launcher.serve import free_port

CHROMIUM = "/usr/bin/chromium"
CHROMIUM_WORDS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
DESKTOP = {"width": 1280, "height": 900}
PHONE = {"width": 390, "height": 844}
PATIENCE = 60.0
"""Seconds given to the servers to answer for the first time."""


@dataclass(frozen=True)
class Site:
    """A running platform with the sample plan."""

    address: str
    variables: dict[str, str]
    mail_folder: Path
    processes: dict[str, subprocess.Popen[bytes]]
    database: str

    def manage(self, *words: str) -> str:
        """Run a management command on the site's database; its output."""
        done = subprocess.run(
            [sys.executable, "manage.py", *words],
            cwd=PROJECT,
            env=self.variables,
            capture_output=True,
            text=True,
            check=True,
            timeout=120,
        )
        return done.stdout

    def mails_to(self, address: str) -> list[str]:
        """Texts of the mails written to an address, oldest first."""
        files = sorted(self.mail_folder.glob("*"), key=lambda each: each.stat().st_mtime)
        return [text for each in files if f"To: {address}" in (text := each.read_text(errors="replace"))]

    def wait_for_mail(self, address: str, *, after: int) -> str:
        """The next mail to an address once it had `after` of them: the worker writes it in its own time."""
        deadline = time.monotonic() + PATIENCE
        while time.monotonic() < deadline:
            if len(mails := self.mails_to(address)) > after:
                return mails[after]
            time.sleep(0.2)
        pytest.fail(f"No mail reached {address}.")


@pytest.fixture(scope="session")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """Start the platform in sample mode on a free port; stop it at the end."""
    make_run_folder()
    cluster = disposable_cluster()
    cluster.start()
    with site_on(cluster, tmp_path_factory.mktemp("site"), free_port(8100 + os.getpid() % 500)) as running:
        yield running


@contextmanager
def site_on(cluster: Cluster, folder: Path, port: int) -> Iterator[Site]:
    """The platform with the sample plan in a database of its own on this cluster; its files and mails in `folder`."""
    name, socket = f"deffinum_site_{os.getpid()}", str(cluster.socket_folder())
    with psycopg.connect(dbname="postgres", user="deffinum", host=socket, autocommit=True) as administrator:
        administrator.execute(f"DROP DATABASE IF EXISTS {name} WITH (FORCE)")
        administrator.execute(f"CREATE DATABASE {name}")
    variables = {
        **{name: value for name, value in os.environ.items() if name != "DJANGO_ALLOW_ASYNC_UNSAFE"},
        "DATABASE_URL": f"postgresql://deffinum@/{name}?host={socket}",
        "SITE_URL": f"http://localhost:{port}",
        "FILES_FOLDER": str(folder / "files"),
        "MAIL_FOLDER": str(folder / "mail"),
        "SAMPLE_MODE": "1",
        "DJANGO_SETTINGS_MODULE": "deffinum.config.settings",
    }
    running = Site(f"http://localhost:{port}", variables, folder / "mail", {}, name)
    running.manage("migrate", "--verbosity=0", "--no-input")
    running.manage("createcachetable")
    running.manage("load_sample")
    running.processes["web"] = serve(running, folder, port)
    running.processes["worker"] = _start(running, folder, "manage.py", "procrastinate", "worker")
    try:
        wait_for(running)
        yield running
    finally:
        for process in running.processes.values():
            process.terminate()
        for process in running.processes.values():
            process.wait(timeout=15)
        with psycopg.connect(dbname="postgres", user="deffinum", host=socket, autocommit=True) as administrator:
            administrator.execute(f"DROP DATABASE IF EXISTS {name} WITH (FORCE)")


def serve(site: Site, folder: Path, port: int) -> subprocess.Popen[bytes]:
    """Start a web server of the site on this port; it writes its log in the folder."""
    return _start(
        site,
        folder,
        "-m",
        "granian",
        "--interface",
        "wsgi",
        "--host",
        "127.0.0.1",
        "--port",
        str(port),
        "--workers",
        "1",
        "--blocking-threads",
        "64",
        "deffinum.config.wsgi:application",
    )


def _start(site: Site, folder: Path, *words: str) -> subprocess.Popen[bytes]:
    log = (folder / f"{words[-1].replace(':', '-')}.log").open("wb")
    return subprocess.Popen([sys.executable, *words], cwd=PROJECT, env=site.variables, stdout=log, stderr=log)


def wait_for(site: Site) -> None:
    """Until the site answers; the test fails when it does not."""
    deadline = time.monotonic() + PATIENCE
    while time.monotonic() < deadline:
        try:
            with urllib.request.urlopen(f"{site.address}/", timeout=5) as answer:  # noqa: S310 - our own loopback address
                if answer.status == 200:
                    return
        except HTTPError as error:
            pytest.fail(f"The home page answers {error.code}: {error.read()[:2000]!r}")
        except (URLError, TimeoutError):
            time.sleep(0.2)
    pytest.fail("The site did not answer in time.")


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """Debian's Chromium, headless."""
    with sync_playwright() as playwright:
        launched = playwright.chromium.launch(executable_path=CHROMIUM, args=CHROMIUM_WORDS)
        yield launched
        launched.close()


@pytest.fixture
def open_browser(site: Site, browser: Browser) -> Iterator[Callable[..., BrowserContext]]:
    """`open_browser(viewport=PHONE, color_scheme="dark")`: a fresh profile that only reaches the site."""
    opened: list[BrowserContext] = []

    def open_one(**options: object) -> BrowserContext:
        words: dict[str, object] = {
            "viewport": DESKTOP,
            "locale": "fr-FR",
            "base_url": site.address,
            # Colours fade when a scheme changes: without this, axe may read them half-way.
            "reduced_motion": "reduce",
            **options,
        }
        context = browser.new_context(**words)  # type: ignore[arg-type]
        context.set_default_timeout(15_000)
        opened.append(context)
        return context

    yield open_one
    for context in opened:
        context.close()


@pytest.fixture
def page_as(open_browser: Callable[..., BrowserContext]) -> Callable[..., Page]:
    """`page_as("officer")`: a page signed in as a persona of the sample, in a profile of its own."""

    def sign_in(persona: str | None = None, **options: object) -> Page:
        page = open_browser(**options).new_page()
        if persona is not None:
            become(page, persona)
        return page

    return sign_in


def become(page: Page, persona: str) -> None:
    """Use the demonstration page's one-click button."""
    page.goto("/demonstration/")
    page.locator(
        f'form:has(input[name="persona"][value="{persona}"]) button, button[name="persona"][value="{persona}"]'
    ).first.click()
    page.wait_for_load_state()
