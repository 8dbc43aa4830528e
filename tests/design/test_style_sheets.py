from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from deffinum.design.dsfr_files import build, classes_in_templates, distribution_folder, dsfr_files
from deffinum.design.style_sheets import Rule, keep_used, keep_variables, parse, selectors

SHEET = """
/* a } comment { */
:root{--ink:var(--grey);--grey:#111;--unused:#222}
.fr-btn,.fr-link:not(.fr-link--x){color:var(--ink);background:url("data:image/svg+xml;{}")}
.fr-other{color:red}
p{margin:0}
@media (min-width:48em){.fr-btn{padding:1px}.fr-other{padding:2px}}
@font-face{font-family:Marianne;src:url(a.woff2)}
"""


def test_parsing_and_writing():
    rules = parse(SHEET)
    assert [rule.prelude for rule in rules] == [
        ":root",
        ".fr-btn,.fr-link:not(.fr-link--x)",
        ".fr-other",
        "p",
        "@media (min-width:48em)",
        "@font-face",
    ]
    written = "".join(rule.written() for rule in rules)
    assert 'url("data:image/svg+xml;{}")' in written
    assert parse(written) == rules


def test_only_used_classes_stay():
    rules = keep_used(parse(SHEET), lambda name: name in {"fr-btn", "fr-link"})
    text = "".join(rule.written() for rule in rules)
    assert "fr-other" not in text
    assert ".fr-link:not(.fr-link--x)" in text, "what is denied need not be used"
    assert "p{margin:0}" in text


def test_only_read_variables_stay():
    text = "".join(rule.written() for rule in keep_variables(parse(SHEET), ()))
    assert "--ink" in text
    assert "--grey" in text
    assert "--unused" not in text
    assert "--unused" in "".join(rule.written() for rule in keep_variables(parse(SHEET), ["--unused"]))


@pytest.mark.parametrize(
    ("prelude", "parts"), [("a,b", ["a", "b"]), (":is(a,b),c", [":is(a,b)", "c"]), ('[x="a,b"]', ['[x="a,b"]'])]
)
def test_selectors(prelude, parts):
    assert selectors(prelude) == parts


NAMES = st.from_regex(r"[a-z]{1,8}", fullmatch=True)
RULES = st.lists(
    st.builds(
        Rule,
        prelude=NAMES.map(lambda name: f".{name}"),
        declarations=st.lists(st.tuples(NAMES, NAMES), min_size=1, max_size=3).map(tuple),
    ),
    max_size=6,
).map(tuple)


@given(RULES)
def test_what_is_written_is_read_back(rules):
    assert parse("".join(rule.written() for rule in rules)) == rules


def test_the_states_sheet_becomes_a_tenth():
    folder = distribution_folder()
    assert folder is not None
    sheet = (folder / "dsfr.main.min.css").read_text()
    used = build(sheet, classes=classes_in_templates(), variables=["--text-default-grey"])
    assert len(used) < len(sheet) / 8
    for needed in (".fr-btn{", ".fr-btn--secondary", ".fr-input", ".fr-badge--success", ".fr-alert--warning"):
        assert needed in used, needed
    for absent in (".fr-modal", "Spectral", ".woff)", "marianne.svg", ".fr-logo"):
        assert absent not in used, absent
    assert used.count("[data-fr-theme=dark]") == used.count("[data-fr-theme=system]")


def test_everything_that_the_sheet_asks_for_is_served():
    files = dsfr_files()
    assert "dsfr/used.css" in files
    assert "dsfr/fonts/Marianne-Regular.woff2" in files
    assert all(path.is_file() for path in files.values())
