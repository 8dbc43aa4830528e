"""No page above 200 kB or 15 requests: counted on the line, first visit, both themes."""

from __future__ import annotations

import pytest

MAXIMUM_BYTES = 200_000
MAXIMUM_REQUESTS = 15
PATHS = ("/apercu/", "/apercu/formulaires/", "/apercu/travail/", "/apercu/ilots/")


def weigh(page, path: str) -> tuple[int, dict[str, int]]:
    """How many requests, and the bytes that came down the line for a first visit, by address."""
    session = page.context.new_cdp_session(page)
    session.send("Network.enable")
    session.send("Network.setCacheDisabled", {"cacheDisabled": True})
    names: dict[str, str] = {}
    sizes: dict[str, int] = {}
    session.on("Network.requestWillBeSent", lambda event: names.setdefault(event["requestId"], event["request"]["url"]))
    session.on(
        "Network.loadingFinished",
        lambda event: sizes.update({names[event["requestId"]]: int(event["encodedDataLength"])}),
    )
    page.goto(path)
    page.wait_for_load_state("networkidle")
    requests = [name for name in names.values() if not name.startswith("data:")]
    return len(requests), sizes


@pytest.mark.parametrize("theme", ["neutre", "etat"])
@pytest.mark.parametrize("path", PATHS)
def test_a_first_visit_is_light(look_context, theme, path):
    requests, sizes = weigh(look_context(theme).new_page(), path)
    table = "\n".join(f"{size:>8} {address}" for address, size in sorted(sizes.items(), key=lambda each: -each[1]))
    assert sum(sizes.values()) < MAXIMUM_BYTES, table
    assert requests <= MAXIMUM_REQUESTS, table


def test_prepared_files_are_kept_by_the_browser(look_context):
    page = look_context().new_page()
    answers = {}
    page.on("response", lambda answer: answers.update({answer.url: answer.headers}))
    page.goto("/apercu/")
    page.wait_for_load_state("networkidle")
    sheets = [headers for address, headers in answers.items() if address.endswith(".css")]
    assert len(sheets) >= 4
    for headers in sheets:
        assert "immutable" in headers["cache-control"]
        assert headers["content-encoding"] == "gzip"


def test_nothing_is_asked_of_another_site(look_context, look):
    page = look_context("etat").new_page()
    asked = []
    page.on("request", lambda request: asked.append(request.url))
    for path in PATHS:
        page.goto(path)
        page.wait_for_load_state("networkidle")
    assert {address for address in asked if not address.startswith(look["etat"])} == set()


def test_the_policy_blocks_nothing_of_ours(look_context):
    complaints = []
    page = look_context(viewport={"width": 1280, "height": 900}).new_page()
    page.on(
        "console", lambda message: complaints.append(message.text) if message.type in {"error", "warning"} else None
    )
    page.on("pageerror", lambda error: complaints.append(str(error)))
    for path in PATHS:
        page.goto(path)
        page.wait_for_load_state("networkidle")
    assert complaints == []
