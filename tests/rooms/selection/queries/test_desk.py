"""What waits on the desk: one query for an officer, an appeal counted although its file is closed."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from deffinum.rooms.selection.models import Appeal
from deffinum.rooms.selection.queries.desk import desk_counts
from deffinum.rooms.selection.words import ExaminationState as E
from tests.factories.selection import LATER, make_walk

pytestmark = pytest.mark.django_db


def test_an_appeal_waits_on_a_closed_file_until_it_is_answered(django_assert_num_queries: Any) -> None:
    walk = make_walk(E.DECIDED)
    make_walk(E.RECEIVED, wave=walk.application.wave, officer=walk.officer)
    appeal = Appeal.objects.create(
        decision=walk.examination.decisions.get(), text="Recours (exemple).", lodged_at=LATER
    )
    with django_assert_num_queries(1):
        counts = desk_counts(actor=walk.officer, now=LATER + timedelta(days=1))
    assert (counts.appeals, counts.unassigned, counts.to_decide) == (1, 1, 0)
    assert counts.oldest is not None
    appeal.answered_at, appeal.answered_by = LATER, walk.decider.account_id
    appeal.save()
    assert desk_counts(actor=walk.officer, now=LATER).appeals == 0
