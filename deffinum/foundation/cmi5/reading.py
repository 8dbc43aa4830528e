"""Read an XML document into plain elements that know their line, refusing what a course structure never needs."""

from __future__ import annotations

from dataclasses import dataclass, field
from xml.parsers import expat

from django.utils.translation import gettext as _

from deffinum.foundation.errors import DomainError

NAMESPACE = "https://w3id.org/xapi/profiles/cmi5/v1/CourseStructure.xsd"
MOST_BYTES = 16 * 1024**2
DEEPEST = 64
"""Elements within elements: blocks may nest, but a document built to exhaust the reader is refused."""
MOST_ELEMENTS = 100_000
_SEPARATOR = "\x1f"


class InvalidCourse(DomainError):
    """The course structure breaks a rule of cmi5 (400). `line` is where; 0: the document as a whole."""

    status = 400

    def __init__(self, sentence: str, *, line: int = 0) -> None:
        super().__init__(
            _("Ligne %(line)s : %(sentence)s") % {"line": line, "sentence": sentence} if line else sentence,
            field="package",
        )
        self.line = line


@dataclass
class Element:
    """An element: its namespace and name, its attributes without a namespace, its text and what it holds."""

    namespace: str
    name: str
    attributes: dict[str, str]
    line: int
    text: str = ""
    children: list[Element] = field(default_factory=list)

    @property
    def is_ours(self) -> bool:
        """Of the course structure, not of an extension."""
        return self.namespace == NAMESPACE


class _Reader:
    def __init__(self) -> None:
        self.root: Element | None = None
        self.count = 0
        self.open: list[Element] = []
        self.pieces: list[list[str]] = []
        """The text of each open element: an addition to a text would copy it each time."""
        self.parser = expat.ParserCreate(namespace_separator=_SEPARATOR)
        self.parser.buffer_text = True
        self.parser.StartDoctypeDeclHandler = self.doctype
        self.parser.StartElementHandler = self.start
        self.parser.EndElementHandler = self.end
        self.parser.CharacterDataHandler = self.characters

    def doctype(self, *_told: object) -> None:
        raise InvalidCourse(
            _("le fichier contient une déclaration DOCTYPE, refusée par sécurité. Retirez-la, puis renvoyez."),
            line=self.parser.CurrentLineNumber,
        )

    def start(self, name: str, attributes: dict[str, str]) -> None:
        namespace, _sign, local = name.rpartition(_SEPARATOR)
        own = {key: value for key, value in attributes.items() if _SEPARATOR not in key}
        element = Element(namespace, local, own, self.parser.CurrentLineNumber)
        self.count += 1
        if len(self.open) >= DEEPEST or self.count > MOST_ELEMENTS:
            raise InvalidCourse(_("trop d’éléments sont imbriqués ou répétés."), line=element.line)
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
    """The root element. A DOCTYPE is refused before anything that it declares is read. Raises InvalidCourse."""
    if len(content) > MOST_BYTES:
        raise InvalidCourse(_("Le fichier cmi5.xml dépasse %(most)s Mio.") % {"most": MOST_BYTES // 1024**2})
    reader = _Reader()
    try:
        reader.parser.Parse(content, True)
    except expat.ExpatError as error:
        raise InvalidCourse(
            _("ce n’est pas du XML bien formé (%(why)s).") % {"why": expat.ErrorString(error.code)}, line=error.lineno
        ) from None
    except (LookupError, ValueError):
        raise InvalidCourse(_("Le fichier est écrit dans un encodage inconnu : enregistrez-le en UTF-8.")) from None
    assert reader.root is not None  # noqa: S101 - a document that parses has a root
    return reader.root
