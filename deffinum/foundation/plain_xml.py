"""Read the XML of a manifest or a course into plain elements that know their line, refusing what they never need.

A DOCTYPE is refused before anything that it declares is read: no entity, no file of the machine, no address is ever
followed.
"""

from __future__ import annotations

import codecs
from collections.abc import Iterator
from dataclasses import dataclass, field
from xml.parsers import expat

from django.utils.translation import gettext as _

MOST_BYTES = 4 * 1024**2
DEEPEST = 64
"""Elements within elements."""
MOST_ELEMENTS = 100_000
XML_NAMESPACE = "http://www.w3.org/XML/1998/namespace"
_SEPARATOR = "\x1f"
_WIDE = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE, codecs.BOM_UTF32_LE, codecs.BOM_UTF32_BE)


class UnreadableXml(Exception):
    """Why the document is not read, as a sentence without its full stop, and at which line (0: the whole)."""

    def __init__(self, why: str, line: int = 0) -> None:
        super().__init__(why)
        self.why, self.line = why, line


@dataclass
class Element:
    """An element: its namespace and name, its attributes, its text and what it holds.

    The key of an attribute is its local name, or 'namespace name' when it has a namespace.
    """

    namespace: str
    name: str
    attributes: dict[str, str]
    line: int
    text: str = ""
    children: list[Element] = field(default_factory=list)

    def held(self, name: str) -> Iterator[Element]:
        """Children of this local name, whatever their namespace."""
        return (each for each in self.children if each.name == name)

    def first(self, name: str) -> Element | None:
        """The first of them."""
        return next(self.held(name), None)

    def told(self, *path: str) -> str:
        """The text at the end of a path of first children, without the blanks around; '' when there is none."""
        here: Element | None = self
        for name in path:
            here = here.first(name) if here else None
        return here.text.strip() if here else ""

    def attribute(self, name: str, default: str = "") -> str:
        """An attribute by its local name: without a namespace first, else in any."""
        if name in self.attributes:
            return self.attributes[name].strip()
        for key, value in self.attributes.items():
            if key.rpartition(" ")[2] == name:
                return value.strip()
        return default

    @property
    def base(self) -> str:
        """Its xml:base."""
        return self.attributes.get(f"{XML_NAMESPACE} base", "").strip()


class _Reader:
    def __init__(self) -> None:
        self.root: Element | None = None
        self.open: list[Element] = []
        self.pieces: list[list[str]] = []
        """The text of each open element: an addition to a text would copy it each time."""
        self.count = 0
        self.parser = expat.ParserCreate(namespace_separator=_SEPARATOR)
        self.parser.buffer_text = True
        self.parser.StartDoctypeDeclHandler = self.doctype
        self.parser.StartElementHandler = self.start
        self.parser.EndElementHandler = self.end
        self.parser.CharacterDataHandler = self.characters

    def doctype(self, *_told: object) -> None:
        raise UnreadableXml(
            _("il contient une déclaration DOCTYPE, refusée par sécurité"), self.parser.CurrentLineNumber
        )

    def start(self, name: str, attributes: dict[str, str]) -> None:
        namespace, _sign, local = name.rpartition(_SEPARATOR)
        own = {key.replace(_SEPARATOR, " "): value for key, value in attributes.items()}
        element = Element(namespace, local, own, self.parser.CurrentLineNumber)
        self.count += 1
        if len(self.open) >= DEEPEST or self.count > MOST_ELEMENTS:
            raise UnreadableXml(_("trop d’éléments sont imbriqués ou répétés"), element.line)
        if self.open:
            self.open[-1].children.append(element)
        else:
            self.root = element
        self.open.append(element)
        self.pieces.append([])

    def end(self, _name: str) -> None:
        self.open.pop().text = "".join(self.pieces.pop())

    def characters(self, text: str) -> None:
        if self.open:
            self.pieces[-1].append(text)


def read_xml(content: bytes) -> Element:
    """The root element. Raises UnreadableXml: longer than MOST_BYTES, in UTF-16 or UTF-32, with a DOCTYPE, not well
    formed, nested without reason.
    """
    if len(content) > MOST_BYTES:
        raise UnreadableXml(_("il dépasse %(most)s Mio") % {"most": MOST_BYTES // 1024**2})
    if content.startswith(_WIDE) or b"\x00" in content[:200]:
        raise UnreadableXml(_("il est écrit en UTF-16 ou UTF-32 ; enregistrez-le en UTF-8"))
    reader = _Reader()
    try:
        reader.parser.Parse(content, True)
    except expat.ExpatError as error:
        why = _("ce n’est pas du XML bien formé (%(why)s)") % {"why": expat.ErrorString(error.code)}
        raise UnreadableXml(why, error.lineno) from None
    except (LookupError, ValueError):
        raise UnreadableXml(_("son encodage est inconnu ; enregistrez-le en UTF-8")) from None
    assert reader.root is not None  # noqa: S101 - a document that parses has a root
    return reader.root
