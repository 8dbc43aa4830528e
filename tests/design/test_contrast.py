"""AAA for text (7:1), 3:1 for what speaks without text: computed from the tokens, both themes, both schemes."""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path

import pytest

import deffinum.design
from deffinum.design.dsfr_files import distribution_folder
from deffinum.design.style_sheets import Rule, parse, selectors

CSS = Path(deffinum.design.__file__).parent / "static/design/css"
GROUNDS = ("paper", "surface", "sunken")
TEXTS = ("ink", "muted", "accent", "amber", "green", "red", "blue")
TONES = ("accent", "amber", "green", "red", "blue")
_VAR = re.compile(r"var\((--[\w-]+)\)")


@cache
def sheet(path: Path) -> tuple[Rule, ...]:
    return parse(path.read_text())


def declared(rules: tuple[Rule, ...], *wanted: str) -> dict[str, str]:
    """Variables of the rules with one of these selectors, later ones winning."""
    found: dict[str, str] = {}
    for rule in rules:
        if not rule.rules and set(selectors(rule.prelude.replace('"', ""))) & set(wanted):
            found |= dict(rule.declarations)
    return found


def tokens(theme: str, scheme: str) -> dict[str, str]:
    dark = scheme == "dark"
    known = declared(sheet(CSS / "tokens.css"), ":root")
    if dark:
        known |= declared(sheet(CSS / "tokens.css"), ":root[data-scheme=dark]")
    if theme == "etat":
        folder = distribution_folder()
        assert folder is not None
        dsfr = sheet(folder / "dsfr.main.min.css")
        known |= declared(dsfr, ":root", ":root:where([data-fr-theme])")
        if dark:
            known |= declared(dsfr, ":root[data-fr-theme=dark]", ":root:where([data-fr-theme=dark])")
        known |= declared(sheet(CSS / "etat.css"), ":root.theme-etat")
        if dark:
            known |= declared(sheet(CSS / "etat.css"), ":root.theme-etat[data-scheme=dark]")
    return known


def colour(known: dict[str, str], name: str) -> tuple[int, int, int]:
    value = known[f"--{name}"]
    while match := _VAR.fullmatch(value):
        value = known[match[1]]
    digits = value.removeprefix("#")
    if len(digits) == 3:
        digits = "".join(each * 2 for each in digits)
    assert re.fullmatch(r"[0-9a-fA-F]{6}", digits), f"--{name} is {value}"
    return int(digits[:2], 16), int(digits[2:4], 16), int(digits[4:], 16)


def luminance(rgb: tuple[int, int, int]) -> float:
    red, green, blue = (
        part / 255 / 12.92 if part / 255 <= 0.04045 else ((part / 255 + 0.055) / 1.055) ** 2.4 for part in rgb
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def ratio(known: dict[str, str], one: str, other: str) -> float:
    light, dark = sorted((luminance(colour(known, one)), luminance(colour(known, other))), reverse=True)
    return (light + 0.05) / (dark + 0.05)


CASES = [(theme, scheme) for theme in ("neutre", "etat") for scheme in ("light", "dark")]


@pytest.mark.parametrize(("theme", "scheme"), CASES)
def test_text_is_aaa(theme, scheme):
    known = tokens(theme, scheme)
    pairs = [(text, ground) for text in TEXTS for ground in GROUNDS]
    pairs += [(tone, f"{tone}-soft") for tone in TONES]
    pairs += [(text, f"{tone}-soft") for text in ("ink", "muted") for tone in TONES]
    pairs += [("on-accent", "accent"), ("on-accent", "accent-strong")]
    if (theme, scheme) == ("etat", "dark"):
        # The State's own action blue on its own dark grounds is AA (5.2 to 6.6): we keep its colour as it is.
        kept = {(text, ground) for text, ground in pairs if "accent" in text}
        assert all(ratio(known, *pair) >= 4.5 for pair in kept)
        pairs = [pair for pair in pairs if pair not in kept]
    weak = {pair: round(ratio(known, *pair), 2) for pair in pairs if ratio(known, *pair) < 7}
    assert not weak


@pytest.mark.parametrize(("theme", "scheme"), CASES)
def test_edges_and_focus_can_be_seen(theme, scheme):
    known = tokens(theme, scheme)
    pairs = [(mark, ground) for mark in ("edge", "focus") for ground in GROUNDS] + [("amber-line", "paper")]
    weak = {pair: round(ratio(known, *pair), 2) for pair in pairs if ratio(known, *pair) < 3}
    assert not weak


@pytest.mark.parametrize("name", ["tokens.css", "etat.css"])
def test_the_choice_and_the_wish_give_the_same_dark(name):
    rules = sheet(CSS / name)
    prefix = ":root.theme-etat" if name == "etat.css" else ":root"
    chosen = declared(rules, f"{prefix}[data-scheme=dark]")
    media = next(rule for rule in rules if rule.prelude == "@media (prefers-color-scheme: dark)")
    assert declared(media.rules, f"{prefix}[data-scheme=system]") == chosen
    assert chosen


def test_no_colour_is_written_outside_the_tokens():
    for name in ("base.css", "components.css", "neutral.css"):
        text = re.sub(r"rgb\(0 0 0 / \d+%\)", "", (CSS / name).read_text())
        assert not re.findall(r"#[0-9a-fA-F]{3,8}\b(?![^{]*\{)|\brgba?\(|\bhsl", text), name
