"""Collect the French texts of the code into the English catalogues, check them, compile them.

    tools/messages.py            collect: each text goes to the catalogue of its nearest owner
    tools/messages.py check      exit 1 when a text has no English, or a catalogue is not as `collect` would write it
    tools/messages.py compile    write the .mo files

The catalogues hold no dates and no line numbers and are sorted, so that two people's work merges. A text that moves
to another owner keeps its English; one that is used no more is dropped. French needs no catalogue, since the texts
are French, except for its plural rule (0 and 1 are singular): `compile` writes one with the plural texts themselves.
"""

from __future__ import annotations

import ast
import io
import re
import sys
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from babel.messages.catalog import Catalog, Message
from babel.messages.extract import extract_python
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po
from django.conf import settings
from django.utils.translation.template import templatize

PROJECT = Path(__file__).resolve().parents[1]
CODE = PROJECT / "deffinum"
ENGLISH = Path("locale/en/LC_MESSAGES/django.po")
FRENCH_COMPILED = Path("locale/fr/LC_MESSAGES/django.mo")

# For each function: the places (from 0) of the context, the text, and its plural.
_SHAPES: dict[str, tuple[int | None, int, int | None]] = {
    "_": (None, 0, None),
    "gettext": (None, 0, None),
    "gettext_noop": (None, 0, None),
    "ngettext": (None, 0, 1),
    "pgettext": (0, 1, None),
    "npgettext": (0, 1, 2),
}
_SHAPES |= {f"{name}_lazy": shape for name, shape in _SHAPES.items() if name != "_"}
_TEMPLATE_FUNCTIONS = {"_", "gettext", "ngettext", "pgettext", "npgettext"}
_USELESS_HEADERS = (
    "Project-Id-Version",
    "Report-Msgid-Bugs-To",
    "POT-Creation-Date",
    "PO-Revision-Date",
    "Last-Translator",
    "Language-Team",
    "Generated-By",
)
_PLACEHOLDER = re.compile(r"(?<!%)%\((\w+)\)[sd]|(?<!%)\{(\w+)\}")


@dataclass(frozen=True, order=True)
class Text:
    """One text to translate; `plural` is empty when it has none."""

    singular: str
    context: str = ""
    plural: str = ""

    def key(self) -> str | tuple[str, str]:
        """What Babel's catalogues call its id."""
        return (self.singular, self.plural) if self.plural else self.singular


@dataclass
class Known:
    """The English found in all catalogues, to keep it when a text moves."""

    english: dict[tuple[Path, str, str], str | tuple[str, ...]] = field(default_factory=dict)

    def find(self, owner: Path, text: Text) -> str | tuple[str, ...]:
        """Its English in the owner's catalogue, else in any other with the same shape, else nothing."""
        own = self.english.get((owner, text.context, text.singular))
        others = (
            english
            for (_, context, singular), english in sorted(self.english.items(), key=lambda item: str(item[0]))
            if (context, singular) == (text.context, text.singular)
        )
        for english in (own, *others):
            if english and isinstance(english, tuple) == bool(text.plural):
                return english
        return ("", "") if text.plural else ""


def texts_of_python(source: str) -> Iterator[Text]:
    """The texts of the translation calls of a Python source; only constant strings can be translated."""
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Call):
            name = node.func.id if isinstance(node.func, ast.Name) else getattr(node.func, "attr", "")
            if name in _SHAPES:
                values = [_constant(argument) for argument in node.args]
                yield from _text(name, values)


def texts_of_template(source: str, origin: str = "") -> Iterator[Text]:
    """The texts of a Django template's translate tags, blocks and `_()` filters."""
    # Babel reads what templatize writes as Python, in which an odd indentation would be an error.
    lines = "\n".join(line.strip() for line in templatize(source, origin=origin).splitlines())
    keywords = dict.fromkeys(_TEMPLATE_FUNCTIONS)
    found: Any = extract_python(io.BytesIO(lines.encode()), keywords, (), {"encoding": "utf-8"})
    for _, name, values, _ in found:
        yield from _text(name, list(values) if isinstance(values, tuple) else [values])


def texts_of(path: Path) -> set[Text]:
    """The texts of one file; raises SyntaxError with the file's name when it cannot be read."""
    source = path.read_text()
    if path.suffix == ".py":
        return set(texts_of_python(source))
    return set(texts_of_template(source, str(path)))


def owner_of(path: Path, code: Path = CODE) -> Path:
    """The folder whose catalogue holds the texts of a file: the nearest app, else foundation, else the portal."""
    for folder in path.parents:
        if folder == code:
            break
        if (folder / "apps.py").exists():
            return folder
    return code / ("foundation" if code / "foundation" in path.parents else "portal")


def collect(code: Path = CODE) -> dict[Path, set[Text]]:
    """The texts of each owner. A text with and without plural in one owner is kept with its plural only."""
    found: dict[Path, set[Text]] = {}
    for path in sorted(code.rglob("*")):
        in_templates = "templates" in path.relative_to(code).parts and path.suffix in {".html", ".txt", ".xml", ".md"}
        if path.is_file() and (in_templates or (path.suffix == ".py" and "migrations" not in path.parts)):
            found.setdefault(owner_of(path, code), set()).update(texts_of(path))
    for texts in found.values():
        with_plural = {(text.context, text.singular) for text in texts if text.plural}
        texts -= {text for text in texts if not text.plural and (text.context, text.singular) in with_plural}
    return {owner: texts for owner, texts in found.items() if texts}


def known_english(code: Path = CODE) -> Known:
    """Everything already translated."""
    known = Known()
    for path in code.rglob(str(ENGLISH)):
        for message in _messages(_read(path)):
            english = _english(message)
            if english and all(english):
                known.english[path.parents[3], message.context or "", _singular(message)] = english
    return known


def catalogue(owner: Path, texts: Iterable[Text], known: Known) -> str:
    """The content of an owner's English catalogue."""
    made = Catalog(
        locale="en", header_comment="# English of the French texts beside it, kept in order by `make messages`."
    )
    for text in texts:
        made.add(text.key(), known.find(owner, text), context=text.context or None)
    made.fuzzy = False
    output = io.BytesIO()
    write_po(output, made, width=0, sort_output=True, no_location=True)
    useless = tuple(f'"{name}' for name in _USELESS_HEADERS)
    lines = output.getvalue().decode().splitlines()
    return "".join(f"{line}\n" for line in lines if not line.startswith(useless))


def expected(code: Path = CODE) -> dict[Path, str]:
    """What each catalogue should hold, by path."""
    known = known_english(code)
    return {owner / ENGLISH: catalogue(owner, texts, known) for owner, texts in collect(code).items()}


def write(code: Path = CODE) -> list[Path]:
    """Bring every catalogue up to date and return those that changed; a catalogue without texts is removed."""
    wanted = expected(code)
    changed = []
    for path, content in wanted.items():
        if not path.exists() or path.read_text() != content:
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(content)
            changed.append(path)
    for path in set(code.rglob(str(ENGLISH))) - set(wanted):
        path.unlink()
        changed.append(path)
    return changed


def problems(code: Path = CODE) -> list[str]:
    """One line for each stale catalogue, missing English, wrong placeholder and contradiction."""
    wanted = expected(code)
    existing = set(code.rglob(str(ENGLISH)))
    found = [
        f"{_name(path, code)}: not up to date, run `make messages`."
        for path in sorted(existing | set(wanted))
        if not path.exists() or path.read_text() != wanted.get(path)
    ]
    said: dict[tuple[str, str], tuple[str | tuple[str, ...], Path]] = {}
    for path in sorted(existing):
        for message in _messages(_read(path)):
            english = _english(message)
            label = f"{_name(path, code)}: « {_singular(message)} »"
            if not english or not all(english):
                found.append(f"{label} has no English.")
                continue
            found += [f"{label}: {trouble}" for trouble in _placeholder_trouble(message)]
            before, elsewhere = said.setdefault((message.context or "", _singular(message)), (english, path))
            if before != english:
                found.append(f"{label} says {english!r}, but {before!r} in {_name(elsewhere, code)}: choose one.")
    return found


def compile_all(code: Path = CODE) -> None:
    """Write each English .mo, and beside it the French plural texts under the French rule."""
    for path in code.rglob(str(ENGLISH)):
        english = _read(path)
        _write_mo(path.with_suffix(".mo"), english)
        french = Catalog(locale="fr", charset="utf-8")
        for message in _messages(english):
            if message.pluralizable:
                french.add(_ids(message), _ids(message), context=message.context)
        target = path.parents[3] / FRENCH_COMPILED
        if len(french):
            target.parent.mkdir(parents=True, exist_ok=True)
            _write_mo(target, french)
        else:
            target.unlink(missing_ok=True)


def main(words: list[str]) -> int:
    """The command line."""
    if not settings.configured:
        settings.configure()
    if words == ["compile"]:
        compile_all()
        return 0
    if words in (["check"], ["--check"]):
        found = problems()
        sys.stdout.write("".join(f"{line}\n" for line in found))
        return 1 if found else 0
    for path in write():
        sys.stdout.write(f"{_name(path, CODE)}\n")
    missing = [line for line in problems() if line.endswith("has no English.")]
    sys.stdout.write(f"{len(missing)} texts have no English yet.\n")
    return 0


def _text(name: str, values: list[str | None]) -> Iterator[Text]:
    context, singular, plural = _SHAPES[name]
    places = [place for place in (context, singular, plural) if place is not None]
    wanted = [values[place] if place < len(values) else None for place in places]
    if all(wanted):
        texts = iter(value or "" for value in wanted)
        yield Text(
            context=next(texts) if context is not None else "",
            singular=next(texts),
            plural=next(texts) if plural is not None else "",
        )


def _constant(node: ast.expr) -> str | None:
    return node.value if isinstance(node, ast.Constant) and isinstance(node.value, str) else None


def _ids(message: Message) -> tuple[str, ...]:
    """The French: one text, or singular and plural."""
    return tuple(message.id) if message.pluralizable else (str(message.id),)


def _singular(message: Message) -> str:
    return _ids(message)[0]


def _english(message: Message) -> str | tuple[str, ...]:
    """The English as Babel wants it back: a text, or a tuple of them for a plural."""
    strings: Any = message.string
    return tuple(strings) if message.pluralizable else strings


def _placeholder_trouble(message: Message) -> Iterator[str]:
    """A plural's singular may leave out its number ("one file"), so only unknown names are wrong there."""
    known = {name for text in _ids(message) for name in _names(text)}
    told = _english(message)
    for english in told if isinstance(told, tuple) else (told,):
        unknown = _names(english) - known
        lost = set() if message.pluralizable else known - _names(english)
        if unknown:
            yield f"the English has {', '.join(sorted(unknown))}, which the French does not."
        if lost:
            yield f"the English has lost {', '.join(sorted(lost))}."


def _names(text: str) -> set[str]:
    return {first or second for first, second in _PLACEHOLDER.findall(text)}


def _messages(catalog: Catalog) -> Iterator[Message]:
    return (message for message in catalog if message.id)


def _read(path: Path) -> Catalog:
    with path.open("rb") as file:
        return read_po(file, locale="en", abort_invalid=True)


def _write_mo(path: Path, catalog: Catalog) -> None:
    catalog.fuzzy = False
    with path.open("wb") as file:
        write_mo(file, catalog)


def _name(path: Path, code: Path) -> str:
    return str(path.relative_to(code.parent))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
