"""The one reader of XML: plain elements, in time that grows with their number only."""

from __future__ import annotations

import pytest

from deffinum.foundation.plain_xml import UnreadableXml, read_xml


def test_a_document_of_elements_without_end_is_refused() -> None:
    with pytest.raises(UnreadableXml, match="répétés"):
        read_xml(b"<a>" + b"<b/>" * 100_000 + b"</a>")


def test_a_text_and_its_children_are_read_whole() -> None:
    root = read_xml(b"<a>un<b>deux</b> et &#51;<b/></a>")
    assert (root.text, [each.text for each in root.children]) == ("un et 3", ["deux", ""])
