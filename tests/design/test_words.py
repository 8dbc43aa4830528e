from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
from django.template import Context, Template
from django.utils import translation
from hypothesis import given
from hypothesis import strategies as st

from deffinum.design import formats
from deffinum.design.forms import written_amount
from deffinum.foundation.values import Money, PartialDate, Rate

NB, NARROW = "\u00a0", "\u202f"
CLOSES = datetime(2022, 5, 2, 10, 0, tzinfo=UTC)


def write(template: str, **values: object) -> str:
    return Template(template).render(Context(values))


@pytest.mark.parametrize("amount", [Money(484969500), 484969500])
def test_money_in_both_languages(amount):
    assert write("{{ amount|money }}", amount=amount) == f"4{NARROW}849{NARROW}695{NB}€"
    with translation.override("en"):
        assert write("{{ amount|money }}", amount=amount) == "€4,849,695"


def test_what_is_not_known_is_said():
    assert write("{{ None|money }} {{ None|rate }}") == "non renseigné non renseigné"
    assert write("{{ None|day }}{{ None|instant }}") == ""


def test_rate_and_count():
    assert write("{{ rate|rate }} {{ points|rate }}", rate=Rate(6534), points=7000) == f"65,34{NB}% 70{NB}%"
    assert write("{{ 1005|count }}") == f"1{NARROW}005"
    with translation.override("en"):
        assert write("{{ points|rate }} {{ 1005|count }}", points=7000) == "70% 1,005"


def test_an_instant_in_the_zone_of_the_call():
    expected = f"2{NB}mai{NB}2022 à 12{NB}h{NB}00 (heure de Paris)"
    assert write("{{ at|instant }}", at=CLOSES) == f'<time datetime="2022-05-02T10:00:00Z">{expected}</time>'
    reunion = write('{{ at|instant:"Indian/Reunion" }}', at=CLOSES)
    assert f"14{NB}h{NB}00 (heure de La Réunion)" in reunion
    with translation.override("en"):
        assert f"2{NB}May{NB}2022 at 12:00 (Paris time)" in write("{{ at|instant }}", at=CLOSES)
    assert "(" not in write("{{ at|instant_short }}", at=CLOSES)


def test_a_zone_without_a_known_name_gives_its_city():
    assert formats.zone_text("Europe/Berlin") == "heure de Berlin"


def test_a_naive_instant_is_refused():
    with pytest.raises(ValueError, match="zone"):
        formats.instant_text(datetime(2022, 5, 2, 12))  # noqa: DTZ001 - the point of the test


def test_a_day_and_the_first_of_the_month():
    first = write("{{ day|day }}", day=date(2021, 6, 1))
    assert first == f'<time datetime="2021-06-01">1er{NB}juin{NB}2021</time>'
    late = datetime(2022, 5, 1, 23, 0, tzinfo=UTC)
    assert "2022-05-02" in write("{{ at|day }}", at=late), "the day is the zone's, not the universal one"
    assert "octobre 2021" in write("{{ day|day }}", day=PartialDate("2021-10")).replace(NB, " ")


@pytest.mark.parametrize(
    ("duration", "said"),
    [(433, "433 jours"), (1, "1 jour"), (0, "moins d’un jour"), (timedelta(days=2, hours=5), "2 jours")],
)
def test_durations(duration, said):
    assert formats.duration_text(duration).replace(NB, " ") == said


@pytest.mark.parametrize(
    ("left", "said"),
    [
        (timedelta(days=12, hours=4, minutes=3), "12 jours 4 heures"),
        (timedelta(hours=1, minutes=20), "1 heure 20 minutes"),
        (timedelta(seconds=20), "moins d’une minute"),
        (timedelta(days=-1), "moins d’une minute"),
    ],
)
def test_what_is_left(left, said):
    assert formats.remaining_text(left).replace(NB, " ") == said


@given(st.integers(-(10**14), 10**14))
def test_what_we_write_in_a_field_is_read_back_to_the_cent(cents):
    for language in ("fr", "en"):
        with translation.override(language):
            assert Money.parse(written_amount(cents)).cents == cents


@given(st.datetimes(min_value=datetime(2000, 1, 1), max_value=datetime(2100, 1, 1), timezones=st.just(UTC)))  # noqa: DTZ001 - bounds
def test_the_machine_and_the_words_agree(instant):
    local = formats.in_zone(instant)
    assert f"{local.hour}{NB}h{NB}{local.minute:02d}" in formats.instant_text(instant)
    assert datetime.fromisoformat(formats.machine_instant(instant)) == instant.replace(microsecond=0)


def test_markdown_is_cleaned_and_starts_at_level_two():
    html = write("{{ text|markdown }}", text="# Titre\n\n<script>alert(1)</script>[lien](javascript:alert(1)) **gras**")
    assert "<h2>Titre</h2>" in html
    assert "<strong>gras</strong>" in html
    assert "script" not in html
    assert "javascript" not in html
    table = write("{{ text|markdown }}", text="| a | b |\n|---|---|\n| 1 | 2 |")
    assert '<th scope="col">a</th>' in table
    assert write("{{ text|markdown }}", text='<p style="color:red" onclick="x()">a</p>') == "<p>a</p>"
