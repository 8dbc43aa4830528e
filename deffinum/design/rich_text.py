"""Markdown written by people (calls, notices, opinions) turned into safe HTML."""

from __future__ import annotations

import markdown as python_markdown
import nh3
from django.utils.safestring import SafeString

_TAGS = {
    "a",
    "abbr",
    "blockquote",
    "br",
    "code",
    "dd",
    "dl",
    "dt",
    "em",
    "h2",
    "h3",
    "h4",
    "h5",
    "hr",
    "li",
    "ol",
    "p",
    "pre",
    "strong",
    "sub",
    "sup",
    "table",
    "tbody",
    "td",
    "th",
    "thead",
    "tr",
    "ul",
}
_ATTRIBUTES = {"a": {"href", "title"}, "abbr": {"title"}, "th": {"scope"}, "ol": {"start"}}
_SCHEMES = {"http", "https", "mailto", "tel"}
_LEVELS = (("h4", "h5"), ("h3", "h4"), ("h2", "h3"), ("h1", "h2"))


def markdown_html(text: str) -> SafeString:
    """Safe HTML: headings start at level 2 (the page has its title), no image, no script, no style, no class."""
    html = python_markdown.markdown(text, extensions=["tables", "sane_lists"], output_format="html")
    for written, shown in _LEVELS:
        html = html.replace(f"<{written}>", f"<{shown}>").replace(f"</{written}>", f"</{shown}>")
    html = nh3.clean(html, tags=_TAGS, attributes=_ATTRIBUTES, url_schemes=_SCHEMES, link_rel="noopener noreferrer")
    html = html.replace("<table>", '<table class="data-table">').replace("<th>", '<th scope="col">')
    return SafeString(html)  # cleaned by nh3 just above
