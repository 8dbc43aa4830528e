"""Read a reference file of a room, with its source, as typed rows."""

from __future__ import annotations

import csv
import tomllib
from collections.abc import Callable, Mapping
from dataclasses import dataclass, fields
from datetime import date
from functools import cache
from pathlib import Path
from types import MappingProxyType, NoneType
from typing import Any, TypeVar, get_args, get_type_hints

from deffinum.foundation.values import Money, PartialDate, Rate, Text

R = TypeVar("R")

SOURCES_FILE = "sources.toml"


class ReferenceInvalid(ValueError):
    """The file and its source do not agree with what is asked; the message names the file, line and column."""


@dataclass(frozen=True)
class Source:
    """Where facts come from."""

    title: str
    publisher: str
    """Who says so."""
    address: str
    """Page or file; '' when each row names its own."""
    said_on: PartialDate
    """When the publisher said so, as precisely as it is known; '' when the page is undated."""
    retrieved_on: date
    """When the project read it."""
    licence: str
    note: str = ""
    """What was left out, rounded or rewritten."""


@dataclass(frozen=True)
class Reference:
    """The rows of a file in its order, as text, and their source."""

    path: Path
    rows: tuple[Mapping[str, str], ...]
    source: Source

    def read(self, row_type: type[R]) -> tuple[R, ...]:
        """Each row as a dataclass, by the names and types of its fields.

        `str`, `int`, `bool` ('true', 'false'), `float` (coordinates only), `date` and `PartialDate` read the
        column of the field's name; `Money` reads `<name>_eur`, `Rate` reads `<name>_pct`, `Text` reads
        `<name>_fr` and `<name>_en`; `X | None` makes an empty cell None. Raises ReferenceInvalid.
        """
        hints = get_type_hints(row_type)
        names = [each.name for each in fields(row_type)]  # type: ignore[arg-type]
        found = []
        for line, row in enumerate(self.rows, start=2):
            try:
                found.append(row_type(**{name: _value(row, name, hints[name]) for name in names}))
            except (KeyError, ValueError, TypeError) as error:
                raise ReferenceInvalid(f"{self.path.name}, line {line}: {error!r}") from error
        return tuple(found)


@cache
def load_reference(folder_of_the_owner: Path, name: str) -> Reference:
    """The file `reference/<name>.csv` of a room or package, with its entry of `reference/sources.toml`.

    UTF-8, commas, a header; read once a process. Raises ReferenceInvalid when the file, its entry or a line is
    missing or misshapen.
    """
    path = folder_of_the_owner / "reference" / f"{name}.csv"
    sources = load_sources(path.parent)
    if name not in sources:
        raise ReferenceInvalid(f"{path.name}: no entry [{name}] in {SOURCES_FILE}.")
    try:
        with path.open(encoding="utf-8", newline="") as lines:
            reader = csv.DictReader(lines, strict=True)
            rows = tuple(_row(path, reader.line_num, row) for row in reader)
    except (OSError, UnicodeDecodeError, csv.Error) as error:
        raise ReferenceInvalid(f"{path.name}: {error}") from error
    return Reference(path, rows, sources[name])


@cache
def load_sources(folder: Path) -> Mapping[str, Source]:
    """Every entry of a `reference` folder's `sources.toml`, by name; raises ReferenceInvalid."""
    try:
        entries = tomllib.loads((folder / SOURCES_FILE).read_text(encoding="utf-8"))
    except (OSError, tomllib.TOMLDecodeError) as error:
        raise ReferenceInvalid(f"{folder.parent.name}/reference/{SOURCES_FILE}: {error}") from error
    return MappingProxyType({name: _source(name, entry) for name, entry in entries.items()})


def _source(name: str, entry: Mapping[str, Any]) -> Source:
    known = {each.name for each in fields(Source)} | {"sha256"}
    wrong = sorted(set(entry) - known) or sorted({"title", "publisher", "licence", "retrieved_on"} - set(entry))
    if wrong or not isinstance(entry["retrieved_on"], date):
        raise ReferenceInvalid(f"{SOURCES_FILE} [{name}]: unknown or missing: {', '.join(wrong) or 'retrieved_on'}.")
    return Source(
        title=entry["title"],
        publisher=entry["publisher"],
        address=entry.get("address", ""),
        said_on=PartialDate.parse(str(entry.get("said_on", ""))),
        retrieved_on=entry["retrieved_on"],
        licence=entry["licence"],
        note=entry.get("note", ""),
    )


def _row(path: Path, line: int, row: dict[str | None, Any]) -> Mapping[str, str]:
    if None in row or None in row.values():
        raise ReferenceInvalid(f"{path.name}, line {line}: not as many cells as the header has.")
    return MappingProxyType({str(key): value for key, value in row.items()})


def _truth(text: str) -> bool:
    if text not in {"true", "false"}:
        raise ValueError(f"neither 'true' nor 'false': {text!r}")
    return text == "true"


_READERS: dict[Any, Callable[[str], Any]] = {
    str: str,
    int: int,
    bool: _truth,
    float: float,
    date: date.fromisoformat,
    PartialDate: PartialDate.parse,
    Money: Money.parse,
    Rate: Rate.parse,
}
_ENDINGS = {Money: "_eur", Rate: "_pct"}


def _value(row: Mapping[str, str], name: str, kind: Any) -> Any:
    choices = get_args(kind)
    if NoneType in choices:
        (kind,) = (each for each in choices if each is not NoneType)
    if kind is Text:
        text = Text(row[f"{name}_fr"], row[f"{name}_en"])
        return None if NoneType in choices and not text.fr else text
    cell = row[name + _ENDINGS.get(kind, "")]
    if NoneType in choices and not cell:
        return None
    return _READERS[kind](cell)
