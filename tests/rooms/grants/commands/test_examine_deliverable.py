"""A tranche that several deliverables unlock is payable once all are accepted, whoever accepts the last."""

from __future__ import annotations

import pytest

from deffinum.rooms.grants.models import Deliverable
from tests.factories.grants import make_deal
from tests.same_time import while_the_other_commits

pytestmark = pytest.mark.django_db(transaction=True)


def test_two_deliverables_accepted_at_once_unlock_their_tranche() -> None:
    deal = make_deal("signed")
    first, second = deal.deliverables
    Deliverable.objects.filter(pk=second.pk).update(unlocks=first.unlocks)
    for each in (first, second):
        deal.hand_in(each)
    results = while_the_other_commits(lambda: deal.examine(first), lambda: deal.examine(second))
    assert [each.state for each in results] == ["accepted", "accepted"]
    assert deal.tranches[1].payable_since is not None
