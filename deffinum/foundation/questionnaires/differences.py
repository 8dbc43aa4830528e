"""What changed between two versions of a form."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, fields
from typing import TypeVar

from deffinum.foundation.questionnaires.definition import Definition, Field, Section
from deffinum.foundation.questionnaires.rules import Rule
from deffinum.foundation.values import Text

T = TypeVar("T", Field, Rule, Section)


@dataclass(frozen=True)
class Change:
    """A question, a rule or a section that is in both versions; `aspects` are the names of what differs."""

    key: str
    label: Text
    aspects: tuple[str, ...]


@dataclass(frozen=True)
class VersionDifference:
    """Keys, in the order of the form. A field that moved to another section changes its aspect 'section'."""

    added_fields: tuple[str, ...]
    removed_fields: tuple[str, ...]
    changed_fields: tuple[Change, ...]
    added_rules: tuple[str, ...]
    removed_rules: tuple[str, ...]
    changed_rules: tuple[Change, ...]
    added_sections: tuple[str, ...]
    removed_sections: tuple[str, ...]
    changed_sections: tuple[Change, ...]

    def __bool__(self) -> bool:
        return any(getattr(self, each.name) for each in fields(self))


def diff_versions(old: Definition, new: Definition) -> VersionDifference:
    """Compare two forms by stable keys: questions, rules and sections. False when nothing changed but the order."""
    old_rules, new_rules = ({each.id: each for each in form.rules.rules} for form in (old, new))
    old_sections, new_sections = ({each.key: each for each in form.sections} for form in (old, new))
    moved = {key for key in old.fields.keys() & new.fields.keys() if old.section_of[key].key != new.section_of[key].key}
    changed = {each.key: each for each in _changed(old.fields, new.fields)}
    for key in moved:
        known = changed[key].aspects if key in changed else ()
        changed[key] = Change(key, new.fields[key].label, (*known, "section"))
    return VersionDifference(
        added_fields=_only_in(new.fields, old.fields),
        removed_fields=_only_in(old.fields, new.fields),
        changed_fields=tuple(changed[key] for key in new.fields if key in changed),
        added_rules=_only_in(new_rules, old_rules),
        removed_rules=_only_in(old_rules, new_rules),
        changed_rules=_changed(old_rules, new_rules),
        added_sections=_only_in(new_sections, old_sections),
        removed_sections=_only_in(old_sections, new_sections),
        changed_sections=_changed(old_sections, new_sections, ignored=frozenset({"fields"})),
    )


def _only_in(first: Mapping[str, T], second: Mapping[str, T]) -> tuple[str, ...]:
    return tuple(key for key in first if key not in second)


def _changed(old: Mapping[str, T], new: Mapping[str, T], ignored: frozenset[str] = frozenset()) -> tuple[Change, ...]:
    found = []
    for key, after in new.items():
        before = old.get(key)
        if before is None:
            continue
        names = [each.name for each in fields(after) if each.name not in ignored]
        aspects = tuple(name for name in names if getattr(before, name) != getattr(after, name))
        if aspects:
            label = after.title if isinstance(after, Section) else after.label
            found.append(Change(key, label, aspects))
    return tuple(found)
