"""The public figures add up as their sources say (the acceptance figures of the call), and nothing is averaged."""

from __future__ import annotations

import re
from typing import Any

import pytest

from deffinum.foundation.values import Money
from deffinum.rooms.plan.queries.plan_overview import PlanOverview, lever_by_slug, plan_overview
from deffinum.rooms.plan.queries.published_figures import lines_of, published_figures
from deffinum.rooms.plan.words import LeverState


@pytest.fixture
def overview(plan: None) -> PlanOverview:
    found = plan_overview()
    assert found is not None
    return found


def values() -> dict[str, int]:
    return {line.key: line.latest.value for line in lines_of(published_figures())}


def test_before_loading_there_is_no_plan(db: None) -> None:
    assert plan_overview() is None


def test_the_funnel_is_the_real_one(overview: PlanOverview) -> None:
    funnel = {line.key: line.latest for line in overview.funnel}
    assert {key: figure.value for key, figure in funnel.items()} == {
        "dossiers-ouverts": 900,
        "projets-deposes": 120,
        "projets-eligibles": 111,
        "projets-retenus": 62,
        "projets-rediriges": 12,
    }
    assert funnel["dossiers-ouverts"].qualifier_words == "environ"
    assert overview.retained_without_redirected == 50


def test_scope_nature_and_sectors_add_up(overview: PlanOverview) -> None:
    known = values()
    assert (known["portee-nationale"], known["portee-interregionale"]) == (51, 11)
    assert (known["projets-sectoriels"], known["projets-transverses"]) == (44, 18)
    assert known["portee-nationale"] + known["portee-interregionale"] == known["projets-retenus"]
    assert known["projets-sectoriels"] + known["projets-transverses"] == known["projets-retenus"]
    assert overview.named_sectors_total == 37
    assert overview.unnamed_sectors_total == 7


def test_sources_that_disagree_stay_side_by_side(overview: PlanOverview) -> None:
    money = {line.key: line for line in overview.money_lines}
    told = {
        key: {(each.source.said_by, each.money) for each in line.entries}
        for key, line in money.items()
        if line.sources_differ
    }
    assert told == {
        "deffinum": {("ministère du Travail", Money.euros(100_000_000)), ("AEF", Money.euros(90_000_000))},
        "plan": {
            ("AEF", Money.euros(360_000_000)),
            ("Banque des Territoires / Haut-commissariat", Money.euros(300_000_000)),
            ("ministère du Travail", Money.euros(152_000_000)),
        },
    }
    assert money["deffinov"].latest.money == Money.euros(50_000_000)
    assert money["deffinum-rediriges"].latest.money == Money.euros(45_000_000)


def test_the_undated_source_comes_last_and_is_not_the_latest(overview: PlanOverview) -> None:
    plan_line = next(line for line in overview.money_lines if line.key == "plan")
    assert [each.as_of.text for each in plan_line.entries] == ["2021-04", "2021-06", ""]
    assert plan_line.latest.as_of.text == "2021-06"


def test_the_list_of_axes_itself_is_dated(overview: PlanOverview) -> None:
    assert [(axis.kind, axis.announced_as_of.text) for axis in overview.axes] == [
        ("axis", "2021"),
        ("axis", "2021"),
        ("axis", "2021"),
        ("work_stream", "2022"),
        ("work_stream", "2022"),
    ]
    assert {lever.slug for lever in overview.other_levers} == {"comite-de-suivi", "nouveau-modele-de-formation"}


@pytest.mark.parametrize(
    ("slug", "state"),
    [
        ("appel-deffinum", LeverState.RUNNING),
        ("communs-numeriques", LeverState.RUNNING),
        ("tiers-lieux-de-formation", LeverState.RUNNING),
        ("offre-d-accompagnement", LeverState.IN_PREPARATION),
        ("espace-de-veille", LeverState.NOT_LAUNCHED),
        ("hackathons", LeverState.NOT_LAUNCHED),
        ("comite-de-suivi", LeverState.RUNNING),
        ("nouveau-modele-de-formation", LeverState.AIM),
    ],
)
def test_each_lever_stands_where_its_last_entry_says(plan: None, slug: str, state: str) -> None:
    lever = lever_by_slug(slug)
    assert lever is not None and lever.present is not None
    assert lever.present.state == state


def test_every_entry_has_a_public_source_and_both_languages(overview: PlanOverview) -> None:
    for figure in overview.figures:
        assert re.match(r"https?://", figure.source.address)
        assert figure.label.fr and figure.label.en
        assert figure.as_of or figure.as_of_note.fr
    for axis in overview.axes:
        for lever in axis.levers:
            assert lever.present and lever.present.reason.fr and lever.present.reason.en


def test_the_whole_plan_costs_a_fixed_number_of_queries(plan: None, django_assert_num_queries: Any) -> None:
    with django_assert_num_queries(6):
        plan_overview()
