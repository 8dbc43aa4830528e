"""The look, served alone in each theme, for a browser."""

from __future__ import annotations

import os
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable, Iterator
from pathlib import Path
from urllib.error import URLError

import pytest
from playwright.sync_api import Browser, BrowserContext

from launcher.places import PROJECT
from launcher.serve import free_port

THEMES = ("neutre", "etat")
PATIENCE = 40.0
_SERVER = ("granian", "--interface", "wsgi", "--host", "127.0.0.1", "--workers", "1", "--blocking-threads", "2")


class Look:
    """Addresses of the running looks, started when first asked for."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.processes: dict[str, subprocess.Popen[bytes]] = {}
        self.addresses: dict[str, str] = {}

    def __getitem__(self, theme: str) -> str:
        if theme not in self.addresses:
            self._start(theme)
        return self.addresses[theme]

    def _start(self, theme: str) -> None:
        words = {
            **os.environ,
            "DJANGO_SETTINGS_MODULE": "tests.design.look_settings",
            "THEME": theme,
            "LOOK_STATIC_ROOT": str(self.folder / theme),
            "PYTHONPATH": str(PROJECT),
        }
        prepare = [sys.executable, "-m", "django", "collectstatic", "--no-input", "--verbosity=0"]
        subprocess.run(prepare, cwd=PROJECT, env=words, check=True, timeout=120)
        port = free_port(9100 + os.getpid() % 500)
        server = [sys.executable, "-m", *_SERVER, "--port", str(port), "deffinum.config.wsgi:application"]
        log = (self.folder / f"{theme}.log").open("wb")
        self.processes[theme] = subprocess.Popen(server, cwd=PROJECT, env=words, stdout=log, stderr=log)
        address = f"http://127.0.0.1:{port}"
        deadline = time.monotonic() + PATIENCE
        while True:
            try:
                urllib.request.urlopen(f"{address}/", timeout=5).close()  # noqa: S310 - our own loopback address
                break
            except (URLError, TimeoutError):
                if time.monotonic() > deadline:
                    pytest.fail((self.folder / f"{theme}.log").read_text())
                time.sleep(0.2)
        self.addresses[theme] = address


@pytest.fixture(scope="session")
def look(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Look]:
    """`look["etat"]`: address of the look in this theme."""
    running = Look(tmp_path_factory.mktemp("look"))
    yield running
    for process in running.processes.values():
        process.terminate()
        process.wait(timeout=15)


@pytest.fixture
def look_context(look: Look, browser: Browser) -> Iterator[Callable[..., BrowserContext]]:
    """`look_context("etat", color_scheme="dark")`: a fresh profile on the look."""
    opened: list[BrowserContext] = []

    def open_one(theme: str = "neutre", **options: object) -> BrowserContext:
        words: dict[str, object] = {
            "locale": "fr-FR",
            "timezone_id": "Europe/Paris",
            "base_url": look[theme],
            **options,
        }
        context = browser.new_context(**words)  # type: ignore[arg-type]
        context.set_default_timeout(10_000)
        opened.append(context)
        return context

    yield open_one
    for context in opened:
        context.close()
