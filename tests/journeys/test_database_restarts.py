"""PostgreSQL really stops under a running platform, and comes back: nothing that was typed is lost."""

from __future__ import annotations

import json
import re
import shutil
import tempfile
import time
import urllib.request
from collections.abc import Iterator
from email.message import Message
from pathlib import Path
from urllib.error import HTTPError

import pytest
from playwright.sync_api import Browser, Page, expect

from launcher.postgres import Cluster, find_programs
from launcher.serve import free_port
from tests.accessibility.axe import assert_accessible
from tests.journeys.consortium import open_application, press, run_precheck
from tests.running_site import DESKTOP, Site, become, site_on

MOST_SECONDS = 3.0
"""From the request to the page that says that the database does not answer."""


@pytest.fixture(scope="module")
def cluster() -> Iterator[Cluster]:
    """A PostgreSQL that this file may stop: its folder has a path short enough for a socket."""
    folder = Path(tempfile.mkdtemp(prefix="d-", dir="/tmp"))
    folder.chmod(0o755)
    own = Cluster(folder=folder / "postgres", programs=find_programs(), log=folder / "postgres.log", durable=False)
    own.start()
    yield own
    own.stop()
    shutil.rmtree(folder)


@pytest.fixture(scope="module")
def own_site(cluster: Cluster, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """A platform on that PostgreSQL."""
    with site_on(cluster, tmp_path_factory.mktemp("site"), free_port(8650)) as running:
        yield running
        cluster.start()  # the site's database is dropped at the end


@pytest.fixture
def lead(own_site: Site, browser: Browser) -> Iterator[Page]:
    """The sample lead's browser."""
    context = browser.new_context(viewport=DESKTOP, locale="fr-FR", base_url=own_site.address)
    page = context.new_page()
    become(page, "lead")
    yield page
    context.close()


def asked(site: Site, path: str, *, body: bytes | None = None) -> tuple[int, float, Message, str]:
    """Status, seconds, headers and text of the answer."""
    request = urllib.request.Request(f"{site.address}{path}", data=body, headers={"Content-Type": "application/json"})  # noqa: S310 - our own loopback address
    begun = time.monotonic()
    try:
        with urllib.request.urlopen(request, timeout=30) as answer:  # noqa: S310 - same
            return answer.status, time.monotonic() - begun, answer.headers, answer.read().decode()
    except HTTPError as error:
        return error.code, time.monotonic() - begun, error.headers, error.read().decode()


def test_a_form_sent_while_the_database_is_away_is_given_back(own_site: Site, cluster: Cluster, lead: Page) -> None:
    question = "Peut-on changer de partenaire\naprès le dépôt ?"
    lead.goto("/appels/appel-exemple/questions/")
    lead.get_by_label("Votre question").fill(question)

    cluster.stop()
    begun = time.monotonic()
    press(lead, "Envoyer la question")
    assert time.monotonic() - begun < MOST_SECONDS
    expect(lead.get_by_role("heading", name="La base de données ne répond pas")).to_be_visible()
    expect(lead.get_by_text("rien n’est perdu")).to_be_visible()
    expect(lead.locator(".kept-texts li")).to_have_text("Peut-on changer de partenaireaprès le dépôt ?")
    assert_accessible(lead)
    press(lead, "Envoyer de nouveau")  # too early: still away, still kept
    expect(lead.locator(".kept-texts li")).to_have_count(1)

    cluster.start()
    press(lead, "Envoyer de nouveau")
    expect(lead.get_by_text("Votre question est envoyée.")).to_be_visible()
    expect(lead.get_by_text("Peut-on changer de partenaire")).to_have_count(1)
    assert lead.url.endswith("/appels/appel-exemple/questions/")


def test_a_field_that_saves_itself_is_saved_once_the_database_is_back(
    own_site: Site, cluster: Cluster, lead: Page
) -> None:
    run_precheck(lead, aid=4_849_695)
    application = open_application(lead, title="Projet d’exemple")
    lead.goto(f"{application}parties/summary/")
    field = lead.locator("[data-field] textarea").first

    cluster.stop()
    field.fill("Un texte écrit pendant la panne")
    field.blur()
    expect(lead.get_by_text("Non enregistré : le serveur ne répond pas.")).to_be_visible()

    cluster.start()
    expect(lead.get_by_text(re.compile("Enregistré à"))).to_be_visible(timeout=30_000)
    lead.reload()
    expect(field).to_have_value("Un texte écrit pendant la panne")


@pytest.mark.parametrize("path", ["/", "/plan/", "/registre/", "/comptes/login/"])
def test_a_page_says_so_quickly(own_site: Site, cluster: Cluster, path: str) -> None:
    assert asked(own_site, path)[0] == 200
    cluster.stop()
    try:
        status, seconds, headers, text = asked(own_site, path)
    finally:
        cluster.start()
    assert (status, headers["Retry-After"]) == (503, "10")
    assert seconds < MOST_SECONDS
    assert "La base de données ne répond pas" in text
    assert f'href="{path}"' in text, "a link to load the page again"
    assert asked(own_site, path)[0] == 200, "the first request after the return finds the database"


@pytest.mark.parametrize(
    ("path", "body"),
    [("/api/plan", None), ("/api/calls", None), ("/api/calls/appel-exemple/precheck", b'{"answers": {}}')],
)
def test_a_machine_reads_a_problem_document(own_site: Site, cluster: Cluster, path: str, body: bytes | None) -> None:
    cluster.stop()
    try:
        status, seconds, headers, text = asked(own_site, path, body=body)
    finally:
        cluster.start()
    assert (status, headers["Content-Type"], headers["Retry-After"]) == (503, "application/problem+json", "10")
    assert seconds < MOST_SECONDS
    assert json.loads(text)["detail"] == "La base de données ne répond pas. Rien n’a été enregistré ; réessayez."


def test_a_long_absence_does_not_make_the_return_slow(own_site: Site, cluster: Cluster) -> None:
    cluster.stop()
    for _turn in range(4):
        assert asked(own_site, "/plan/")[0] == 503
    cluster.start()
    status, seconds, _headers, _text = asked(own_site, "/plan/")
    assert status == 200
    assert seconds < MOST_SECONDS


def test_a_supervisor_is_told(own_site: Site, cluster: Cluster) -> None:
    cluster.stop()
    try:
        status, seconds, _headers, text = asked(own_site, "/sante/")
    finally:
        cluster.start()
    assert (status, json.loads(text)["database"]) == (503, "unavailable")
    assert seconds < MOST_SECONDS
