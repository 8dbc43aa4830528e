"""The four real projects, in the states they really reached."""

from __future__ import annotations

import pytest

from deffinum.foundation.policies import PLATFORM
from deffinum.foundation.values import Money
from deffinum.rooms.calls.public import load_calls_sample
from deffinum.rooms.people.public import load_people_sample
from deffinum.rooms.plan.public import load_plan_sample
from deffinum.rooms.selection.commands.load_sample import load_selection_sample
from deffinum.rooms.selection.lifecycle import EXAMINATION
from deffinum.rooms.selection.models import Assignment, Decision, Examination, Letter
from deffinum.rooms.selection.queries.decisions import retained_decisions
from deffinum.rooms.selection.queries.linked_application import linked_application
from tests.factories.calls import NOW

pytestmark = pytest.mark.django_db


def test_the_real_projects_have_their_outcome_and_nothing_invented() -> None:
    for load in (load_people_sample, load_plan_sample, load_calls_sample):
        load(by=PLATFORM, now=NOW)
    assert load_selection_sample(by=PLATFORM, now=NOW) == 4
    assert load_selection_sample(by=PLATFORM, now=NOW) == 0
    decisions = {
        each.examination.application.reference: each
        for each in Decision.objects.select_related("examination__application")
    }
    assert {name: each.outcome for name, each in decisions.items()} == {
        "DEFFINUM-H1": "retained",
        "DEFFINUM-H2": "retained",
        "DEFFINUM-H3": "redirected",
        "DEFFINUM-H4": "redirected",
    }
    assert [each.aid for each in retained_decisions()] == [Money.euros(4_849_695), Money.euros(3_560_739)]
    for name in ("DEFFINUM-H3", "DEFFINUM-H4"):
        linked = linked_application(decisions[name])
        assert linked is not None
        assert (linked.call.slug, linked.redirected_from.reference) == ("ami-cma", name)
    assert decisions["DEFFINUM-H3"].aid_cents is None
    assert all(
        each.source.startswith("https://") and str(each.decided_on) == "2022-11-07" for each in decisions.values()
    )
    assert not (Letter.objects.exists() or Assignment.objects.exists())
    moves = [list(EXAMINATION.history(each).values_list("move", flat=True)) for each in Examination.objects.all()]
    assert moves == [["record_history"]] * 4, "no gate is made up"
