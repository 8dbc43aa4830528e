"""What a player must keep while the network is cut or the server fails: tried again, up to a limit, and nothing lost.

No platform runs here: the scripts are the ones it serves, on a page whose every request the test answers, and whose
clock the test moves.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, Route

from launcher.places import PROJECT
from tests.factories.people import NOW

ORIGIN = "http://lecteur.exemple.invalid"
STATIC = PROJECT / "deffinum/rooms/commons/static/commons"
COMMITS_PAGE = """<!doctype html><script type="module">
import { Commits } from "/players/commits.js";
window.troubles = [];
window.commits = new Commits((found) => window.troubles.push(found));
</script>"""
RECORDS_PAGE = """<!doctype html><html lang="fr"><form data-play></form><p data-records></p>
<script id="player" type="application/json">
{"open": "/open", "store": "/xapi/", "activity": {"id": "urn:geste"}}
</script>
<script type="module">
import { Records } from "/islands/records.js";
Records.open().then((records) => { window.records = records; });
</script>"""
MINUTE = 60_000


@dataclass
class Server:
    """Answers in place of the platform: `status` 0 is a cut network. `received`: bodies, whatever was answered."""

    pages: dict[str, str]
    status: int = 200
    received: list[Any] = field(default_factory=list)
    taken: list[Any] = field(default_factory=list)
    refused: set[str] = field(default_factory=set)
    """Verbs that the record store takes from nobody."""

    def __call__(self, route: Route) -> None:
        path = route.request.url.removeprefix(ORIGIN)
        if path in self.pages:
            route.fulfill(body=self.pages[path], content_type="text/html")
        elif path.endswith(".js"):
            route.fulfill(body=(STATIC / path.lstrip("/")).read_text(), content_type="text/javascript")
        elif path == "/open":
            play = {"token": "jeton", "actor": {"mbox": "mailto:a@exemple.invalid"}, "registration": "r-1"}
            route.fulfill(json={**play, "resumed": True})
        elif path.startswith("/xapi/activities/state"):
            route.fulfill(status=404)
        else:
            self.answer(route)

    def answer(self, route: Route) -> None:
        body = json.loads(route.request.post_data or "null")
        self.received.append(body)
        if self.status == 0:
            route.abort()
            return
        status = self.status
        if isinstance(body, list) and any(each["verb"] in self.refused for each in body):
            status = 400
        if status == 200:
            self.taken.append(body)
        route.fulfill(status=status, json={})


@pytest.fixture
def server() -> Server:
    return Server({"/commits": COMMITS_PAGE, "/records": RECORDS_PAGE})


@pytest.fixture
def opened(browser: Browser, server: Server) -> Iterator[Callable[[str], Page]]:
    """`opened("/commits")`: a page whose requests reach the server above, with a clock that stands still."""
    context = browser.new_context(base_url=ORIGIN)
    context.set_default_timeout(10_000)
    context.route("**/*", server)

    def open_one(path: str) -> Page:
        page = context.new_page()
        page.clock.install(time=NOW)
        page.goto(path)
        page.clock.pause_at(NOW + timedelta(hours=1))
        wait_until(page, f"window.{path.strip('/')} !== undefined")
        return page

    yield open_one
    context.close()


def wait_until(page: Page, expression: str) -> None:
    """Until it is true; requests are answered meanwhile."""
    for _each in range(200):
        if page.evaluate(expression):
            return
        page.wait_for_timeout(10)
    raise AssertionError(expression)


def settled(page: Page) -> None:
    """What was asked is answered, and what follows from it is done."""
    for _each in range(5):
        page.evaluate("new Promise((done) => { const { port1, port2 } = new MessageChannel(); port1.onmessage = done; "
                      "port2.postMessage(0); }).then(() => 0)")  # fmt: skip
        page.wait_for_timeout(10)


def commit(page: Page, item: str, value: str) -> None:
    page.evaluate(
        "([id, value]) => commits.send({ id, commit: `/commit/${id}` }, { place: value })",
        [item, value],
    )
    settled(page)


def pause(page: Page, times: int = 1) -> None:
    """As long as a player waits before it tries again."""
    for _each in range(times):
        page.clock.run_for(5_000)
        settled(page)


def refused_page(server: Server, opened: Callable[[str], Page], status: int) -> Page:
    """Its first commit was answered with `status`, then three pauses went by."""
    page = opened("/commits")
    server.status = status
    commit(page, "un", "page 1")
    pause(page, times=3)
    return page


def last_trouble(page: Page) -> str:
    return str(page.evaluate("window.troubles.at(-1)"))


def test_what_was_done_while_the_network_was_cut_is_sent_at_its_return(
    server: Server, opened: Callable[[str], Page]
) -> None:
    page = opened("/commits")
    server.status = 0
    commit(page, "un", "page 1")
    commit(page, "un", "page 2")
    commit(page, "deux", "page 9")
    assert last_trouble(page) == "offline"
    pause(page, times=20)
    assert last_trouble(page) == "offline"
    assert len(server.received) >= 3 + 2 * 20
    server.status = 200
    pause(page)
    assert sorted((each["order"], each["values"]["place"]) for each in server.taken) == [(2, "page 2"), (3, "page 9")]
    assert last_trouble(page) == ""
    pause(page, times=3)
    assert len(server.taken) == 2


def test_a_server_that_fails_is_tried_five_times_and_the_learner_is_told(
    server: Server, opened: Callable[[str], Page]
) -> None:
    page = refused_page(server, opened, 500)
    assert (len(server.received), last_trouble(page)) == (4, "offline")
    pause(page, times=10)
    assert (len(server.received), last_trouble(page)) == (5, "closed")
    server.status = 200
    commit(page, "un", "page 2")
    assert [each["values"]["place"] for each in server.taken] == ["page 2"]
    assert last_trouble(page) == ""


def test_a_server_that_asks_to_come_back_is_never_given_up(server: Server, opened: Callable[[str], Page]) -> None:
    page = opened("/commits")
    server.status = 503
    commit(page, "un", "page 1")
    pause(page, times=12)
    assert (len(server.received), last_trouble(page)) == (13, "offline")
    server.status = 200
    pause(page)
    assert [each["values"]["place"] for each in server.taken] == ["page 1"]


def test_a_failure_after_a_cut_counts_for_the_newest_commit_alone(
    server: Server, opened: Callable[[str], Page]
) -> None:
    page = refused_page(server, opened, 500)
    commit(page, "un", "page 2")
    pause(page, times=2)
    server.status = 200
    pause(page)
    assert [each["values"]["place"] for each in server.taken] == ["page 2"]


@pytest.mark.parametrize("status", [400, 403, 413])
def test_what_is_refused_is_not_sent_again(server: Server, opened: Callable[[str], Page], status: int) -> None:
    page = refused_page(server, opened, status)
    assert (len(server.received), last_trouble(page)) == (1, "closed")


def tell(page: Page, *verbs: str) -> None:
    page.evaluate("(verbs) => { for (const each of verbs) records.tell(each); }", list(verbs))
    settled(page)


def said(page: Page) -> str:
    return str(page.locator("[data-records]").text_content())


def verbs(taken: list[Any]) -> list[str]:
    return [each["verb"] for batch in taken for each in batch]


def test_records_wait_ever_longer_up_to_a_minute_and_leave_in_order(
    server: Server, opened: Callable[[str], Page]
) -> None:
    page = opened("/records")
    server.status = 0
    tell(page, "a", "b", "c")
    assert "3 traces sont gardées dans ce navigateur" in said(page)
    waits, tried = [], len(server.received)
    for _each in range(8):
        waited = 0
        while len(server.received) == tried:
            page.clock.run_for(1_000)
            settled(page)
            waited += 1
        tried = len(server.received)
        waits.append(waited)
    assert waits == [1, 2, 4, 8, 16, 32, 60, 60]
    server.status = 200
    page.clock.run_for(MINUTE)
    settled(page)
    assert verbs(server.taken) == ["a", "b", "c"]
    assert said(page) == "Vos traces sont enregistrées."
    assert page.evaluate("records.queue()") == []


def test_the_return_of_the_network_is_not_waited_for(server: Server, opened: Callable[[str], Page]) -> None:
    page = opened("/records")
    server.status = 0
    tell(page, "a")
    server.status = 200
    page.evaluate("dispatchEvent(new Event('online'))")
    settled(page)
    assert verbs(server.taken) == ["a"]


def test_a_closed_page_leaves_its_records_to_the_next_one(server: Server, opened: Callable[[str], Page]) -> None:
    page = opened("/records")
    server.status = 0
    tell(page, "a", "b")
    page.close()
    server.status = 200
    again = opened("/records")
    settled(again)
    tell(again, "c")
    assert verbs(server.taken) == ["a", "b", "c"]
    ids = [each["id"] for batch in server.taken for each in batch]
    assert len(set(ids)) == 3
    assert {each["id"] for each in server.received[-2]} <= set(ids)


def test_one_refused_record_keeps_no_other(server: Server, opened: Callable[[str], Page]) -> None:
    page = opened("/records")
    server.status = 0
    tell(page, "a", "mauvaise", "c")
    server.status, server.refused = 200, {"mauvaise"}
    page.clock.run_for(2 * MINUTE)
    settled(page)
    assert verbs(server.taken) == ["a", "c"]
    assert said(page) == "L’entrepôt a refusé une trace ; les autres sont enregistrées."
    assert page.evaluate("records.queue()") == []
