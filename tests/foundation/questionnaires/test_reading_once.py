"""A form read once and given to whoever asks says the same as a form read each time."""

from __future__ import annotations

from typing import Any

import pytest

from deffinum.foundation.questionnaires import missing_answers, read_definition, section_states, visible_sections
from deffinum.foundation.questionnaires.completeness import read_form
from tests.foundation.questionnaires.examples import project_form

FORM = read_definition(project_form())
LEAD: dict[str, Any] = {"title": "Réalité virtuelle", "reach": "national", "sharing": "perhaps"}
FILLED = [LEAD, LEAD | {"role": "Former."}, LEAD | {"role": 12}, {}]


@pytest.mark.parametrize("answers", FILLED)
@pytest.mark.parametrize("question", [missing_answers, section_states, visible_sections])
def test_a_reading_that_is_given_changes_no_answer(question: Any, answers: dict[str, Any]) -> None:
    for per_partner in (False, True):
        given = question(FORM, answers, {}, per_partner=per_partner, reading=read_form(FORM, answers, {}))
        assert given == question(FORM, answers, {}, per_partner=per_partner)


@pytest.mark.parametrize("answers", FILLED)
def test_a_partner_takes_over_what_was_read_of_the_lead(answers: dict[str, Any]) -> None:
    own = {key: value for key, value in answers.items() if not FORM.section_of[key].per_partner}
    whole, shared = read_form(FORM, answers, {}), read_form(FORM, answers, {}, lead=read_form(FORM, own, {}))
    assert (shared.shown, shared.values) == (whole.shown, whole.values)
    assert {key: str(each) for key, each in shared.problems.items()} == {
        key: str(each) for key, each in whole.problems.items()
    }
