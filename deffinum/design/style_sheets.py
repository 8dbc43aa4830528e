"""Read a style sheet as a tree, keep the part that is used, write it again. Enough for a minified, correct sheet."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace

_PIECE = re.compile(r"""/\*.*?\*/|"(?:\\.|[^"\\])*"|'(?:\\.|[^'\\])*'|[{};]|[^{};"'/]+|/""", re.DOTALL)
_VARIABLE = re.compile(r"var\(\s*(--[\w-]+)")
_CLASS = re.compile(r"\.([a-zA-Z_][\w-]*)")
_WITHOUT_RULES = ("@font-face", "@page", "@property", "@counter-style")
_NEGATION = re.compile(r":not\([^()]*(?:\([^()]*\)[^()]*)*\)")


@dataclass(frozen=True)
class Rule:
    """A style rule (`declarations`), an at-rule with a block (`rules`), or a bare at-rule (neither)."""

    prelude: str
    declarations: tuple[tuple[str, str], ...] = ()
    rules: tuple[Rule, ...] = ()

    @property
    def is_at_rule(self) -> bool:
        """Starts with @ (media, font-face, supports…)."""
        return self.prelude.startswith("@")

    def written(self) -> str:
        """The rule as text, without spaces to spare."""
        if self.rules:
            return f"{self.prelude}{{{''.join(rule.written() for rule in self.rules)}}}"
        if self.declarations:
            return f"{self.prelude}{{{';'.join(f'{name}:{value}' for name, value in self.declarations)}}}"
        return f"{self.prelude};"


def parse(text: str) -> tuple[Rule, ...]:
    """The rules of a sheet; comments are dropped."""
    pieces = (piece for piece in _PIECE.findall(text) if not piece.startswith("/*"))
    return tuple(_rules(pieces))


def _rules(pieces: Iterator[str]) -> Iterator[Rule]:
    prelude = ""
    for piece in pieces:
        if piece == "}":
            return
        if piece == ";":
            if prelude.strip():
                yield Rule(prelude.strip())
            prelude = ""
        elif piece == "{":
            head = prelude.strip()
            if head.startswith("@") and not head.startswith(_WITHOUT_RULES):
                yield Rule(head, rules=tuple(_rules(pieces)))
            else:
                yield Rule(head, declarations=tuple(_declarations(pieces)))
            prelude = ""
        else:
            prelude += piece


def _declarations(pieces: Iterator[str]) -> Iterator[tuple[str, str]]:
    current = ""
    for piece in pieces:
        if piece in ";}":
            name, separator, value = current.partition(":")
            if separator:
                yield name.strip(), value.strip()
            current = ""
            if piece == "}":
                return
        else:
            current += piece


def selectors(prelude: str) -> list[str]:
    """The selectors of a rule, split at the commas that are not inside parentheses or brackets."""
    parts, depth, current = [], 0, ""
    for letter in prelude:
        depth += (letter in "([") - (letter in ")]")
        if letter == "," and depth == 0:
            parts.append(current.strip())
            current = ""
        else:
            current += letter
    return [*parts, current.strip()]


def keep_used(rules: Iterable[Rule], is_used: Callable[[str], bool]) -> tuple[Rule, ...]:
    """Drop each selector that needs a class for which `is_used` says no (what stands in `:not()` is not needed)."""
    kept = []
    for rule in rules:
        if rule.rules:
            inner = keep_used(rule.rules, is_used) if "keyframes" not in rule.prelude else rule.rules
            if inner:
                kept.append(replace(rule, rules=inner))
        elif rule.is_at_rule:
            kept.append(rule)
        else:
            alive = [
                each for each in selectors(rule.prelude) if all(map(is_used, _CLASS.findall(_NEGATION.sub("", each))))
            ]
            if alive and rule.declarations:
                kept.append(replace(rule, prelude=",".join(alive)))
    return tuple(kept)


def variables_read(rules: Iterable[Rule]) -> dict[str, set[str]]:
    """For each declared variable, those it reads; under '' those that ordinary declarations read."""
    read: dict[str, set[str]] = {"": set()}
    for rule in rules:
        for name, names in variables_read(rule.rules).items() if rule.rules else ():
            read.setdefault(name, set()).update(names)
        for name, value in rule.declarations:
            read.setdefault(name if name.startswith("--") else "", set()).update(_VARIABLE.findall(value))
    return read


def keep_variables(rules: Iterable[Rule], wanted: Iterable[str]) -> tuple[Rule, ...]:
    """Drop the variables that neither ordinary declarations nor `wanted` read, directly or through others."""
    rules = tuple(rules)
    read = variables_read(rules)
    alive: set[str] = set()
    waiting = read[""] | set(wanted)
    while waiting:
        alive |= waiting
        waiting = {name for each in waiting for name in read.get(each, ())} - alive
    return _without(rules, alive)


def _without(rules: tuple[Rule, ...], alive: set[str]) -> tuple[Rule, ...]:
    kept = []
    for rule in rules:
        if rule.rules:
            inner = _without(rule.rules, alive)
            if inner:
                kept.append(replace(rule, rules=inner))
            continue
        left = tuple(each for each in rule.declarations if not each[0].startswith("--") or each[0] in alive)
        if left or not rule.declarations:
            kept.append(replace(rule, declarations=left))
    return tuple(kept)
