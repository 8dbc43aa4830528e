"""Lists cost the same number of queries with one file and with many; work pages stay within their budget."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from deffinum.foundation.policies import Actor
from deffinum.rooms.calls.models import Application
from deffinum.rooms.calls.public import call_choice
from deffinum.rooms.selection.queries.examination_list import PAGE_SIZE, SORTS, ListFilters, examination_list
from deffinum.rooms.selection.queries.ranking import PAGE_SIZE as RANKING_PAGE
from deffinum.rooms.selection.queries.ranking import ranking_of
from deffinum.rooms.selection.words import ExaminationState as E
from tests.factories.applications import make_wave
from tests.factories.selection import LATER, SETTINGS, bulk_examinations, client_of, holder, make_walk

pytestmark = pytest.mark.django_db


def cost(actor: Actor, address: str) -> int:
    client = client_of(actor)
    client.get(address)
    with CaptureQueriesContext(connection) as queries:
        response = client.get(address)
        counted = len(queries.captured_queries)
    assert response.status_code == 200
    assert counted > 0
    return counted


def test_the_list_costs_the_same_with_one_three_and_fifty_files() -> None:
    wave, officer = make_wave(settings=SETTINGS), holder("officer")
    address = reverse("selection:examinations")
    bulk_examinations(1, wave=wave)
    costs = [cost(officer, address)]
    for more in (2, 60):
        wave = make_wave(settings=SETTINGS)
        bulk_examinations(more, wave=wave)
        costs.append(cost(officer, address))
    assert len(set(costs)) == 1, costs
    assert costs[0] <= 12


def test_the_pages_of_one_file_stay_within_their_budget() -> None:
    walk = make_walk(E.DECIDED)
    for name, most in {"examination": 15, "decision": 22, "reviews": 22, "completeness": 25}.items():
        assert cost(walk.officer, reverse(f"selection:{name}", args=[walk.application.pk])) <= most, name
    assert cost(walk.officer, "/instruction/") <= 15


def test_the_ranking_costs_the_same_whatever_the_number_of_files() -> None:
    jury, costs = holder("jury"), []
    for count in (6, 12, 120):
        wave = make_wave(settings=SETTINGS)
        bulk_examinations(count, wave=wave)
        call = call_choice(slug=wave.call.slug)
        assert call is not None
        ranking_of(call, actor=jury)  # the rules of a call are read once a process
        with CaptureQueriesContext(connection) as queries:
            found = ranking_of(call, actor=jury)
        assert 0 < found.count < count
        assert len(found.files) == min(found.count, RANKING_PAGE)
        costs.append(len(queries))
    assert costs == [5, 5, 5]
    assert cost(jury, reverse("selection:ranking", args=[wave.call.slug])) <= 12


@pytest.mark.parametrize("sort", SORTS)
def test_every_file_is_met_once_from_page_to_page_in_both_directions(sort: str) -> None:
    wave, officer = make_wave(settings=SETTINGS), holder("officer")
    bulk_examinations(PAGE_SIZE * 2 + 7, wave=wave)
    now, met, key = datetime(2026, 6, 1, tzinfo=UTC), [], ""
    pages = []
    while True:
        page = examination_list(actor=officer, filters=ListFilters(sort=sort, after=key), now=now)
        pages.append([each.application_id for each in page.lines])
        met += pages[-1]
        if not page.next_key:
            break
        key = page.next_key
    assert [len(each) for each in pages] == [PAGE_SIZE, PAGE_SIZE, 7]
    assert len(set(met)) == PAGE_SIZE * 2 + 7
    back = examination_list(actor=officer, filters=ListFilters(sort=sort, before=page.previous_key), now=now)
    assert [each.application_id for each in back.lines] == pages[1]


def test_filters_narrow_the_list_and_a_broken_key_shows_the_first_page() -> None:
    wave, officer = make_wave(settings=SETTINGS), holder("officer")
    rows = bulk_examinations(20, wave=wave)
    other = bulk_examinations(3, wave=make_wave(settings=SETTINGS))

    def count(**filters: str) -> int:
        return examination_list(actor=officer, filters=ListFilters(**filters), now=LATER).total

    assert count() == 23
    assert count(call=wave.call.slug) == 20
    assert count(call=wave.call.slug, state="received") == sum(each.state == "received" for each in rows)
    assert count(officer=str(other[0].officer_id)) == 1
    assert count(officer="me") == 0
    assert count(officer="none") == 0
    Application.objects.filter(pk=rows[5].application_id).update(title="Un atelier singulier pour apprendre un geste")
    assert count(text="singulier geste") == 1
    assert count(text=rows[4].application.reference.lower()) == 1
    assert count(after="nimporte~quoi") == 23
    assert count(officer="x") == 0


@pytest.mark.parametrize("typed", ["²", "9" * 5000, "-1", "٣"])
def test_a_number_that_is_none_narrows_nothing_and_breaks_nothing(typed: str) -> None:
    officer = holder("officer")
    row = bulk_examinations(1, wave=make_wave(settings=SETTINGS))[0]
    found = examination_list(
        actor=officer, filters=ListFilters(wave=typed, sort="aid", after=f"{typed}~{row.pk}"), now=LATER
    )
    assert found.total == 1


def test_the_list_goes_on_after_a_large_amount() -> None:
    officer = holder("officer")
    rows = bulk_examinations(2, wave=make_wave(settings=SETTINGS))
    Application.objects.filter(pk=rows[0].application_id).update(aid_cents=12_345_678_901)
    after = f"12345678901~{rows[0].pk}"
    found = examination_list(actor=officer, filters=ListFilters(sort="aid", after=after), now=LATER)
    assert [each.application_id for each in found.lines] == [rows[1].application_id]
