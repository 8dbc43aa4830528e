"""Ask axe-core what is wrong with a page, in words that one can act on."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page

AXE = Path(__file__).resolve().parents[2] / "node_modules/axe-core/axe.min.js"
TAGS = ("wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "RGAAv4", "best-practice")
_RUN = """async ([tags, left_out]) => {
  const rules = Object.fromEntries(left_out.map((rule) => [rule, {enabled: false}]));
  const found = await axe.run(document, {runOnly: {type: "tag", values: tags}, rules, resultTypes: ["violations"]});
  return found.violations.map(({id, help, helpUrl, nodes}) => ({id, help, helpUrl, nodes: nodes.map(
    (node) => ({target: node.target.flat().join(" "), html: node.html, why: node.failureSummary}))}));
}"""


@cache
def _source() -> str:
    if not AXE.exists():
        pytest.fail("node_modules/axe-core is not there: `npm ci` brings it (make test does it).")
    return AXE.read_text(encoding="utf-8")


def violations(page: Page, *, left_out: tuple[str, ...] = ()) -> list[str]:
    """One text a broken rule: what it asks, and where (CSS path, HTML, why). Empty when the page is accessible.

    `left_out` names axe rules that do not apply to this page; say why where you use it.
    """
    page.evaluate(_source() + ";undefined")
    found: list[dict[str, Any]] = page.evaluate(_RUN, [list(TAGS), list(left_out)])
    return [_said(each) for each in found]


def _said(violation: dict[str, Any]) -> str:
    places = "\n".join(
        f"    {node['target']}\n      {node['html'][:200]}\n      {' '.join(node['why'].split())}"
        for node in violation["nodes"][:5]
    )
    more = len(violation["nodes"]) - 5
    rest = f"\n    … and {more} more" if more > 0 else ""
    return f"{violation['id']}: {violation['help']} ({violation['helpUrl']})\n{places}{rest}"


def assert_accessible(page: Page, *, left_out: tuple[str, ...] = ()) -> None:
    """Fail with every broken rule of the page as it stands."""
    found = violations(page, left_out=left_out)
    assert not found, f"{page.url}\n\n" + "\n\n".join(found)
