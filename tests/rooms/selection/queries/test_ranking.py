"""The committee's table: what the database adds up is what the page of one file shows."""

from __future__ import annotations

import random
from typing import Any

import pytest

from deffinum.foundation.values import Money
from deffinum.rooms.calls.models import Application, CallVersion
from deffinum.rooms.calls.public import CallChoice, call_choice
from deffinum.rooms.selection.models import Assignment, Decision, Examination, Mark
from deffinum.rooms.selection.queries.examination_scores import score_summaries, scores_of_one
from deffinum.rooms.selection.queries.ranking import PAGE_SIZE, Ranking, ranking_of
from deffinum.rooms.selection.words import ExaminationState as E
from tests.factories.applications import NOW, make_wave
from tests.factories.selection import CRITERIA, SETTINGS, bulk_examinations, client_of, holder

pytestmark = pytest.mark.django_db
UNEVEN = [
    {"key": "need", "label": {"fr": "Besoin", "en": "Need"}, "weight_basis_points": 3333, "scale": 3},
    {"key": "method", "label": {"fr": "Méthode", "en": "Method"}, "weight_basis_points": 3333, "scale": 7},
    {"key": "sharing", "label": {"fr": "Partage", "en": "Sharing"}, "weight_basis_points": 3334, "scale": 4},
]
"""Scales that do not divide each other: every rounding shows."""


def reviewed(wave: Any, count: int, *, criteria: list[dict[str, Any]], seed: int) -> list[Examination]:
    """Files with none to three reviews, of any marks; some are « sans objet », some reviews are not handed in."""
    chance = random.Random(seed)  # noqa: S311 - marks for a test, found again from their seed
    rows = bulk_examinations(count, wave=wave)
    experts = [holder("expert").account_id for _rank in range(3)]
    for each in rows:
        for expert_id in experts[: chance.randrange(4)]:
            state = chance.choice(["done", "done", "done", "accepted", "cancelled"])
            review = Assignment.objects.create(
                examination=each, expert_id=expert_id, state=state, asked_at=NOW, due_on=NOW.date()
            )
            Mark.objects.bulk_create(
                Mark(
                    assignment=review, criterion_key=criterion["key"],
                    value_hundredths=chance.choice([None, *range(0, criterion["scale"] * 100 + 1, 50)]),
                )
                for criterion in criteria
            )  # fmt: skip
    return rows


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_the_database_adds_up_what_one_file_shows_to_the_hundredth(seed: int) -> None:
    wave = make_wave(settings=SETTINGS)
    rows = reviewed(wave, 12, criteria=CRITERIA, seed=seed)
    other = make_wave(settings=SETTINGS | {"criteria": UNEVEN})
    rows += reviewed(other, 24, criteria=UNEVEN, seed=seed)
    every = Examination.objects.all()
    found = score_summaries(every)
    some = 0
    for each in Examination.objects.with_application().filter(pk__in=[row.pk for row in rows]):
        whole, short = scores_of_one(each), found.get(each.pk)
        if whole.mean is None:
            assert short is None
            continue
        some += 1
        assert short is not None
        assert (short.mean, short.is_divergent) == (whole.mean, whole.is_divergent)
        assert short.shown_mean == whole.shown_mean
    assert some > 10


def test_files_of_one_call_keep_the_weights_they_were_opened_under() -> None:
    wave = make_wave(settings=SETTINGS)
    rows = bulk_examinations(2, wave=wave)
    former = wave.call.current_version
    heavier = CallVersion.objects.create(
        call=wave.call, number=former.number + 1, published_at=NOW, form_version=former.form_version,
        configuration=former.configuration
        | {"criteria": [each | {"weight_basis_points": [1000, 1000, 8000][at]} for at, each in enumerate(CRITERIA)]},
    )  # fmt: skip
    Application.objects.filter(pk=rows[1].application_id).update(call_version=heavier)
    expert = holder("expert").account_id
    for each in rows:
        review = Assignment.objects.create(
            examination=each, expert_id=expert, state="done", asked_at=NOW, due_on=NOW.date()
        )
        for key, value in {"need": 500, "method": 500, "sharing": 0}.items():
            Mark.objects.create(assignment=review, criterion_key=key, value_hundredths=value)
    found = score_summaries(Examination.objects.all())
    assert [found[each.pk].mean for each in rows] == [400, 100]


def table(page: int = 1) -> tuple[CallChoice, Ranking]:
    wave = make_wave(settings=SETTINGS)
    rows = bulk_examinations(PAGE_SIZE * 3, wave=wave)
    Examination.objects.filter(pk__in=[each.pk for each in rows]).update(state=E.REVIEWED)
    expert = holder("expert").account_id
    for rank, each in enumerate(rows[:4]):
        review = Assignment.objects.create(
            examination=each, expert_id=expert, state="done", asked_at=NOW, due_on=NOW.date()
        )
        Mark.objects.create(assignment=review, criterion_key="need", value_hundredths=[200, 450, 450, 300][rank])
    call = call_choice(slug=wave.call.slug)
    assert call is not None
    return call, ranking_of(call, actor=holder("jury"), page=page)


def test_ranks_and_sums_are_those_of_the_whole_table_on_every_page() -> None:
    call, first = table()
    assert [each.rank for each in first.files[:5]] == [1, 1, 3, 4, None]
    assert (first.count, first.page_count, len(first.files)) == (150, 3, 50)
    jury = holder("jury")
    pages = [ranking_of(call, actor=jury, page=number) for number in (1, 2, 3)]
    every = [each for page in pages for each in page.files]
    assert len({each.application_id for each in every}) == 150
    running = Money(0)
    for each in every:
        running += each.asked
        assert each.cumulated == running
    assert {page.asked for page in pages} == {running}
    assert ranking_of(call, actor=jury, page=99).page == 3
    assert ranking_of(call, actor=jury, page=0).page == 1


def test_the_outcome_shows_only_once_the_file_is_decided() -> None:
    call, first = table()
    row = Examination.objects.get(application_id=first.files[0].application_id)
    Decision.objects.create(examination=row, number=1, outcome="reopened", decided_on=NOW.date(), entered_at=NOW)
    assert ranking_of(call, actor=holder("jury")).files[0].outcome_label == ""
    Decision.objects.create(
        examination=row, number=2, outcome="retained", aid_cents=100, decided_on=NOW.date(), entered_at=NOW
    )
    Examination.objects.filter(pk=row.pk).update(state=E.DECIDED)
    decided = ranking_of(call, actor=holder("jury")).files[0]
    assert (decided.outcome_label, decided.granted) == ("Retenue", Money(100))


@pytest.mark.parametrize(
    ("asked", "said"), [("2", "Page 2 sur 3"), ("0", "Page 1"), ("x", "Page 1"), ("9" * 30, "Page 1")]
)
def test_the_page_takes_any_number(asked: str, said: str) -> None:
    call, _first = table()
    page = client_of(holder("jury")).get(f"/comite/{call.slug}/", {"page": asked})
    assert page.status_code == 200
    assert said in page.content.decode()
