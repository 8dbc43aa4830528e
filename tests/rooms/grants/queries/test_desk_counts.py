"""What waits on the officers' desk, in one query."""

from __future__ import annotations

from typing import Any

import pytest

from deffinum.rooms.grants.queries.agreement_lists import DeskCounts, desk_counts
from deffinum.rooms.grants.words import AgreementState
from tests.factories.grants import make_deal

pytestmark = pytest.mark.django_db


def test_each_agreement_counts_once_whatever_its_deliverables(django_assert_num_queries: Any) -> None:
    make_deal()
    make_deal(AgreementState.TO_SIGN)
    deal = make_deal(AgreementState.SIGNED)
    first, second = deal.deliverables[:2]
    deal.hand_in(first)
    deal.hand_in(second)
    with django_assert_num_queries(1):
        counts = desk_counts(deal.officer)
    assert counts == DeskCounts(to_prepare=1, to_sign=1, to_examine=2)
