"""Counts are added with their source; figures of one key may disagree."""

from __future__ import annotations

from typing import Any

import pytest

from deffinum.foundation.policies import Refused
from deffinum.foundation.values import Text
from deffinum.rooms.plan.commands.record_figure import (
    FigureAlreadyThere,
    FigureLeverUnknown,
    FigureNegative,
    PlanMissing,
    record_figure,
)
from deffinum.rooms.plan.queries.published_figures import lines_of, published_figures
from tests.factories.plan import NOBODY, NOW, OFFICER, evidence


def asked(**changes: Any) -> dict[str, Any]:
    return {
        "key": "projets-retenus",
        "group": "funnel",
        "label": Text("Projets retenus"),
        "value": 61,
        "unit": "projects",
        "evidence": evidence(),
        "by": OFFICER,
        "now": NOW,
        **changes,
    }


def test_a_figure_of_a_known_key_stands_beside_the_first(plan: None) -> None:
    record_figure(**asked())
    line = next(each for each in lines_of(published_figures()) if each.key == "projets-retenus")
    assert [each.value for each in line.entries] == [62, 61]
    assert line.sources_differ


def test_a_new_key_comes_last(plan: None) -> None:
    record_figure(**asked(key="projets-en-cours", value=3))
    assert published_figures()[-1].key == "projets-en-cours"


@pytest.mark.parametrize(
    ("changes", "error"),
    [
        ({"value": -1}, FigureNegative),
        ({"lever_slug": "rien"}, FigureLeverUnknown),
        ({"by": NOBODY}, Refused),
    ],
)
def test_what_is_refused(plan: None, changes: dict[str, Any], error: type[Exception]) -> None:
    count = len(published_figures())
    with pytest.raises(error):
        record_figure(**asked(**changes))
    assert len(published_figures()) == count


def test_the_same_figure_is_not_told_twice(plan: None) -> None:
    record_figure(**asked())
    with pytest.raises(FigureAlreadyThere):
        record_figure(**asked())


def test_without_a_plan_nothing_is_recorded(db: None) -> None:
    with pytest.raises(PlanMissing):
        record_figure(**asked())
