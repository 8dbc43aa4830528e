"""The State's design system, from the `django-dsfr` wheel: only what our templates use.

The wheel's sheet weighs 575 kB. `used.css` is made from it once (and again when the wheel, our templates or our sheets
change), under `.run/dsfr/`: rules whose `fr-` classes stand in none of our templates are left out, and so are the
variables that nothing reads, the State's emblem, its icons and the older font formats. Its dark colours also answer the
device's wish, which its own script does elsewhere. Nothing of it is served under the neutral theme.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable
from dataclasses import replace
from functools import cache
from importlib.metadata import version
from importlib.util import find_spec
from pathlib import Path

from django.conf import settings

from deffinum.design.style_sheets import Rule, keep_used, keep_variables, parse, selectors

_FR_CLASS = re.compile(r"\bfr-[a-z0-9_-]+")
_URL = re.compile(r"url\((['\"]?)(?!data:)([^'\")]+)\1\)")
_OLD_FONT = re.compile(r",\s*url\([^)]*\.woff\)\s*format\([^)]*\)")
_VARIABLE = re.compile(r"var\(\s*(--[\w-]+)")
_DARK = "[data-fr-theme=dark]"
_SYSTEM = "[data-fr-theme=system]"
_DESIGN = Path(__file__).parent
_COMPOSED = frozenset(
    {
        *(f"fr-{kind}-group" for kind in ("radio", "checkbox")),
        *(f"fr-{part}--{tone}" for part in ("badge", "alert") for tone in ("success", "error", "info", "warning")),
    }
)
"""Classes that templates put together from a value."""


def distribution_folder() -> Path | None:
    """Where the wheel keeps the design system's files; None when the wheel is not installed."""
    spec = find_spec("dsfr")
    folders = list(spec.submodule_search_locations or ()) if spec else []
    return Path(folders[0]) / "static" / "dsfr" / "dist" if folders else None


def classes_in_templates() -> frozenset[str]:
    """Every `fr-` class written in a template, in a tag or in an island of the project."""
    folder = _DESIGN.parent
    files = [*folder.rglob("templates/**/*.html"), *folder.rglob("templatetags/*.py"), *folder.rglob("islands/*.js")]
    return _COMPOSED | frozenset(name for file in files for name in _FR_CLASS.findall(file.read_text(encoding="utf-8")))


def build(sheet: str, *, classes: Iterable[str], variables: Iterable[str]) -> str:
    """The part of `sheet` that these classes need, with these variables kept for our own sheets."""
    known = frozenset(classes)
    rules = keep_used(parse(sheet), lambda name: name in known or not name.startswith("fr-"))
    rules = keep_variables(_wanted(rules), variables)
    text = "".join(map(_for_the_device_too, rules))
    return _OLD_FONT.sub("", text)


def _is_wanted(rule: Rule) -> bool:
    """Leaves out fonts but Marianne in two weights, and pictures that are files: our icons are in the page."""
    if rule.prelude == "@font-face":
        about = dict(rule.declarations)
        kept = about["font-style"] == "normal" and about["font-weight"] in {"400", "700"}
        return kept and "Marianne" in about["font-family"]
    pictures = any(_URL.search(value) for _name, value in rule.declarations)
    return not pictures and not rule.prelude.startswith(("@charset", "@media print")) and "fr-icon-" not in rule.prelude


def _wanted(rules: Iterable[Rule]) -> tuple[Rule, ...]:
    kept = (replace(rule, rules=_wanted(rule.rules)) if rule.rules else rule for rule in rules if _is_wanted(rule))
    return tuple(rule for rule in kept if rule.rules or rule.declarations or rule.prelude.startswith("@"))


def _for_the_device_too(rule: Rule) -> str:
    """The rule, and its dark part again for `data-fr-theme="system"` when the device wants dark colours."""
    if rule.rules:
        return f"{rule.prelude}{{{''.join(map(_for_the_device_too, rule.rules))}}}"
    dark = [each.replace(_DARK, _SYSTEM) for each in selectors(rule.prelude) if _DARK in each]
    if not dark or not rule.declarations:
        return rule.written()
    again = Rule(",".join(dark), rule.declarations).written()
    return f"{rule.written()}@media (prefers-color-scheme:dark){{{again}}}"


@cache
def dsfr_files() -> dict[str, Path]:
    """Address under STATIC_URL → file: `dsfr/used.css` and the fonts and pictures that it asks for."""
    source = distribution_folder()
    if source is None:
        return {}
    classes = sorted(classes_in_templates())
    ours = "".join(path.read_text(encoding="utf-8") for path in sorted((_DESIGN / "static/design/css").glob("*.css")))
    variables = sorted(set(_VARIABLE.findall(ours)))
    mark = hashlib.sha256(
        "\n".join([version("django-dsfr"), *classes, "-", *variables, Path(__file__).read_text()]).encode()
    )
    built = Path(settings.BASE_DIR) / ".run" / "dsfr" / f"used-{mark.hexdigest()[:16]}.css"
    if not built.exists():
        sheet = (source / "dsfr.main.min.css").read_text(encoding="utf-8")
        built.parent.mkdir(parents=True, exist_ok=True)
        built.write_text(build(sheet, classes=classes, variables=variables), encoding="utf-8")
    assets = {address for _quote, address in _URL.findall(built.read_text(encoding="utf-8"))}
    return {"dsfr/used.css": built} | {
        f"dsfr/{each}": source / each for each in sorted(assets) if (source / each).is_file()
    }
