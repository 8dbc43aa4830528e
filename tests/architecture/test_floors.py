"""What a room may hold, and what each floor may touch (imports themselves are the contracts' work)."""

from __future__ import annotations

import ast
import re
from pathlib import Path

import pytest

from tests.architecture.house import HOUSE, PROJECT, imports_of, python_files, rooms, short

ALLOWED = {
    "README.md",
    "__init__.py",
    "apps.py",
    "words.py",
    "events.py",
    "models",
    "lifecycle.py",
    "policies.py",
    "policies",
    "queries",
    "commands",
    "jobs.py",
    "reactions.py",
    "web",
    "api.py",
    "api",
    "admin.py",
    "public.py",
    "templates",
    "static",
    "migrations",
    "locale",
    "management",
    "reference",
    "__pycache__",
}
REQUIRED = {"README.md", "__init__.py", "apps.py", "models", "public.py"}
BANNED_NAMES = {"utils", "common", "core", "helpers", "misc", "manager", "managers", "service", "services"}
CLOCK = re.compile(r"datetime\.now\(|date\.today\(|timezone\.now\(|database_now\(|time\.time\(")


@pytest.mark.parametrize("room", rooms(), ids=lambda room: room.name)
def test_a_room_holds_only_what_a_room_may_hold(room: Path) -> None:
    entries = {each.name for each in room.iterdir()}
    assert entries <= ALLOWED
    assert entries >= REQUIRED


MAY_BE_A_FOLDER = ("policies", "api")
"""Floors that start as one file and may become a folder, one file a subject (decision 0008)."""


@pytest.mark.parametrize("room", rooms(), ids=lambda room: room.name)
def test_a_floor_is_one_file_or_one_folder_and_its_folder_opens_on_nothing_else(room: Path) -> None:
    for floor in MAY_BE_A_FOLDER:
        folder = room / floor
        assert not (folder.is_dir() and folder.with_suffix(".py").exists()), f"{floor}: a file or a folder, not both"
        if (folder / "__init__.py").exists():
            opened = {name for _module, name in imports_of(folder / "__init__.py")}
            subjects = {each.stem for each in folder.glob("*.py")}
            assert opened <= subjects | ({"router"} if floor == "api" else set()), f"{floor}: imported from its files"


@pytest.mark.parametrize("room", rooms(), ids=lambda room: room.name)
def test_a_room_says_what_it_is_and_has_its_mirror_of_tests(room: Path) -> None:
    assert len((room / "README.md").read_text().splitlines()) >= 8
    assert list((PROJECT / "tests" / "rooms" / room.name).rglob("test_*.py"))


@pytest.mark.parametrize("room", rooms(), ids=lambda room: room.name)
def test_a_door_stays_a_door(room: Path) -> None:
    text = (room / "public.py").read_text()
    assert len(text.splitlines()) <= 80, "a door re-exports only, in 80 lines"
    allowed = (ast.ImportFrom, ast.Expr, ast.Assign)
    assert all(isinstance(node, allowed) for node in ast.parse(text).body)


def test_no_drawer_without_a_subject() -> None:
    named = {short(path) for path in HOUSE.rglob("*") if path.stem in BANNED_NAMES and "migrations" not in path.parts}
    assert not named


def test_files_and_functions_keep_a_readable_size() -> None:
    too_long = [
        f"{short(path)}: {len(path.read_text().splitlines())} lines (400)"
        for path in python_files()
        if len(path.read_text().splitlines()) > 400
    ]
    for path in python_files():
        for node in ast.walk(ast.parse(path.read_text())):
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
                length = (node.end_lineno or node.lineno) - node.lineno + 1
                if length > 50:
                    too_long.append(f"{short(path)}: {node.name} has {length} lines (50)")
    for path in HOUSE.rglob("templates/**/*.html"):
        if len(path.read_text().splitlines()) > 120:
            too_long.append(f"{short(path)}: {len(path.read_text().splitlines())} lines (120)")
    for path in (PROJECT / "tests").rglob("*.py"):
        if len(path.read_text().splitlines()) > 800:
            too_long.append(f"{short(path)}: over 800 lines")
    assert not too_long


def _floor(path: Path) -> str:
    """'web', 'commands'… for a room's file, else the shelf's name."""
    parts = path.relative_to(HOUSE).parts
    return parts[2].removesuffix(".py") if parts[0] == "rooms" and len(parts) > 2 else parts[0]


def test_http_objects_stay_at_the_edge() -> None:
    edge = {"web", "api", "portal", "design", "config"}
    strays = [
        short(path)
        for path in python_files()
        if _floor(path) not in edge
        and any(
            module.startswith(("django.http", "django.shortcuts", "django.views", "ninja"))
            for module, _ in imports_of(path)
        )
    ]
    assert not strays


def test_the_wall_clock_is_read_at_the_edge_only() -> None:
    edge = {"web", "api", "jobs", "portal", "design", "config"}
    allowed = {HOUSE / "foundation" / "clock" / "instants.py", HOUSE / "foundation" / "events" / "__init__.py"}
    strays = [
        short(path)
        for path in python_files()
        if _floor(path) not in edge
        and path not in allowed
        and path.name != "jobs.py"  # a foundation package may have jobs too
        and "management" not in path.parts
        and CLOCK.search(path.read_text())
    ]
    assert not strays


def test_no_signal_and_no_lazy_model_lookup() -> None:
    strays = [
        short(path)
        for path in python_files()
        if any(module.startswith(("django.db.models.signals", "django.dispatch")) for module, _ in imports_of(path))
        or "apps.get_model" in path.read_text()
    ]
    assert not strays


AROUND_A_COMMAND = {
    "advance": "a step of a command: moves the examination and publishes it",
    "close_at_gate": "a step of a command, under its lock: records the decision of a gate and sends its letter",
    "notify": "sorts the accounts, then calls people.notify",
    "record_decision": "a step of a command, under its lock: writes the decision and makes its letter",
    "satisfy_blocks": "a step of a command, under its lock: notes what is satisfied, returns what to store of it",
    "send_letter": "a step of a command, under its lock: dates the letter and publishes the decision",
    "tell_applicants": "finds the applicants, then calls people.notify",
    "deposit_course": "receives and reads the file, then calls records.import_course",
    "note_abandonment": "a step of a command, under its lock: marks a session, returns what to store of it",
    "deposit_package": "receives and reads the file, then calls commons.import_package",
    "drop_unused_file": "asks whether anything refers to the file, then calls files.remove_file",
    "load_calls_sample": "calls the command only when something is missing",
    "load_grants_sample": "calls the command only when something is missing",
    "load_plan_sample": "calls the command only when something is missing",
    "load_selection_sample": "calls the command only when something is missing",
    "write_statements": "a step of a command: stores the statements of what it decides, in its transaction",
    "write_amounts": "a step of a command, under its lock: writes the decision's aid in the award and its draft",
}
"""Public functions of `commands/` that write nothing by themselves, and why each stands there."""


def test_commands_are_declared_as_commands_and_keyword_only() -> None:
    strays = []
    for room in rooms():
        for path in (room / "commands").glob("*.py"):
            tree = ast.parse(path.read_text())
            public = [node for node in tree.body if isinstance(node, ast.FunctionDef) and not node.name.startswith("_")]
            strays += [
                f"{short(path)}: {node.name}"
                for node in public
                if node.args.args
                or not {"by", "now"} <= {each.arg for each in node.args.kwonlyargs}
                or not (node.name in AROUND_A_COMMAND or any(map(_is_command, node.decorator_list)))
            ]
    assert not strays


def _is_command(decorator: ast.expr) -> bool:
    return isinstance(decorator, ast.Call) and isinstance(decorator.func, ast.Name) and decorator.func.id == "command"


PEOPLE_S_ARGUMENTS = {
    "personal": {"capacity", "email", "first_name", "last_name", "notes", "secret", "signatory"},
    "sealed": {"answers", "raw"},
}
"""Arguments that hold a person's data, or what was typed in a form whatever its shape."""


def test_the_log_never_shows_what_people_typed() -> None:
    strays = []
    for path in python_files():
        for node in ast.walk(ast.parse(path.read_text())):
            for decorator in node.decorator_list if isinstance(node, ast.FunctionDef) else ():
                if isinstance(decorator, ast.Call) and _is_command(decorator):
                    given = {each.arg for each in node.args.kwonlyargs}
                    told = {each.arg: ast.literal_eval(each.value) for each in decorator.keywords}
                    for how, names in PEOPLE_S_ARGUMENTS.items():
                        strays += [
                            f"{short(path)}: {node.name}({name}) must be {how}"
                            for name in sorted(names & given - set(told.get(how, ())))
                        ]
    assert not strays


def test_pages_and_jobs_open_no_transaction() -> None:
    """Around two commands it would keep the log's lock, taken at the end of the first, while the second waits."""
    strays = [
        short(path)
        for path in python_files()
        if _floor(path) in {"web", "api", "jobs", "portal", "config"} and re.search(r"\batomic\b", path.read_text())
    ]
    assert not strays


def test_no_float_touches_money() -> None:
    strays = [
        short(path)
        for path in python_files()
        if re.search(r"\bfloat\(|FloatField|DecimalField|from decimal import", path.read_text())
        and not {"geo", "cmi5", "scorm"} & set(path.parts)  # distances; scores as their standard writes them
        and path.name != "course_structure.py"  # the same: a mastery score, stored in basis points
    ]
    assert not strays


def test_a_row_is_locked_without_its_key() -> None:
    """`FOR NO KEY UPDATE` lets others point at the row meanwhile: a foreign key's check never waits for a command."""
    strong = [
        f"{short(path)}:{node.lineno}"
        for path in python_files()
        for node in ast.walk(ast.parse(path.read_text()))
        if isinstance(node, ast.Call)
        and isinstance(node.func, ast.Attribute)
        and node.func.attr == "select_for_update"
        and "no_key" not in {each.arg for each in node.keywords}
    ]
    assert strong == []
