"""Write `docs/map.md` from the code: rooms, floors, files with their first line, facts published and heard.

tools/map.py            write the map
tools/map.py --check    exit 1 when the map is not what the code says
"""

from __future__ import annotations

import ast
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

PROJECT = Path(__file__).resolve().parents[1]
HOUSE = PROJECT / "deffinum"
MAP = PROJECT / "docs" / "map.md"
FLOORS = (
    "words", "events", "models", "lifecycle", "policies", "queries", "commands", "jobs", "reactions", "web", "api",
    "public", "admin", "management",
)  # fmt: skip
"""Floors of a room, from the ground up."""
HEAD = """# Map of the house

Written by `make map` from the code; `make lint` checks it. Rooms from the top of the house down; inside a room,
floors from the ground up. Each file says its purpose in its first line.
"""


@dataclass(frozen=True)
class Facts:
    """Names of facts that a room publishes, and those that it hears."""

    published: tuple[str, ...]
    heard: tuple[str, ...]


def main(arguments: list[str]) -> int:
    """Write or check; 1 when `--check` finds a difference."""
    text = the_map()
    if "--check" in arguments:
        if MAP.exists() and MAP.read_text(encoding="utf-8") == text:
            return 0
        sys.stdout.write("docs/map.md is not what the code says: run `make map`.\n")
        return 1
    MAP.write_text(text, encoding="utf-8")
    sys.stdout.write(f"docs/map.md: {len(text.splitlines())} lines\n")
    return 0


def the_map() -> str:
    """The whole page."""
    parts = [HEAD]
    parts += [_shelf("portal", "pages over several rooms")]
    parts += [_room(room) for room in rooms_from_the_top()]
    parts += [_shelf("design", "the look"), _shelf("foundation", "capabilities without a word of the domain")]
    parts += [_shelf("config", "joins the parts")]
    return "\n".join(parts)


def rooms_from_the_top() -> list[Path]:
    """The rooms in the order of the settings, reversed."""
    tree = ast.parse((HOUSE / "config" / "settings.py").read_text(encoding="utf-8"))
    for node in tree.body:
        if isinstance(node, ast.Assign) and any(isinstance(t, ast.Name) and t.id == "ROOMS" for t in node.targets):
            return [HOUSE / "rooms" / name for name in reversed(ast.literal_eval(node.value))]
    raise SystemExit("No ROOMS in the settings.")


def _room(room: Path) -> str:
    facts = facts_of(room)
    lines = [f"## {room.name}", "", _first_line(room / "__init__.py"), ""]
    if facts.published:
        lines.append(f"- publishes: {', '.join(f'`{each}`' for each in facts.published)}")
    if facts.heard:
        lines.append(f"- hears: {', '.join(f'`{each}`' for each in facts.heard)}")
    if facts.published or facts.heard:
        lines.append("")
    for floor in FLOORS:
        lines += _listed(room, [room / f"{floor}.py", *_python(room / floor)])
    return "\n".join([*lines, ""])


def _shelf(name: str, purpose: str) -> str:
    shelf = HOUSE / name
    return "\n".join([f"## {name}: {purpose}", "", *_listed(shelf, _python(shelf)), ""])


def _listed(top: Path, paths: list[Path]) -> Iterator[str]:
    for path in paths:
        if path.exists() and (line := _first_line(path)):
            yield f"- `{path.relative_to(top)}`: {line}"


def _python(folder: Path) -> list[Path]:
    skipped = {"migrations", "__pycache__", "previews"}
    return sorted(each for each in folder.rglob("*.py") if not skipped & set(each.parts) and each.name != "apps.py")


def _first_line(path: Path) -> str:
    """The first line of the docstring; '' without one."""
    doc = ast.get_docstring(ast.parse(path.read_text(encoding="utf-8"))) if path.exists() else None
    return doc.splitlines()[0] if doc else ""


def facts_of(room: Path) -> Facts:
    """Classes of `events.py`, and arguments of `@reacts_to(…)` anywhere in the room."""
    events = room / "events.py"
    published = _classes(events) if events.exists() else ()
    heard = {
        decorator.args[0].id
        for path in _python(room)
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.FunctionDef)
        for decorator in node.decorator_list
        if isinstance(decorator, ast.Call)
        and isinstance(decorator.func, ast.Name)
        and decorator.func.id == "reacts_to"
        and isinstance(decorator.args[0], ast.Name)
    }
    return Facts(published, tuple(sorted(heard)))


def _classes(path: Path) -> tuple[str, ...]:
    tree = ast.parse(path.read_text(encoding="utf-8"))
    return tuple(sorted(node.name for node in tree.body if isinstance(node, ast.ClassDef)))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
