"""Exactness of money, rates and company numbers."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from deffinum.foundation.values import InvalidAmount, InvalidSiren, InvalidSiret, Money, Rate, Siren, Siret, Text, total

CENTS = st.integers(min_value=-(10**15), max_value=10**15)
SEVENTY = Rate.percent(70)


def test_the_real_case_passes_and_one_euro_more_does_not() -> None:
    base = Money.euros(6_928_135)
    assert SEVENTY.of(base) == Money(484_969_450)
    assert SEVENTY.cap_of(base) == Money.euros(4_849_695)
    assert Money.euros(4_849_695) <= SEVENTY.cap_of(base)
    assert Money.euros(4_849_696) > SEVENTY.cap_of(base)


@pytest.mark.parametrize(
    ("text", "cents"),
    [
        ("4 849 695", 484_969_500),
        ("4\u202f849\u202f695,00\u00a0€", 484_969_500),
        ("12,5", 1250),
        ("12.50 €", 1250),
        ("0", 0),
        ("-3", -300),
        ("1'000", 100_000),
        ("7 EUR", 700),
    ],
)
def test_amounts_are_read_as_people_type_them(text: str, cents: int) -> None:
    assert Money.parse(text) == Money(cents)


@pytest.mark.parametrize("text", ["", "abc", "1.234", "1,234,5", "1e3", "--1", "١٢a", "1 2 3 x", "9" * 16, "NaN", "½"])
def test_what_is_not_an_amount_is_refused(text: str) -> None:
    with pytest.raises(InvalidAmount):
        Money.parse(text)


@given(CENTS)
def test_display_reads_back(cents: int) -> None:
    assert Money.parse(Money(cents).display("fr")) == Money(cents)
    assert Money.parse(Money(cents).decimal_text) == Money(cents)


@given(st.lists(CENTS, max_size=30))
def test_a_total_is_the_sum_of_its_lines(lines: list[int]) -> None:
    assert total(map(Money, lines)).cents == sum(lines)


@given(st.integers(min_value=0, max_value=10**14), st.integers(min_value=0, max_value=10_000))
def test_rounding_is_half_up_and_within_half_a_unit(cents: int, basis_points: int) -> None:
    exact = cents * basis_points
    line = Rate(basis_points).of(Money(cents)).cents
    assert -5_000 < line * 10_000 - exact <= 5_000
    cap = Rate(basis_points).cap_of(Money(cents)).cents
    assert cap % 100 == 0
    assert -500_000 < cap * 10_000 - exact <= 500_000


def test_the_effective_rate_of_a_real_winner() -> None:
    assert Rate.between(Money.euros(3_560_739), Money.euros(5_449_747)) == Rate(6534)
    assert Rate.between(Money(0), Money(0)) is None


def test_display_in_both_languages() -> None:
    assert Money(484_969_500).display("fr") == "4\u202f849\u202f695\u00a0€"
    assert Money(484_969_550).display("en") == "€4,849,695.50"
    assert Rate(6534).display("fr") == "65,34\u00a0%"
    assert Rate(7000).display("en") == "70%"


@pytest.mark.parametrize("digits", ["73282932000074", "732 829 320 00074", "35600000000048", "35600000009075"])
def test_real_shapes_of_siret_pass(digits: str) -> None:
    assert len(Siret.parse(digits).digits) == 14


@pytest.mark.parametrize(
    "digits", ["73282932000075", "7328293200007", "35600000009076", "", "7328293200007A", "٧٣٢٨٢٩٣٢٠٠٠٠٧٤"]
)
def test_a_wrong_key_is_refused(digits: str) -> None:
    with pytest.raises(InvalidSiret):
        Siret.parse(digits)


def test_siren() -> None:
    assert str(Siren.parse("732829320")) == "732 829 320"
    assert Siret.parse("73282932000074").siren == Siren("732829320")
    with pytest.raises(InvalidSiren):
        Siren.parse("732829321")


@given(st.from_regex(r"[0-9]{13}", fullmatch=True))
def test_exactly_one_last_digit_completes_a_valid_siren(digits: str) -> None:
    passing = []
    for last in "0123456789":
        try:
            passing.append(Siren.parse(digits[:8] + last))
        except InvalidSiren:
            continue
    assert len(passing) == 1


def test_text_falls_back_to_french() -> None:
    assert Text("Bonjour").in_language("en") == "Bonjour"
    assert Text("Bonjour", "Hello").in_language("en-gb") == "Hello"
    assert Text.read({"fr": "a", "en": "b"}).stored() == {"fr": "a", "en": "b"}
