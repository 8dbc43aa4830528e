"""What journeys through the commons have in common: deposit a package, enrol a learner, open a resource."""

from __future__ import annotations

import re
from pathlib import Path

import psycopg
from playwright.sync_api import Page

from tests.running_site import Site


def organisation_of(page: Page) -> str:
    """The id of the person's first organisation."""
    page.goto("/organisations/")
    address = page.locator('main a[href*="/organisations/"]:not([href*="nouvelle"])').first.get_attribute("href") or ""
    return address.split("/")[2]


def deposit(page: Page, path: Path, *, title: str = "") -> str:
    """Deposit a file for the person's organisation; the id of its version."""
    page.goto(f"/organisations/{organisation_of(page)}/ressources/deposer/")
    page.set_input_files('input[type="file"]', str(path))
    if title:
        page.get_by_label("Titre").fill(title)
    page.get_by_role("button", name="Déposer", exact=True).click()
    page.wait_for_url(re.compile("/ressources/versions/"))
    return page.url.rstrip("/").rpartition("/")[2]


def enrol(site: Site, page: Page, persona: str) -> None:
    """Make a persona of the sample a learner of the person's organisation."""
    site.manage(
        "shell",
        "-c",
        "from deffinum.foundation.clock.instants import database_now;"
        "from deffinum.foundation.policies import PLATFORM;"
        "from deffinum.rooms.people.public import sample_account;"
        "from deffinum.rooms.records.public import enrol_learner;"
        f"enrol_learner(organisation_id='{organisation_of(page)}', label='', account_id=sample_account('{persona}').id,"
        " by=PLATFORM, now=database_now())",
    )


def open_as_learner(page: Page, version: str) -> Page:
    """Open a version, and stay on the page that plays it."""
    page.goto(f"/ressources/versions/{version}/")
    page.get_by_role("button", name="Ouvrir", exact=True).click()
    page.wait_for_url(re.compile("/ressources/parcours/"))
    return page


def verbs_of(site: Site, version: str) -> list[str]:
    """Last words of the verbs of the statements about a version or its items, oldest first."""
    with psycopg.connect(site.variables["DATABASE_URL"]) as connection:
        rows = connection.execute(
            "SELECT body::json->'verb'->>'id' FROM records_statement "
            "WHERE body::json->'object'->>'id' LIKE %s ORDER BY stored, body::json->>'timestamp'",
            [f"%/ressources/versions/{version}%"],
        ).fetchall()
    return [str(verb).rpartition("/")[2] for (verb,) in rows]
