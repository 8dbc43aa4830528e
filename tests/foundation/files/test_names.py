"""Names from anywhere become safe names."""

from __future__ import annotations

import email.message

import pytest
from hypothesis import given
from hypothesis import strategies as st

from deffinum.foundation.files.names import LONGEST_NAME, attachment_disposition, clean_name, ending_of
from deffinum.foundation.files.words import BY_MEDIA_TYPE, CSV, PDF, size_text


@pytest.mark.parametrize(
    ("declared", "cleaned"),
    [
        ("Budget prévisionnel.xlsx", "Budget prévisionnel.xlsx"),
        ("C:\\Users\\moi\\Documents\\budget.pdf", "budget.pdf"),
        ("../../etc/passwd", "passwd"),
        ("fac\u202etxt.exe", "factxt.exe"),
        ("a\r\nSet-Cookie: b.pdf", "a Set-Cookie_ b.pdf"),
        ("  .pdf ", "pdf"),
        ("", "fichier"),
        ("///", "fichier"),
        ("CON.txt", "_CON.txt"),
        ("x" * 400 + ".docx", "x" * (LONGEST_NAME - 5) + ".docx"),
    ],
)
def test_known_tricks_are_undone(declared: str, cleaned: str) -> None:
    assert clean_name(declared) == cleaned


@given(declared=st.text(max_size=300), media_type=st.sampled_from(["", *BY_MEDIA_TYPE]))
def test_any_name_becomes_a_safe_one(declared: str, media_type: str) -> None:
    name = clean_name(declared, media_type=media_type)
    assert 0 < len(name) <= LONGEST_NAME
    assert not set(name) & set('/\\<>:"|?*\x00\r\n\u202e')
    assert name == name.strip(" .")
    assert name.isprintable()
    assert clean_name(name, media_type=media_type) == name
    assert not media_type or ending_of(name) in BY_MEDIA_TYPE[media_type].endings


def test_the_ending_fits_the_content() -> None:
    assert clean_name("budget.v2", media_type=PDF) == "budget.v2.pdf"
    assert clean_name("BUDGET.PDF", media_type=PDF) == "BUDGET.PDF"
    assert clean_name("tableau.txt", media_type=CSV) == "tableau.txt.csv"


@given(declared=st.text(min_size=1, max_size=200))
def test_a_browser_reads_back_the_same_name(declared: str) -> None:
    name = clean_name(declared)
    header = attachment_disposition(name)
    assert header.isascii()
    assert "\n" not in header
    message = email.message.Message()
    message["Content-Disposition"] = "attachment; filename*=" + header.split("filename*=")[1]
    assert message.get_filename() == name


@pytest.mark.parametrize(
    ("size", "french", "english"),
    [
        (1, "1\u00a0octet", "1\u00a0byte"),
        (999, "999\u00a0octets", "999\u00a0bytes"),
        (1000, "1\u00a0ko", "1\u00a0kB"),
        (2_449_999, "2,4\u00a0Mo", "2.4\u00a0MB"),
        (2_450_000, "2,5\u00a0Mo", "2.5\u00a0MB"),
        (10_000_000, "10\u00a0Mo", "10\u00a0MB"),
    ],
)
def test_sizes_are_written_for_people(size: int, french: str, english: str) -> None:
    assert (size_text(size), size_text(size, "en")) == (french, english)
