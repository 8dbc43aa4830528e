"""Turn a template and plain data into a PDF: the same input gives the same bytes."""

from __future__ import annotations

import re
import threading
from collections.abc import Mapping
from datetime import datetime
from importlib.resources import files as package_files
from pathlib import Path
from typing import Any

import orjson
import typst
from django.utils.translation import gettext as _

from deffinum.foundation.errors import DomainError

LIBRARY = Path(__file__).parent / "templates" / "deffinum.typ"
TAGGED = ["ua-1"]
"""PDF/UA-1 (ISO 14289-1): the compiler refuses a document without title, alternative text or regular headings."""
TAGGED_AND_ARCHIVED = ["ua-1", "a-3a"]
"""The same, and PDF/A-3a (ISO 19005-3) for what must be read in twenty years."""
BESIDE = {".typ", ".svg", ".png", ".jpg"}
"""Files beside the template that it may import or show by `/name`."""
UNKNOWN_SIGN = "□"
_UNPRINTABLE = re.compile(r'the text `"(.+?)"` could not be displayed|contains the codepoint `"(.+?)"`')
_RUST_ESCAPE = re.compile(r"\\u\{([0-9a-f]+)\}")
_UNWRITTEN = re.compile(
    r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\u200d-\u200f\u202a-\u202e\u2066-\u2069\ufe00-\ufe0f\ufeff\ufffe\uffff]"
)
_compilers = threading.local()

Template = Path | tuple[str, str]
"""A path, or (package, name): ('deffinum.rooms.calls', 'calls/pdf/receipt.typ') under its `templates` folder."""


class DocumentRefused(DomainError):
    """The document cannot be made; `cause` is the compiler's sentence, with the line of the template."""

    status = 500

    def __init__(self, title: str, cause: str) -> None:
        self.cause = cause
        super().__init__(
            _(
                "Le document « %(title)s » n’a pas pu être produit : %(cause)s. Vos données sont conservées ; "
                "signalez-le à l’équipe du plan, qui corrigera le modèle."
            )
            % {"title": title, "cause": cause}
        )


def render_pdf(
    template: Template,
    data: Mapping[str, Any],
    *,
    title: str,
    language: str,
    created_at: datetime,
    archival: bool = False,
    sample: bool = False,
    author: str = "Deffinum",
) -> bytes:
    """The document as tagged PDF.

    `data` holds texts, whole numbers, booleans, lists and mappings only; amounts and dates are texts already
    written in the document's language. It reaches the template as one JSON text, so nothing in it is ever
    interpreted. `created_at` (aware) is the document's date. `archival` adds PDF/A-3a. `sample` marks each
    page SPÉCIMEN, in words too. A sign that no embedded font can draw becomes □, and the document says so.

    Raises DocumentRefused (the template, or a rule of PDF/UA), TypeError (a float or an object in `data`).
    """
    sources = _sources(template)
    content = _plain(data)
    inputs = {
        "title": _UNWRITTEN.sub("", title),
        "language": language,
        "author": author,
        "sample": "01"[sample],
        "replaced": "0",
        "data": orjson.dumps(content).decode(),
    }
    for _attempt in range(3):
        try:
            return _compile(sources, inputs, created_at, TAGGED_AND_ARCHIVED if archival else TAGGED)
        except typst.TypstError as error:
            unprintable = _unprintable(error.diagnostic)
            replaced = _without(content, unprintable)
            clean_title = _without(inputs["title"], unprintable)
            if (replaced, clean_title) == (content, inputs["title"]):
                raise DocumentRefused(title, _cause(error)) from error
            content = replaced
            inputs |= {"title": clean_title, "replaced": "1", "data": orjson.dumps(content).decode()}
    raise DocumentRefused(title, _("des caractères ne peuvent pas être affichés"))


def _sources(template: Template) -> dict[str, bytes]:
    """The template as 'main.typ', the shared library, and what stands beside the template."""
    path = template if isinstance(template, Path) else Path(str(package_files(template[0]))) / "templates" / template[1]
    beside = {
        each.name: each.read_bytes() for each in sorted(path.parent.iterdir()) if each.suffix in BESIDE and each != path
    }
    sources = beside | {"main.typ": path.read_bytes(), "deffinum.typ": LIBRARY.read_bytes()}
    if any(b'"@' in content for name, content in sources.items() if name.endswith(".typ")):
        raise DocumentRefused(path.name, _("le modèle demande un paquet extérieur"))
    return sources


def _compile(sources: dict[str, bytes], inputs: dict[str, str], created_at: datetime, standards: list[str]) -> bytes:
    compiler: typst.Compiler | None = getattr(_compilers, "compiler", None)
    if compiler is None:
        # One a thread: fonts are read once, and a compiler cannot be shared. The root holds only our library.
        compiler = _compilers.compiler = typst.Compiler(root=LIBRARY.parent, ignore_system_fonts=True)
    compile_sources: Any = compiler.compile  # its stub does not know that several sources may be given by name
    content: bytes = compile_sources(
        input=sources, format="pdf", sys_inputs=inputs, pdf_standards=standards, timestamp=int(created_at.timestamp())
    )
    return content


def _plain(value: Any) -> Any:
    """The same data, checked: no float, no object, no control or direction sign in texts."""
    if value is None or isinstance(value, bool | int):
        return value
    if isinstance(value, str):
        return _UNWRITTEN.sub("", value)
    if isinstance(value, Mapping):
        return {str(key): _plain(each) for key, each in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(each) for each in value]
    raise TypeError(f"A document's data are texts, whole numbers, lists and mappings, not {type(value).__name__}.")


def _unprintable(diagnostic: str) -> set[str]:
    """Texts that the compiler could not draw with the embedded fonts."""
    found = {first or second for first, second in _UNPRINTABLE.findall(diagnostic)}
    return {_RUST_ESCAPE.sub(lambda match: chr(int(match[1], 16)), each) for each in found}


def _without(value: Any, unprintable: set[str]) -> Any:
    if isinstance(value, str):
        for each in sorted(unprintable, key=len, reverse=True):
            value = value.replace(each, UNKNOWN_SIGN)
        return value
    if isinstance(value, dict):
        return {key: _without(each, unprintable) for key, each in value.items()}
    if isinstance(value, list):
        return [_without(each, unprintable) for each in value]
    return value


def _cause(error: typst.TypstError) -> str:
    where = re.search(r"┌─ (\S+)", error.diagnostic)
    hint = f" ({'; '.join(error.hints)})" if error.hints else ""
    return f"{error.message}{hint}" + (f" [{where[1]}]" if where else "")
