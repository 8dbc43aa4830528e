"""What the journeys of players share: a resource on the running site, its learner, and what the store then holds."""

from __future__ import annotations

import json
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import psycopg
from playwright.sync_api import Page

from tests.running_site import Site

PATIENCE = 20.0
_DEPOSIT = """
import json
from pathlib import Path
from django.utils import timezone
from deffinum.foundation.policies import PLATFORM
from deffinum.rooms.commons.commands.import_package import deposit_package
from deffinum.rooms.people.public import sample_account, sample_actor, sample_organisation
from deffinum.rooms.records.public import enrol_learner
now, organisation = timezone.now(), sample_organisation("lead")
with Path({path!r}).open("rb") as stream:
    version = deposit_package(stream=stream, declared_name={name!r}, organisation_id=organisation.id, resource_id=None,
        title={title!r}, licence="CC-BY-4.0", credit="Exemple", by=sample_actor("lead", day=now.date()), now=now)
enrol_learner(organisation_id=organisation.id, label="Exemple", account_id=sample_account("lead").id, by=PLATFORM,
    now=now)
print(version)
"""


@dataclass(frozen=True)
class Shown:
    """A resource on the running site."""

    site: Site
    version_id: str

    @property
    def address(self) -> str:
        """Of its player."""
        return f"/ressources/versions/{self.version_id}/lecteur/"

    def statements(self) -> list[dict[str, Any]]:
        """What the store holds of it, in the order in which it came."""
        with psycopg.connect(self.site.variables["DATABASE_URL"]) as database:
            rows = database.execute(
                "SELECT body FROM records_statement WHERE body LIKE %s ORDER BY stored", [f"%{self.version_id}%"]
            )
            return [json.loads(body) for (body,) in rows]

    def verbs(self) -> list[str]:
        """The last word of each verb."""
        return [each["verb"]["id"].rpartition("/")[2] for each in self.statements()]

    def wait_for(self, what: Callable[[list[str]], bool]) -> list[str]:
        """The verbs, once they are as wanted (what leaves with a closing page arrives in its own time)."""
        deadline = time.monotonic() + PATIENCE
        while not what(verbs := self.verbs()):
            assert time.monotonic() < deadline, verbs
            time.sleep(0.3)
        return verbs


def deposited(site: Site, folder: Path, content: bytes, *, name: str, title: str) -> Shown:
    """Deposit a file as the lead of the sample, who is enrolled as a learner of their own organisation."""
    path = folder / name
    path.write_bytes(content)
    words = _DEPOSIT.format(path=str(path), name=name, title=title)
    return Shown(site, site.manage("shell", "--no-imports", "-c", words).strip().splitlines()[-1])


def result(statement: dict[str, Any], name: str) -> Any:
    """An extension of its result, by the end of its name."""
    return next(value for key, value in statement["result"]["extensions"].items() if key.endswith(f"/{name}"))


def press_until(page: Page, name: str) -> None:
    """Reach a button by Tab alone, then press it."""
    for _each in range(80):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement?.textContent?.trim()") == name:
            page.keyboard.press("Enter")
            return
    raise AssertionError(f"« {name} » is not reached by Tab")


def until(page: Page, expression: str) -> None:
    """Wait until an expression is true in the page (Playwright's own way evaluates a text, which our pages forbid)."""
    deadline = time.monotonic() + PATIENCE
    while not page.evaluate(expression):
        assert time.monotonic() < deadline, expression
        page.wait_for_timeout(50)


def at_rest(page: Page) -> None:
    """The play is open and everything was sent."""
    page.get_by_text("Vos traces sont enregistrées.").wait_for()
