"""Lay the skeleton of a room: tools/new_room.py places."""

from __future__ import annotations

import keyword
import re
import sys
from pathlib import Path

PROJECT = Path(__file__).resolve().parents[1]

_README = """# {title}

Purpose: one sentence on the part of the plan that this room holds.

## Words
| word | meaning |
|---|---|

## Facts
Published: none yet. Heard: none yet.

## Who may do what
| action | who |
|---|---|
"""

_APPS = '''"""The {name} room."""

from django.apps import AppConfig


class {camel}Config(AppConfig):
    name = "deffinum.rooms.{name}"
    label = "{name}"
'''

_WORDS = '''"""The choices of the {name} room: stored values and the words that people read."""

from __future__ import annotations
'''

_PUBLIC = '''"""The door of the {name} room: what other rooms may use. Re-exports only."""

from __future__ import annotations

__all__: list[str] = []
'''

_TEST_DOOR = '''"""The door of the {name} room."""

from __future__ import annotations

from deffinum.rooms.{name} import public


def test_the_door_names_what_it_gives() -> None:
    assert all(hasattr(public, name) for name in public.__all__)
'''


def files_of_room(name: str) -> dict[str, str]:
    """The files of a new room, by path in the project."""
    title = name.replace("_", " ").capitalize()
    words = {"name": name, "title": title, "camel": "".join(part.capitalize() for part in name.split("_"))}
    room = f"deffinum/rooms/{name}"
    packages = {
        "": f"The {name} room.",
        "models/": "One file for each aggregate.",
        "queries/": "One file for each question.",
        "commands/": "One file for each verb.",
        "web/": "One file for each page.",
        "migrations/": "",
    }
    files = {f"{room}/{folder}__init__.py": f'"""{text}"""\n' if text else "" for folder, text in packages.items()}
    return files | {
        f"{room}/README.md": _README.format(**words),
        f"{room}/apps.py": _APPS.format(**words),
        f"{room}/words.py": _WORDS.format(**words),
        f"{room}/public.py": _PUBLIC.format(**words),
        f"tests/rooms/{name}/test_public.py": _TEST_DOOR.format(**words),
    }


def refusal(name: str, project: Path = PROJECT) -> str:
    """Why this name cannot be a room's; empty when it can."""
    if not re.fullmatch(r"[a-z]+(_[a-z]+)*", name) or keyword.iskeyword(name):
        return f"{name!r} cannot be a room's name: small letters, words joined by _."
    if name in {"utils", "common", "core", "helpers", "misc", "manager", "service"}:
        return f"{name!r} says nothing of the plan: a room is named by a word of the glossary."
    if (project / "deffinum/rooms" / name).exists():
        return f"The room {name} exists already."
    return ""


def main(words: list[str], project: Path = PROJECT) -> int:
    """The command line; writes nothing when the name is refused."""
    why = refusal(words[0], project) if len(words) == 1 else "Say one name: make new-room NAME=places"
    if why:
        sys.stdout.write(f"{why}\n")
        return 1
    for path, content in files_of_room(words[0]).items():
        (project / path).parent.mkdir(parents=True, exist_ok=True)
        (project / path).write_text(content)
        sys.stdout.write(f"{path}\n")
    sys.stdout.write(
        "Then: ROOMS in deffinum/config/settings.py, the contracts in pyproject.toml, "
        "a line in deffinum/rooms/README.md, and `make map`.\n"
    )
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
