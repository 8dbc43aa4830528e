"""Every French sentence of the foundation's packages has its English one, with the same values in it."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from babel.messages.extract import extract_from_dir
from babel.messages.pofile import read_po
from django.utils.translation import gettext, override

FOUNDATION = Path(__file__).resolve().parents[2] / "deffinum" / "foundation"
CATALOGUES = sorted(FOUNDATION.glob("*/locale/en/LC_MESSAGES/django.po"))
KEYWORDS = {"_": None, "gettext": None, "gettext_lazy": None, "ngettext": (1, 2)}
VALUES = re.compile(r"%\((\w+)\)[sd]")


def forms(message: str | tuple[str, ...] | list[str] | None) -> tuple[str, ...]:
    """The singular and plural of a message, or the message alone."""
    return (message,) if isinstance(message, str) else tuple(message or ())


@pytest.mark.parametrize("path", CATALOGUES, ids=lambda path: path.parts[-5])
def test_every_sentence_is_translated(path: Path) -> None:
    with path.open("rb") as stream:
        catalogue = read_po(stream, locale="en")
    package = path.parents[3]
    used = {
        forms(message)
        for _, _, message, _, _ in extract_from_dir(str(package), [("**.py", "python")], keywords=KEYWORDS)
    }
    translated = {forms(each.id): forms(each.string) for each in catalogue if each.id}
    assert used == set(translated)
    for french, english in translated.items():
        assert all(english), french
        assert set(VALUES.findall(" ".join(french))) == set(VALUES.findall(" ".join(english)))


def test_no_french_word_of_ours_is_an_english_one_that_django_translates() -> None:
    """« Note » is also English for a remark: Django's own French catalogue would answer first."""
    taken = []
    with override("fr"):
        for path in (FOUNDATION.parent).rglob("locale/en/LC_MESSAGES/django.po"):
            with path.open("rb") as stream:
                for each in read_po(stream, locale="en"):
                    if isinstance(each.id, str) and each.id and not each.context and gettext(each.id) != each.id:
                        taken.append(f"{path.parts[-5]}: {each.id}")
    assert taken == []
